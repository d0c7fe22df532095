import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { find, openPage } from './harness.ts';

/** Something that is answered when the test says so. */
function held<T>(): { promise: Promise<T>; answer: (value: T) => void } {
  let answer: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => (answer = done));
  return { promise, answer };
}

// The address is another file's too.
beforeEach(() => history.replaceState(null, '', '/'));
afterEach(cleanup);

it('a dialog that was closed while it saved closes nothing that was opened after it', async () => {
  const saved = held<null>();
  const page = await openPage('', { 'snoozes.set': () => saved.promise });
  await find(page, '[role=option]');
  await page.press('j', 'h');
  await find(page, 'dialog[open]');
  (await find<HTMLElement>(page, 'dialog [role=option], dialog li button')).click();
  await waitFor(() => expect(page.transport.callsOf('snoozes.set')).toHaveLength(1));
  page.app.dialogs.close();
  page.app.dialogs.open({ name: 'palette' });
  saved.answer(null);
  await waitFor(() => expect(page.app.said.value).not.toBeNull());
  expect(page.app.dialogs.value).toEqual({ name: 'palette' });
});

it('a new ticket that was closed before it was read reads nothing more', async () => {
  const warned = vi.spyOn(console, 'warn');
  const types = held<Record<string, never>>();
  const page = await openPage('', {});
  await find(page, '[role=option]');
  page.transport.script({ 'tickets.statusTypes': () => types.promise });
  await page.press('n');
  await find(page, 'dialog[open]');
  const readBefore = page.transport.callsOf('drafts.get').length;
  page.app.dialogs.close();
  await waitFor(() => expect(page.container.querySelector('dialog[open]')).toBeNull());
  types.answer({});
  await page.app.choices.load();
  expect(page.transport.callsOf('drafts.get')).toHaveLength(readBefore);
  expect(warned).not.toHaveBeenCalled();
});

it('a ticket that was left is not read again for its hours', async () => {
  const page = await openPage('');
  await find(page, '[role=option]');
  await page.press('j', 'Enter');
  const reads = (): number => page.transport.callsOf('timeEntries.ofTicket').length;
  await waitFor(() => expect(reads()).toBeGreaterThan(0));
  const atFirst = reads();
  page.transport.emit('outbox.changed', { ids: [] });
  await waitFor(() => expect(reads()).toBeGreaterThan(atFirst));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const before = reads();
  try {
    page.transport.emit('outbox.changed', { ids: [] });
    page.app.route.go({ ticketId: null });
    await vi.advanceTimersByTimeAsync(1_000);
  } finally {
    vi.useRealTimers();
  }
  expect(page.container.querySelector('[data-item]')).toBeNull();
  expect(reads()).toBe(before);
});

it('a dialog closes by a press beside it and by Escape, by nothing that began within', async () => {
  const page = await openPage('');
  await find(page, '[role=option]');
  await page.press('n');
  const dialog = await find<HTMLDialogElement>(page, 'dialog[open]');
  const field = dialog.querySelector('input')!;
  const on = (target: Element, type: string): void =>
    void target.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
  // A text that was marked to beyond the edge, and a file field whose chooser was left.
  on(field, 'pointerdown');
  on(dialog, 'click');
  on(field, 'cancel');
  expect(page.app.dialogs.value).not.toBeNull();
  on(dialog, 'pointerdown');
  on(dialog, 'click');
  expect(page.app.dialogs.value).toBeNull();
  page.app.dialogs.open({ name: 'palette' });
  on(await find(page, 'dialog[open][aria-label]'), 'cancel');
  expect(page.app.dialogs.value).toBeNull();
});
