import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, expect, it, vi } from 'vitest';
import type { OutboxItem } from '../../src-preload/contract/outbox.ts';
import { addDays, weekOf } from '../../src-renderer/state/time-sheet.svelte.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow } from './preview/data.ts';
import { makeContact } from './preview/records.ts';
import { makeItem } from './preview/outbox-items.ts';
import { makeAnnouncements } from './preview/settings.ts';
import { makeEntry } from './preview/time.ts';
import { makeFind } from './preview/writing.ts';

/** Lists of 5,000: what is near the screen is in the page, and nothing else; where each row stands is said. */
const MANY = 5_000;
const MOST_ROWS = 40;
// Making and checking so many rows takes a loaded machine a while; drawing them does not.
vi.setConfig({ testTimeout: 60_000 });
let page: Page;
const open = async (hash: string, script: Parameters<typeof openPage>[1]): Promise<void> => {
  history.replaceState(null, '', `/${hash}`);
  page = await openPage('lang=en', script);
};
const rows = (selector: string): HTMLElement[] => [...page.container.querySelectorAll<HTMLElement>(selector)];
const places = (selector: string, name: string): (string | null)[] =>
  rows(selector).map((row) => row.getAttribute(name));
/** However often a page is read anew. */
const pagesOf = (method: 'outbox.list' | 'notifications.list'): number =>
  new Set(page.transport.callsOf(method).map((input) => JSON.stringify(input))).size;
async function expectFew(selector: string): Promise<void> {
  await find(page, selector);
  await waitFor(() => expect(rows(selector).length).toBeGreaterThan(8));
  expect(rows(selector).length).toBeLessThanOrEqual(MOST_ROWS);
}

afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

it('the outbox reads page by page, and the keyboard goes to its ends', async () => {
  const items = Array.from({ length: MANY }, (_, index): OutboxItem => {
    const { payload: _payload, history: _history, ...item } = makeItem(MANY - index, { state: 'sent' });
    return item as OutboxItem;
  });
  await open('#/outbox', {
    'outbox.list': ({ before, limit }) => {
      const from = before === null ? 0 : items.findIndex(({ seq }) => seq < before);
      const page = items.slice(from, from + limit);
      return { items: page, next: from + limit < MANY ? (page.at(-1)?.seq ?? null) : null };
    },
  });
  await expectFew('[data-job-id]');
  expect(pagesOf('outbox.list')).toBe(1);
  expect(places('[data-job-id]', 'aria-posinset').slice(0, 3)).toEqual(['1', '2', '3']);
  expect(places('[data-job-id]', 'aria-setsize')[0]).toBe('-1');
  const list = await find<HTMLElement>(page, '[role=listbox]');
  list.focus();
  await page.press('ArrowDown', 'ArrowDown');
  await waitFor(() => expect(location.hash).toBe(`#/outbox/job-${MANY - 1}`));
  const chosen = rows('[data-job-id][aria-selected=true]');
  expect(chosen.map((row) => row.id)).toEqual([list.getAttribute('aria-activedescendant')]);
  await page.press('End');
  // The row that the keyboard is on is there, wherever it is.
  await waitFor(() => expect(rows('[data-job-id][aria-selected=true]')).toHaveLength(1));
  await page.press('Home');
  await waitFor(() => expect(location.hash).toBe(`#/outbox/job-${MANY}`));
  expect(rows('[data-job-id]').length).toBeLessThanOrEqual(MOST_ROWS);
});

it('tickets: the last key counts, also where the row of one before is read slowly', async () => {
  let answer = (): void => undefined;
  const slow = new Promise<void>((resolve) => (answer = resolve));
  const all = Array.from({ length: 250 }, (_, index) => makeRow(index));
  await open('', {
    'tickets.list': async ({ offset, limit }) => {
      if (offset > 0) await slow;
      return { rows: all.slice(offset, offset + limit), total: all.length, asOf: 1 };
    },
  });
  await find(page, '[role=option]');
  (await find<HTMLElement>(page, '[role=listbox]')).focus();
  await page.press('End', 'Home');
  await waitFor(() => expect(page.app.list.selectedId).toBe(all[0]!.id));
  answer();
  await waitFor(() => expect(page.app.list.row(240)).toBeDefined());
  expect(page.app.list.selectedId).toBe(all[0]!.id);
});

