import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Ticket, ticket } from '../../../src-preload/contract/tickets.ts';
import { viewFilter, type ViewSort } from '../../../src-preload/contract/views.ts';
import { openDatabase } from '../../../src-main/store/database.ts';
import { CACHE_MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import { compareBy, filterSql, fitsFilter, placeBy } from '../../../src-main/store/ticket-filter.ts';
import { createTicketQueries } from '../../../src-main/store/ticket-query.ts';
import { createTicketStore } from '../../../src-main/store/tickets.ts';

const at = { agentId: '7', now: '2026-01-10T12:00:00.000Z' };
const scope = { ...at, zone: 'UTC' };
const zone = fc.constantFrom('UTC', 'Asia/Shanghai', 'America/New_York', 'Pacific/Chatham');
const open = () => openDatabase(':memory:', { migrations: CACHE_MIGRATIONS, synchronous: 'NORMAL' });

const time = fc
  .date({ min: new Date('2026-01-05'), max: new Date('2026-01-20'), noInvalidDate: true })
  .map((date) => date.toISOString());
const region = fc.constantFrom<unknown>(
  ...['North', 'south', 'Ostsee', null, true, 'false', 12, '12', ' 12.50', '-3', 12.5],
  ...['2026-01-10', '2026-01-11', '2026-01-10T20:00:00.000Z', '2026-01-10T03:00:00+08:00', '2026-02-30'],
  ...[['North', 'Ostsee'], ['south', '12'], [], 'North;12'],
);
const row = fc.record({
  statusType: fc.constantFrom('Open', 'On Hold', 'Closed', null),
  status: fc.constantFrom('Open', 'Closed', 'Escalated', null),
  isDeleted: fc.boolean(),
  isSpam: fc.boolean(),
  assigneeId: fc.constantFrom('7', '8', null),
  departmentId: fc.constantFrom('1', '2', null),
  priority: fc.constantFrom('High', 'urgent', 'Low', 'VIP', '', null),
  channel: fc.constantFrom('Email', 'Phone', null),
  dueDate: fc.option(time),
  isOverDue: fc.constantFrom(true, false, null, undefined),
  customerResponseTime: fc.option(time),
  closedTime: fc.option(time),
  createdTime: fc.option(time),
  tags: fc.constantFrom(undefined, [], ['VIP'], ['vip', 'Rückgabe'], ['other']),
  customFields: fc.option(fc.record({ 'Region of sale': region })),
  cf: fc.option(fc.record({ cf_region: region })),
});
const rows = fc.array(row, { maxLength: 30 }).map((list) => list.map((one, n) => ({ ...one, id: String(n + 1) })));

const subset = (...values: string[]) => fc.subarray(values);
const filter = fc
  .record({
    statusTypes: subset('Open', 'On Hold', 'Closed'),
    statuses: subset('Open', 'Escalated'),
    priorities: subset('High', 'VIP', ''),
    channels: subset('Email', ''),
    assigneeIds: subset('me', '8', ''),
    departmentIds: subset('1', ''),
    tags: subset('Vip', 'Rückgabe'),
    due: fc.constantFrom('any', 'overdue', 'today', 'week', 'none'),
    custom: fc.array(
      fc.record({
        name: fc.constantFrom('Region of sale', 'cf_region', 'nothing'),
        test: fc.constantFrom(
          ...(['is', 'contains', 'empty', 'filled', 'equals', 'less', 'more', 'on', 'before', 'after'] as const),
          ...(['yes', 'no', 'has', 'hasNot'] as const),
        ),
        value: fc.constantFrom('North', 'OST', 'true', '12', '2026-01-10', ''),
      }),
      { maxLength: 1 },
    ),
  })
  .chain((whole) =>
    // Few conditions at a time, or nothing fits.
    fc
      .subarray(Object.keys(whole) as (keyof typeof whole)[], { maxLength: 3 })
      .map((names) => viewFilter.parse(Object.fromEntries(names.map((name) => [name, whole[name]])))),
  );
const sort: fc.Arbitrary<ViewSort> = fc.record({
  by: fc.constantFrom('recent', 'created', 'due', 'priority', 'closed'),
  descending: fc.boolean(),
});
const found = fc.option(fc.subarray(['1', '2', '3', '4', '5', '6'], { minLength: 2 }).map((ids) => new Set(ids)));

it('lists and counts what fits, in order, page by page, whatever is laid over the rows', () => {
  // One database for all of them: what each writes is taken back.
  const db = open();
  fc.assert(
    fc.property(
      rows,
      filter,
      sort,
      found,
      fc.array(fc.record({ n: fc.integer({ min: 1, max: 33 }), shown: row }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 7 }),
      zone,
      (held, wanted, order, ids, changes, limit, days) => {
        const scope = { ...at, zone: days };
        db.exec('BEGIN');
        try {
          const store = createTicketStore(db);
          const queries = createTicketQueries(db);
          const docs = new Map(held.map((one) => [one.id, ticket.parse(one)]));
          store.upsertRows([...docs.values()], 1);
          const kept = new Map([...docs.keys()].map((id) => [id, (store.get(id) as { doc: Ticket }).doc]));
          const shown = new Map(kept);
          for (const { n, shown: next } of changes) shown.set(String(n), ticket.parse({ ...next, id: String(n) }));
          const moved = [...new Set(changes.map(({ n }) => String(n)))].map((id) => ({
            row: kept.get(id) ?? null,
            shown: shown.get(id) as Ticket,
          }));
          const query = { filter: wanted, sort: order, scope, found: ids, moved };
          const expected = [...shown.values()]
            .filter((one) => fitsFilter(one, wanted, scope, ids))
            .map((one) => placeBy(order, one))
            .sort(compareBy(order))
            .map(({ id }) => id);
          const listed: string[] = [];
          for (let offset = 0; offset <= expected.length; offset += limit)
            listed.push(...queries.list(query, { offset, limit }).map(({ id }) => id));
          expect(listed).toEqual(expected);
          expect(queries.count(query)).toBe(expected.length);
        } finally {
          db.exec('ROLLBACK');
        }
      },
    ),
    { numRuns: 150 },
  );
  db.close();
});

it('walks one index in its order, without sorting', () => {
  const db = open();
  const plans = [
    viewFilter.parse({
      statusTypes: ['Open', 'On Hold'],
      priorities: ['High'],
      assigneeIds: ['me'],
      departmentIds: ['1'],
    }),
    viewFilter.parse({ statusTypes: ['Closed'], channels: ['Email'], statuses: ['Closed'] }),
    viewFilter.parse({ statusTypes: ['Open'], due: 'overdue' }),
  ].map((one) => {
    const { where, order, params } = filterSql(one, { by: 'recent', descending: true }, scope, null, []);
    const plan = db
      .prepare(`EXPLAIN QUERY PLAN SELECT id FROM ticket WHERE ${where} ORDER BY ${order} LIMIT 100`)
      .all(params) as { detail: string }[];
    return plan.map(({ detail }) => detail).join('; ');
  });
  for (const plan of plans) expect(plan).toMatch(/^SEARCH ticket USING (COVERING )?INDEX ticket_view/);
  for (const plan of plans) expect(plan).not.toContain('TEMP B-TREE');
});
