import { cleanup, fireEvent, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScriptedError } from '../fakes/transport.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow } from './preview/data.ts';

let page: Page;
const idOf = (index: number): string => makeRow(index).id;
const press = async (key: string, init: KeyboardEventInit = {}): Promise<void> => {
  const target = document.activeElement ?? document.body;
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }));
  await new Promise((done) => setTimeout(done));
};
const rowOf = (index: number): HTMLElement => page.container.querySelector(`[data-ticket-id="${idOf(index)}"]`)!;
const bar = (): HTMLElement | null => page.container.querySelector('[role=toolbar]');
const button = (label: string): HTMLElement =>
  [...page.container.querySelectorAll<HTMLElement>('button')].find((one) =>
    (one.ariaLabel ?? one.textContent ?? '').trim().startsWith(label),
  )!;
const said = (): string => page.app.said.value?.text ?? '';
let jobs = 0;
const receipt = () => ({ jobId: `job-${(jobs += 1)}`, localId: null });

beforeEach(async () => {
  jobs = 0;
  history.replaceState(null, '', '/');
  page = await openPage('lang=en', {
    'tickets.updateMany': receipt,
    'tickets.update': receipt,
    'tickets.markSpam': receipt,
    'tickets.move': receipt,
    'tickets.merge': receipt,
    'tickets.split': receipt,
    'outbox.cancel': ({ id }) => ({ cancelled: [id], draftKey: null }),
  });
  await find(page, '[role=option]');
});
afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

describe('choosing several', () => {
  it('takes x, ranges with shift+j, and gives all back with Escape', async () => {
    await press('j');
    await press('x');
    await waitFor(() => expect(rowOf(0).ariaChecked).toBe('true'));
    await press('J', { shiftKey: true });
    await press('J', { shiftKey: true });
    await waitFor(() => expect(page.app.selection.ids).toEqual([idOf(0), idOf(1), idOf(2)]));
    expect(bar()?.textContent).toContain('3 selected');
    await press('K', { shiftKey: true });
    await waitFor(() => expect(page.app.selection.ids).toEqual([idOf(0), idOf(1)]));
    await press('Escape');
    await waitFor(() => expect(bar()).toBeNull());
    expect(page.app.selection.size).toBe(0);
  });

  it('takes a click on the box, and a range with shift', async () => {
    await fireEvent.click(rowOf(1).querySelector('.gutter')!);
    await fireEvent.click(rowOf(4), { shiftKey: true });
    await waitFor(() => expect(page.app.selection.size).toBe(4));
    await fireEvent.click(rowOf(0), { shiftKey: true });
    await waitFor(() => expect(page.app.selection.ids).toEqual([1, 0].map(idOf)));
    await fireEvent.click(rowOf(4), { shiftKey: true });
    await waitFor(() => expect(page.app.selection.size).toBe(4));
    await fireEvent.click(rowOf(2), { ctrlKey: true });
    expect(page.app.selection.ids).toEqual([1, 3, 4].map(idOf));
    // What was chosen by hand stays beside a range that shrinks over it.
    await fireEvent.click(rowOf(0), { shiftKey: true });
    await waitFor(() => expect(page.app.selection.ids.toSorted()).toEqual([0, 1, 2, 3, 4].map(idOf).toSorted()));
    await fireEvent.click(rowOf(1), { shiftKey: true });
    await waitFor(() => expect(page.app.selection.ids.toSorted()).toEqual([1, 2, 3, 4].map(idOf).toSorted()));
    expect(page.app.route.value.ticketId).toBeNull();
  });

  it('takes the whole view, and forgets it with another view', async () => {
    await press('*');
    await press('a');
    await waitFor(() => expect(page.app.selection.size).toBe(128));
    await press('g');
    await press('u');
    await waitFor(() => expect(page.app.selection.size).toBe(0));
  });

  it('says the bound where a view is larger', async () => {
    await press('g');
    await press('c');
    await waitFor(() => expect(page.app.list.total).toBe(20_000));
    await press('j');
    await press('x');
    await waitFor(() => expect(bar()?.textContent).toContain('Select the first 500'));
    await fireEvent.click(button('Select the first'));
    await waitFor(() => expect(page.app.selection.size).toBe(500));
  });
});