it('contacts: as tickets', async () => {
  let answer = (): void => undefined;
  const slow = new Promise<void>((resolve) => (answer = resolve));
  const all = Array.from({ length: 250 }, (_, index) => makeContact(index));
  await open('#/contacts', {
    'contacts.list': async ({ offset, limit }) => {
      if (offset > 0) await slow;
      return { rows: all.slice(offset, offset + limit), total: all.length, asOf: 1 };
    },
  });
  await find(page, '[role=option]');
  (await find<HTMLElement>(page, '[role=listbox]')).focus();
  await page.press('End', 'Home');
  await waitFor(() => expect(page.app.route.value.itemId).toBe(all[0]!.id));
  answer();
  await page.press('ArrowDown');
  await waitFor(() => expect(page.app.route.value.itemId).toBe(all[1]!.id));
  await page.press('ArrowDown');
  await waitFor(() => expect(page.app.route.value.itemId).toBe(all[2]!.id));
});

it('what was found', async () => {
  await open('#/search?q=printer', {
    'search.query': ({ text }) => ({
      tickets: {
        rows: Array.from({ length: MANY }, (_, index) => {
          const find = makeFind(index, text);
          return { ...find, ticket: { ...find.ticket, id: String(index) } };
        }),
        nextCursor: null,
        total: MANY,
        isTotalExact: true,
        isBounded: false,
      },
      contacts: {
        rows: [{ id: 'c1', name: [{ text: 'Prisca', hit: true }], email: [] }],
        nextCursor: null,
      },
      accounts: { rows: [], nextCursor: null },
      tasks: { rows: [], nextCursor: null },
      contracts: [],
      coverage: {
        ticketsHeld: MANY,
        ticketsKnown: MANY,
        isListed: true,
        closed: 'all' as const,
        closedSince: null,
        departments: null,
        pending: 0,
      },
      hints: [],
    }),
  });
  await expectFew('[data-found-id]');
  expect(places('[data-found-id]', 'aria-posinset').slice(0, 2)).toEqual(['1', '2']);
  expect(places('[data-found-id]', 'aria-setsize')[0]).toBe(String(MANY + 1));
  (await find<HTMLElement>(page, '[role=listbox][aria-label="Results"]')).focus();
  await page.press('End');
  await waitFor(() => expect(page.app.search.selectedKey).toBe('contact/c1'));
  const [last] = await waitFor(() => {
    const found = rows('[data-other="contact/c1"]');
    expect(found).toHaveLength(1);
    return found;
  });
  expect(last?.getAttribute('aria-posinset')).toBe(String(MANY + 1));
  expect(last?.textContent).toContain('Contacts: ');
  expect(rows('[role=option]').length).toBeLessThanOrEqual(MOST_ROWS);
});

it('the time sheet', async () => {
  const start = weekOf(new Date()).getTime();
  const entries = Array.from({ length: MANY }, (_, index) =>
    makeEntry(index, { executedTime: new Date(start + index * 100_000).toISOString(), seconds: 90, rawSeconds: 90 }),
  );
  expect(Date.parse(entries.at(-1)?.executedTime ?? '')).toBeLessThan(addDays(new Date(start), 7).getTime());
  await open('#/time', { 'timeEntries.list': () => ({ entries, asOf: Date.now() }) });
  await expectFew('[data-entry-id]');
  const lines = rows('li[aria-posinset]');
  // The days have lines of their own above their entries.
  expect(Number(lines[0]?.getAttribute('aria-setsize'))).toBeGreaterThan(MANY + 4);
  expect(lines[0]?.querySelector('h2')).not.toBeNull();
  expect(page.container.querySelector('dl')?.textContent).toContain('5,000 entries');
});

it('what was announced reads page by page, and arrows walk through it', async () => {
  const [like] = makeAnnouncements();
  const all = Array.from({ length: MANY }, (_, index) => ({
    ...like!,
    id: `n${index}`,
    title: `News ${index}`,
    at: Date.now() - index * 60_000,
  }));
  await open('#/notifications', {
    'notifications.list': ({ offset, limit }) => ({ rows: all.slice(offset, offset + limit), total: MANY, unread: 0 }),
  });
  await expectFew('[data-announcement]');
  expect(pagesOf('notifications.list')).toBe(1);
  expect(rows('li[aria-posinset]')[0]?.getAttribute('aria-setsize')).toBe('-1');
  rows('[data-announcement]')[0]?.focus();
  await page.press('ArrowDown', 'j');
  await waitFor(() => expect(document.activeElement?.textContent).toContain('News 2'));
  await page.press('ArrowUp');
  await waitFor(() => expect(document.activeElement?.textContent).toContain('News 1'));
});

