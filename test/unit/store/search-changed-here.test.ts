import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Ticket, ticket } from '../../../src-preload/contract/tickets.ts';
import { type Cache, openCache } from '../../../src-main/store/cache.ts';
import type { SearchSort } from '../../../src-main/store/search.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const scope = { agentId: '7', now: NOW, zone: 'UTC', agents: () => [], departments: () => [] };
let cache: Cache;

const make = (n: number, fields: Record<string, unknown> = {}): Ticket =>
  ticket.parse({
    id: String(n),
    ticketNumber: String(1000 + n),
    subject: n % 2 === 0 ? `Printer ${n}` : `Scanner ${n}`,
    status: 'Open',
    statusType: 'Open',
    customerResponseTime: new Date(NOW - n * 60_000).toISOString(),
    ...fields,
  });
/** Every page, in a page's size of three. */
function find(text: string, shown: readonly Ticket[], sort: SearchSort = 'newest') {
  const ids: string[] = [];
  const cursors: string[] = [];
  const totals: (number | null)[] = [];
  let cursor: string | null = null;
  do {
    const { tickets } = cache.search.query({ text, sort, cursor, limit: 3, kinds: ['ticket'] }, scope, shown);
    ids.push(...tickets.rows.map(({ ticket: { id } }) => id));
    totals.push(tickets.total);
    cursor = tickets.nextCursor;
    cursors.push(cursor ?? '0');
  } while (cursor !== null);
  // As the contract has them.
  expect(cursors.join('')).toMatch(/^\d+$/);
  return { ids, total: totals[0] };
}

beforeEach(() => {
  ({ cache } = openCache(':memory:'));
  cache.tickets.upsertRows(
    Array.from({ length: 12 }, (_, n) => make(n + 1)),
    NOW,
  );
  while (cache.search.index.indexSome());
});
afterEach(() => cache.close());

const CHANGED = [
  make(4, { subject: 'Toner' }),
  make(9, { subject: 'Printer too' }),
  make(6, { status: 'Closed', statusType: 'Closed' }),
  make(90, {
    id: 'local-1',
    subject: 'Printer, made here',
    customerResponseTime: new Date(NOW - 450_000).toISOString(),
  }),
];

it('what was changed here is found as it shows, on whatever page, and counted', () => {
  expect(find('printer', [])).toEqual({ ids: ['2', '4', '6', '8', '10', '12'], total: 6 });
  expect(find('printer', CHANGED)).toEqual({ ids: ['2', '6', 'local-1', '8', '9', '10', '12'], total: 7 });
  expect(find('is:closed', CHANGED)).toEqual({ ids: ['6'], total: 1 });
  expect(find('printer is:open', CHANGED).ids).toEqual(['2', 'local-1', '8', '9', '10', '12']);
  const row = cache.search
    .query({ text: 'is:closed', sort: 'newest', cursor: null, limit: 3, kinds: ['ticket'] }, scope, CHANGED)
    .tickets.rows.at(0);
  expect(row?.ticket.status).toBe('Closed');
});

it('by rank too, each once', () => {
  const { ids, total } = find('printer', CHANGED, 'rank');
  expect(ids.toSorted()).toEqual(['10', '12', '2', '6', '8', '9', 'local-1']);
  expect(total).toBe(7);
});

it('one that is to be deleted is found no more', () => {
  expect(find('printer', [make(2, { isDeleted: true })]).ids).toEqual(['4', '6', '8', '10', '12']);
});
