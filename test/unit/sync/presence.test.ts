import { expect, it } from 'vitest';
import { createPresence } from '../../../src-main/sync/presence.ts';

it('the agent is there as long as one page has the focus, and a page that says nothing any more is gone', () => {
  let now = 0;
  const presence = createPresence({ now: () => now });
  const gone = { focused: false, visible: false };
  const there = { focused: true, visible: true };
  expect(presence.note('window', there)).toEqual(there);
  expect(presence.note('popover', there)).toEqual(there);
  expect(presence.note('popover', gone), 'the window is still looked at').toEqual(there);
  expect(presence.note('window', { focused: false, visible: true })).toEqual({ focused: false, visible: true });
  presence.note('crashed', there);
  now += 11 * 60_000;
  expect(presence.note('window', gone)).toEqual(gone);
});