describe('doing something with all of them', () => {
  const choose = async (): Promise<void> => {
    page.app.selection.only([0, 1, 2].map(idOf));
    await find(page, '[role=toolbar]');
  };

  it('sets a field of all in one job, says so, and takes it back as a whole', async () => {
    await choose();
    await press('p');
    const item = await waitFor(() => {
      const found = [...page.container.querySelectorAll<HTMLElement>('[role=menuitem]')].find((one) =>
        one.textContent?.includes('High'),
      );
      if (!found) throw new Error('no menu');
      return found;
    });
    await fireEvent.click(item);
    await waitFor(() => expect(said()).toBe('3 tickets changed: High.'));
    expect(page.transport.callsOf('tickets.updateMany')).toEqual([
      { ids: [0, 1, 2].map(idOf), fieldName: 'priority', fieldValue: 'High' },
    ]);
    expect(page.app.selection.size).toBe(0);
    page.app.said.value?.action?.run();
    await waitFor(() => expect(said()).toBe('Called back. Nothing was changed.'));
    expect(page.transport.callsOf('outbox.cancel')).toEqual([{ id: 'job-1', dependents: true }]);
  });

  it('changes more than the service takes at once in steps', async () => {
    const ids = Array.from({ length: 120 }, (_, index) => idOf(index));
    await page.app.triage.set(ids, 'priority', 'High', 'Changed.');
    const sizes = page.transport.callsOf('tickets.updateMany').map((input) => (input as { ids: string[] }).ids.length);
    expect(sizes).toEqual([50, 50, 20]);
  });

  it('closes each by itself, so that one that moved on can be held, and takes all back', async () => {
    await choose();
    // A key that bounces is one intent.
    await Promise.all([press('e'), press('e')]);
    await waitFor(() => expect(said()).toBe('3 tickets closed.'));
    expect(page.transport.callsOf('tickets.updateMany')).toEqual([]);
    expect(page.transport.callsOf('tickets.update')).toEqual(
      [0, 1, 2].map((index) => ({ id: idOf(index), fields: { status: 'Closed' }, canUndo: true })),
    );
    page.app.said.value?.action?.run();
    await waitFor(() => expect(page.transport.callsOf('outbox.cancel')).toHaveLength(3));
  });

  it('sets a field of a single ticket so that nobody else’s value is overwritten unseen', async () => {
    await page.app.triage.set([idOf(0)], 'assigneeId', '7', 'Assigned.');
    expect(page.transport.callsOf('tickets.update')).toEqual([
      { id: idOf(0), fields: { assigneeId: '7' }, canUndo: true },
    ]);
  });

  it('marks as spam, and says not-spam when it is too late to call it back', async () => {
    await choose();
    await press('#');
    await waitFor(() => expect(said()).toContain('3 tickets marked as spam'));
    page.transport.script({
      'outbox.cancel': () => {
        throw new ScriptedError({ code: 'conflict', message: 'sent' });
      },
    });
    page.app.said.value?.action?.run();
    await waitFor(() => expect(said()).toBe('3 tickets are not spam any more.'));
    expect(page.transport.callsOf('tickets.markSpam').at(-1)).toEqual({ ids: [0, 1, 2].map(idOf), isSpam: false });
  });

  it('moves all to the department that is typed', async () => {
    await choose();
    await press('v');
    const field = await find<HTMLInputElement>(page, 'dialog input');
    await waitFor(() => expect(page.container.querySelectorAll('dialog [role=option]').length).toBe(3));
    await fireEvent.input(field, { target: { value: 'bil' } });
    field.focus();
    await press('Enter');
    await waitFor(() => expect(said()).toBe('3 tickets moved to Billing.'));
    expect(page.transport.callsOf('tickets.move')).toEqual(
      [0, 1, 2].map((index) => ({ id: idOf(index), departmentId: '502' })),
    );
  });

  it('keeps the selection and says why when it could not be queued', async () => {
    page.transport.script({
      'tickets.update': () => {
        throw new ScriptedError({ code: 'internal', message: 'disk' });
      },
    });
    await choose();
    await press('e');
    await waitFor(() => expect(page.app.said.value?.tone).toBe('trouble'));
    expect(page.app.selection.size).toBe(3);
  });
});