const MANY_AGENTS = 2_000;
const manyAgents = Array.from({ length: MANY_AGENTS }, (_, index) => ({
  id: String(index + 1),
  name: `Agent ${String(index + 1).padStart(4, '0')}`,
  email: `agent${index + 1}@zylker.example`,
  isActive: true,
}));

it('agents to assign a ticket to: typing finds those that are not drawn', async () => {
  await open('#/tickets/18920000000' + '00042034', { 'agents.list': () => manyAgents });
  const trigger = await waitFor(() => {
    const found = page.container.querySelector<HTMLElement>('li.assignee button.trigger');
    if (!found) throw new Error('no ticket');
    return found;
  });
  await waitFor(() => expect(page.app.choices.agents).toHaveLength(MANY_AGENTS));
  trigger.click();
  const field = await waitFor(() => {
    const found = page.container.querySelector<HTMLInputElement>('li.assignee input');
    if (!found) throw new Error('no field');
    return found;
  });
  await waitFor(() => expect(document.activeElement).toBe(field));
  const said = () => page.container.querySelector('li.assignee [role=status]')?.textContent;
  expect(rows('li.assignee [role^=menuitem]').length).toBeLessThan(60);
  expect(said()).toBe('Type to find more');
  field.value = '1987';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await waitFor(() => expect(rows('li.assignee [role^=menuitem]')).toHaveLength(1));
  expect(said()).toBe('');
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  await waitFor(() => expect(page.transport.callsOf('tickets.assign')).toMatchObject([{ assigneeId: '1987' }]));
});

it('agents of a department: fifty, then all of them, of whom those in sight are drawn', async () => {
  await open('#/departments/501', {
    'agents.directory': ({ offset, limit }) => ({
      rows: manyAgents.slice(offset, offset + limit).map((one) => ({
        ...one,
        phone: null,
        departments: [],
        openTickets: 0,
      })),
      total: MANY_AGENTS,
      asOf: 1,
    }),
  });
  await waitFor(() => expect(rows('[data-record-link]')).toHaveLength(50));
  const offsets = () => page.transport.callsOf('agents.directory').map((input) => (input as { offset: number }).offset);
  expect(offsets()).toEqual([0]);
  [...page.container.querySelectorAll<HTMLElement>('button')]
    .find(({ textContent }) => textContent === 'Show all 2,000')
    ?.click();
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Agent 0051'));
  expect(rows('[data-record-link]').length).toBeLessThanOrEqual(MOST_ROWS);
  expect(places('li[aria-posinset]', 'aria-setsize')[0]).toBe('2000');
  await page.press('ArrowDown');
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Agent 0052'));
  await page.press('End');
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Agent 0200'));
  await page.app.directory.department.showMore();
  await page.press('End');
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Agent 0400'));
  expect(new Set(offsets())).toEqual(new Set([0, 200]));
});

it('agents of a new ticket and of a view are found by typing', async () => {
  await open('#/views/myOpen', { 'agents.list': () => manyAgents, 'drafts.get': () => null });
  await find(page, '[data-ticket-id]');
  const choose = async (text: string): Promise<HTMLInputElement> => {
    const field = await waitFor(() => {
      const found = page.container.querySelector<HTMLInputElement>('dialog :is(.pick, .labelled) [role=combobox]');
      if (!found) throw new Error('no field');
      return found;
    });
    expect(rows('dialog option').length).toBeLessThan(60);
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await waitFor(() => expect(rows('dialog :is(.pick, .labelled) [role=option]')).toHaveLength(1));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    return field;
  };
  page.app.dialogs.open({ name: 'create', contact: null });
  const field = await choose('1987');
  await waitFor(() => expect(field.value).toBe('Agent 1987'));
  page.app.dialogs.close();
  await waitFor(() => expect(rows('dialog')).toEqual([]));
  page.app.dialogs.open({ name: 'view', id: null, from: null });
  await choose('1986');
  await waitFor(() =>
    expect(rows('dialog [aria-pressed=true]').map(({ textContent }) => textContent)).toContain('Agent 1986'),
  );
});
