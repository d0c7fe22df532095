import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { TicketDetail, TicketRow } from '../../src-preload/contract/tickets.ts';
import { type Script, ScriptedError } from '../fakes/transport.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeDetail, makeRow } from './preview/data.ts';

let page: Page;
let jobs = 0;
const receipt = () => ({ jobId: `job-${(jobs += 1)}`, localId: null });
/** Takes so many calls, then the disk is full. */
const only = (most: number) => {
  let calls = 0;
  return () => {
    if ((calls += 1) > most) throw new ScriptedError({ code: 'internal', message: 'disk full' });
    return receipt();
  };
};
const cancelled = (): unknown[] => page.transport.callsOf('outbox.cancel').map((input) => (input as { id: string }).id);
const said = () => page.app.said.value;

async function open(script: Script, hash = ''): Promise<void> {
  jobs = 0;
  history.replaceState(null, '', `/${hash}`);
  page = await openPage('lang=en&spam=2', {
    'outbox.cancel': ({ id }) => ({ cancelled: [id], draftKey: null }),
    ...script,
  });
  await find(page, '[role=option]');
}
afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

describe('work on many tickets that stops half-way', () => {
  it.each<[string, Script, (ids: string[]) => Promise<boolean>, string]>([
    [
      'move',
      { 'tickets.move': only(2) },
      (ids) => page.app.triage.move(ids.slice(0, 3), '502', 'Billing'),
      'Only 2 of 3',
    ],
    [
      'set',
      { 'tickets.updateMany': only(2) },
      (ids) => page.app.triage.set(ids, 'priority', 'High', 'x'),
      'Only 100 of 120',
    ],
    ['spam', { 'tickets.markSpam': only(2) }, (ids) => page.app.triage.spam(ids), 'Only 100 of 120'],
    [
      'merge',
      { 'tickets.merge': receipt, 'tickets.update': only(0) },
      (ids) => page.app.triage.merge('1', ids.slice(0, 2), {}, { category: 'x' }),
      'The merge is queued; the fields',
    ],
  ])('%s says what was queued, and takes it back', async (_, script, work, words) => {
    await open(script);
    const ids = Array.from({ length: 120 }, (_one, index) => makeRow(index).id);
    expect(await work(ids)).toBe(false);
    expect(said()).toMatchObject({ tone: 'trouble', text: expect.stringContaining(words) });
    const queued = Array.from({ length: jobs }, (_one, index) => `job-${index + 1}`);
    said()?.action?.run();
    await waitFor(() => expect(cancelled()).toEqual(queued.toReversed()));
  });
});

describe('spam', () => {
  it('offers in its view to take it back, of several as well', async () => {
    await open({ 'tickets.markSpam': receipt }, '#/views/spam');
    await page.press('j', 'x', 'j', 'x');
    const bar = await find<HTMLElement>(page, '[role=toolbar]');
    expect(bar.querySelector('[aria-label="Mark as spam"]')).toBeNull();
    bar.querySelector<HTMLElement>('[aria-label="Not spam"]')!.click();
    await waitFor(() =>
      expect(page.transport.callsOf('tickets.markSpam')).toEqual([
        { ids: [makeRow(0).id, makeRow(1).id], isSpam: false },
      ]),
    );
  });

  it('has a list of its own, and a way back', async () => {
    await open({ 'tickets.markSpam': receipt }, '#/views/spam');
    expect(page.container.querySelector('nav')?.textContent).toContain('Spam');
    await page.press('j', 'x', '!');
    await waitFor(() =>
      expect(page.transport.callsOf('tickets.markSpam')).toEqual([{ ids: [makeRow(0).id], isSpam: false }]),
    );
    expect(page.app.commands.find('spam')?.isAvailable?.()).toBe(false);
  });
});

