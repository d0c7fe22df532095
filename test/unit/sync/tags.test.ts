import { afterEach, expect, it } from 'vitest';
import { tagsOf } from '../../../src-preload/contract/ticket-tags.ts';
import { type RigOptions, startSyncRig, type SyncRig } from '../../factories/sync-rig.ts';

let rig: SyncRig;
afterEach(() => rig.stop());

async function start(options: RigOptions = {}): Promise<readonly [string, string]> {
  rig = await startSyncRig({ tickets: 12, ...options });
  await rig.quiet();
  const isPlain = (id: string): boolean => (rig.cache.tickets.get(id)?.doc.tagCount ?? 0) === 0;
  const [first = '', second = ''] = rig.cache.tickets.listOpenIds().filter(isPlain);
  return [first, second];
}
/** How often tags were asked for. */
const asked = (): number => rig.outcomes.filter(({ operation }) => operation === 'listTicketTags').length;
const known = (id: string): readonly string[] | null => tagsOf(rig.cache.tickets.get(id)?.doc ?? {});
async function look(id: string, ms = 30_000): Promise<void> {
  await rig.clock.runFor(ms);
  rig.sync.focus(id, []);
  await rig.quiet(5_000);
}
const tag = (id: string, ...tags: string[]) => rig.api('POST', `/tickets/${id}/associateTag`, { tags });

it('tags are read for the ticket on screen, once per count, and never for the others', async () => {
  const [first, second] = await start();
  await tag(first, 'Refund', 'vip');
  await tag(second, 'vip');
  await rig.clock.runFor(20 * 60_000);
  expect([asked(), known(first)]).toEqual([0, null]);
  await look(first);
  expect([asked(), known(first)]).toEqual([1, ['Refund', 'vip']]);
  await look(first);
  expect(asked()).toBe(1);
  // A list row and a detail that come later leave them.
  await rig.traffic({ kind: 'customerThread', ticketId: first });
  await rig.clock.runFor(10 * 60_000);
  expect(known(first)).toEqual(['Refund', 'vip']);
  await rig.api('POST', `/tickets/${first}/dissociateTag`, { tags: ['vip'] });
  await look(first);
  expect([asked(), known(first)]).toEqual([2, ['Refund']]);
  // Where the count says that there are none, nothing is asked.
  await rig.api('POST', `/tickets/${first}/dissociateTag`, { tags: ['Refund'] });
  await look(first);
  expect([asked(), known(first)]).toEqual([2, []]);
  expect(known(second)).toBeNull();
});

it('a service without tags is asked once', async () => {
  const [first, second] = await start({ manner: 'reference' });
  for (const id of [first, second, first]) await look(id);
  expect([asked(), known(first)]).toEqual([1, null]);
});