describe('merging', () => {
  it('shows them side by side, and sends who stays and whose values survive', async () => {
    page.app.selection.only([0, 1].map(idOf));
    await press('m');
    await waitFor(() => expect(page.container.querySelectorAll('dialog thead input').length).toBe(2));
    const radio = (label: string): HTMLInputElement => page.container.querySelector(`[aria-label="${label}"]`)!;
    const second = makeRow(1);
    await fireEvent.click(page.container.querySelectorAll<HTMLElement>('dialog thead input')[1]!);
    await fireEvent.click(radio(`Subject of #${makeRow(0).number}`));
    await fireEvent.click(radio(`Due of #${makeRow(0).number}`));
    await fireEvent.click(button('Merge 2 tickets'));
    await waitFor(() => expect(said()).toBe('2 tickets merged into one.'));
    const [merge] = page.transport.callsOf('tickets.merge') as { id: string; source: Record<string, string> }[];
    expect(merge).toMatchObject({ id: second.id, ids: [idOf(0)], source: { subject: idOf(0) } });
    expect(page.transport.callsOf('tickets.update')).toEqual([
      { id: second.id, fields: { dueDate: makeRow(0).dueDate } },
    ]);
  });

  it('finds the other one by its number, and needs two', async () => {
    await press('j');
    await press('m');
    await waitFor(() => expect(page.container.querySelectorAll('dialog thead input').length).toBe(1));
    const submit = (): HTMLButtonElement => page.container.querySelector('dialog footer button:last-child')!;
    expect(submit().disabled).toBe(true);
    await fireEvent.input(await find(page, 'dialog .find'), { target: { value: '1039' } });
    const found = await find<HTMLElement>(page, 'dialog ul button');
    await fireEvent.click(found);
    await waitFor(() => expect(submit().disabled).toBe(false));
    expect(page.transport.callsOf('search.query')).toContainEqual({ text: 'number:1039', limit: 8, kinds: ['ticket'] });
  });
});

describe('one ticket', () => {
  it('is split after a look at the message, and opened once the service has made it', async () => {
    await press('j');
    await press('Enter');
    await find(page, '[data-item]');
    page.app.commands.run('splitNewest');
    await fireEvent.click(await find<HTMLElement>(page, 'dialog footer button:last-child'));
    await waitFor(() => expect(page.transport.callsOf('tickets.split')).toHaveLength(1));
    expect(said()).toContain('Queued');
  });

  it('of one message says why nothing of it can be split off', async () => {
    await press('j');
    await press('Enter');
    await find(page, '[data-item]');
    const open = page.app.ticket.value!;
    page.app.ticket.value = { ...open, timeline: open.timeline.filter(({ kind }) => kind === 'thread').slice(0, 1) };
    await press('S', { shiftKey: true });
    await waitFor(() => expect(said()).toContain('only one message'));
    expect(page.container.querySelector('dialog')).toBeNull();
  });

  it('leaves the list by its menu with the same words as by its key', async () => {
    await press('j');
    await press('Enter');
    await find(page, 'article');
    await fireEvent.click(button('More'));
    const labels = [...page.container.querySelectorAll('[role=menuitem]')].map((one) => one.textContent?.trim());
    expect(labels.join('|')).toContain('Mark as spam');
    expect(labels.join('|')).toContain('Move to a department…');
  });
});