describe('what leaves the list for what was done to it', () => {
  const selected = (): string | undefined => page.container.querySelector('[role=option][aria-selected=true]')?.id;
  const idOf = (index: number): string => `ticket-row-${makeRow(index).id}`;
  /** A list that these tickets leave as soon as something is queued for them. */
  async function openLeaving(): Promise<void> {
    let rows = Array.from({ length: 5 }, (_one, index) => makeRow(index));
    const leave = (ids: readonly string[]) => {
      rows = rows.filter(({ id }) => !ids.includes(id));
      page.transport.emit('tickets.changed', { ids: [...ids] });
      return receipt();
    };
    await open({
      'tickets.list': () => ({ rows, total: rows.length }),
      'tickets.markSpam': ({ ids }) => leave(ids),
      'tickets.update': ({ id }) => leave([id]),
      'tickets.updateMany': ({ ids }) => leave(ids),
      'tickets.move': ({ id }) => leave([id]),
    });
    await page.press('j', 'j');
    expect(selected()).toBe(idOf(1));
  }

  it('gives the keyboard to the row that stands where it stood: spam', async () => {
    await openLeaving();
    await page.press('#');
    await waitFor(() => expect(selected()).toBe(idOf(2)));
  });

  it('the same of one that is assigned from the list', async () => {
    await openLeaving();
    await page.press('@');
    const field = await find<HTMLInputElement>(page, '[role=toolbar] input');
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    await waitFor(() => expect(page.transport.callsOf('tickets.update')).toHaveLength(1));
    await waitFor(() => expect(selected()).toBe(idOf(2)));
  });

  it('and of several that are closed', async () => {
    await openLeaving();
    await page.press('x', 'j', 'x', 'e');
    await waitFor(() => expect(page.transport.callsOf('tickets.update')).toHaveLength(2));
    await waitFor(() => expect(selected()).toBe(idOf(3)));
    // Nothing is below these.
    await page.press('x', 'j', 'x', 'e');
    await waitFor(() => expect(selected()).toBe(idOf(0)));
  });

  it('but not of one that others took away', async () => {
    await openLeaving();
    await page.press('#');
    await waitFor(() => expect(selected()).toBe(idOf(2)));
    await page.app.triage.spam([makeRow(2).id]);
    await waitFor(() => expect(page.container.querySelectorAll('[role=option]')).toHaveLength(3));
    expect(selected()).toBeUndefined();
  });
});

describe('merging', () => {
  const custom = (name: string, value: string | null, more: object = {}): TicketDetail['customFields'][number] => ({
    name,
    value,
    isApiName: false,
    type: value === null ? null : 'text',
    items: [],
    ...more,
  });
  it('offers every field in which the tickets differ, custom ones as the service writes them', async () => {
    const [a, b] = [makeRow(0).id, makeRow(1).id];
    const details: Record<string, Partial<TicketDetail>> = {
      [a]: {
        contactId: '11',
        email: 'a@x.example',
        phone: null,
        resolution: null,
        customFields: [custom('Devices', null), custom('Region', 'North'), custom('Same', 'x')],
      },
      [b]: {
        contactId: '12',
        email: 'b@x.example',
        phone: '123',
        productId: '71',
        resolution: '<p>Restart</p>',
        customFields: [custom('Devices', '5', { type: 'number' }), custom('Region', 'South'), custom('Same', 'x')],
      },
    };
    await open({
      'tickets.get': ({ id }) => ({ ...makeDetail(makeRow(id === a ? 0 : 1)), ...details[id] }),
      'tickets.merge': receipt,
      'tickets.update': receipt,
    });
    page.app.dialogs.open({ name: 'merge', ids: [a, b] });
    const dialog = await find<HTMLElement>(page, 'dialog table');
    await waitFor(() => expect(dialog.querySelectorAll('thead th').length).toBe(3));
    const heads = [...dialog.querySelectorAll('tbody th')].map((one) => one.textContent.trim());
    for (const label of ['Sub-category', 'Product', 'Email', 'Phone', 'Resolution', 'Devices', 'Region'])
      expect(heads).toContain(label);
    expect(heads).not.toContain('Same');
    const pick = (label: string): void =>
      dialog.querySelector<HTMLElement>(`input[aria-label="${label} of #${makeRow(1).number}"]`)!.click();
    pick('Contact');
    pick('Region');
    const submit = [...page.container.querySelectorAll<HTMLElement>('dialog button')].find((one) =>
      one.textContent.trim().startsWith('Merge'),
    )!;
    submit.click();
    await waitFor(() => expect(page.transport.callsOf('tickets.update')).toHaveLength(1));
    expect(page.transport.callsOf('tickets.merge')).toMatchObject([{ id: a, ids: [b], source: { contactId: b } }]);
    // The address goes along with the contact; it is not set once more.
    expect(page.transport.callsOf('tickets.update')).toEqual([
      {
        id: a,
        fields: {
          phone: '123',
          productId: '71',
          resolution: '<p>Restart</p>',
          customFields: { Devices: 5, Region: 'South' },
        },
      },
    ]);
  });
});

describe('rows', () => {
  it('tell the columns that the agent chose, of custom fields too, in both densities', async () => {
    const columns = ['channel', 'department', 'category', 'created', 'custom:Region'] as const;
    for (const density of ['comfortable', 'compact']) {
      history.replaceState(null, '', '/');
      page = await openPage(`lang=en&density=${density}`, {
        'views.list': () => ({ views: [], looks: { myOpen: { sort: null, columns: [...columns], isWatched: false } } }),
      });
      const row = await find<HTMLElement>(page, '[role=option]');
      await waitFor(() => expect(row.textContent).toContain('Support'));
      for (const text of ['Email', 'Hardware', 'North']) expect(row.textContent).toContain(text);
      expect(row.querySelector('[title=Created]')?.textContent).not.toBe('');
      cleanup();
    }
  });

  it('draw the statuses of a type apart from the one that every desk has, in menus as in rows', async () => {
    const one = (index: number, status: string, statusType: TicketRow['statusType']): TicketRow => ({
      ...makeRow(index),
      status,
      statusType,
    });
    const rows = [
      one(0, 'Open', 'Open'),
      one(1, 'Escalated', 'Open'),
      one(2, 'In progress', 'Open'),
      one(3, 'On Hold', 'On Hold'),
      one(4, 'Waiting for parts', 'On Hold'),
      one(5, 'Closed', 'Closed'),
      one(6, 'Solved', 'Closed'),
    ];
    await open({
      'tickets.list': () => ({ rows, total: rows.length }),
      'tickets.get': () => makeDetail(rows[4]!),
      'tickets.statusTypes': () => ({ 'Waiting for parts': 'On Hold' }),
      'search.complete': ({ text, caret }) => ({
        start: caret,
        end: caret,
        items: [{ insert: 'w ', label: text === 'status:' ? 'Waiting for parts' : 'High', kind: 'value', field: null }],
      }),
    });
    await waitFor(() => expect(page.container.querySelectorAll('[role=option]')).toHaveLength(rows.length));
    const shapeOf = (mark: Element | null | undefined): string => mark?.querySelector('svg')?.innerHTML ?? '';
    const shapes = [...page.container.querySelectorAll('[role=option] .status')].map(shapeOf);
    expect(new Set(shapes).size).toBe(rows.length);
    await page.press('j', 'j', 'j', 'j', 'j', 'Enter', 's');
    const item = await waitFor(() => {
      const items = [...page.container.querySelectorAll('[role=menuitemradio]')];
      const found = items.find(({ textContent }) => textContent.includes('Waiting for parts'));
      expect(found).toBeDefined();
      return found;
    });
    expect(shapeOf(item?.querySelector('.status'))).toBe(shapes[4]);
  });

  it('call late what the service calls so, whatever this machine reckons, also where it tells no time', async () => {
    const ahead = new Date(Date.now() + 86_400_000).toISOString();
    const told = { ...makeRow(0), responseDueDate: null, dueDate: ahead, lateFrom: '' };
    const over = new Date(Date.now() - 3_600_000).toISOString();
    const rows = [
      told,
      { ...told, id: '2', dueDate: null },
      { ...told, id: '3', lateFrom: ahead },
      { ...told, id: '4', dueDate: over, lateFrom: null },
    ];
    await open({ 'tickets.list': () => ({ rows, total: 4 }) });
    await waitFor(() => expect(page.container.querySelectorAll('[role=option]')).toHaveLength(4));
    const [first, second, third, fourth] = page.container.querySelectorAll('[role=option]');
    expect(first?.querySelector('.due.late')?.textContent).toContain('overdue');
    expect(second?.querySelector('.due.late')?.textContent).toContain('overdue');
    expect(third?.querySelector('.due.late')).toBeNull();
    expect(fourth?.querySelector('.due.late')).toBeNull();
    expect(fourth?.querySelector('.due')?.textContent).toContain('paused');
  });

  it('tell by when an answer is due where that is the nearer time', async () => {
    const answered = { ...makeRow(0), dueDate: new Date(Date.now() + 86_400_000).toISOString() };
    const due = { ...answered, responseDueDate: new Date(Date.now() + 3_600_000).toISOString() };
    await open({
      'tickets.list': () => ({ rows: [due], total: 1 }),
      'tickets.get': () => makeDetail(due),
    });
    await waitFor(() => expect(page.container.querySelector('[role=option]')?.textContent).toContain('answer in'));
    await page.press('j', 'Enter');
    await waitFor(() => expect(page.container.querySelector('article .facts')?.textContent).toContain('answer in'));
    expect(page.container.querySelector('article .facts')?.textContent).toContain('due in');
  });
});
