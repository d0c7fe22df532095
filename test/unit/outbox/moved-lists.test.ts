import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Ticket, ticket, ticketView } from '../../../src-preload/contract/tickets.ts';
import { openDatabase } from '../../../src-main/store/database.ts';
import { CACHE_MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import { createTicketStore, type TicketStore } from '../../../src-main/store/tickets.ts';

const scope = { agentId: '7', now: '2026-01-10T00:00:00.000Z' };
const open = (): TicketStore =>
  createTicketStore(openDatabase(':memory:', { migrations: CACHE_MIGRATIONS, synchronous: 'NORMAL' }));

const time = fc.integer({ min: 1, max: 20 }).map((day) => new Date(Date.UTC(2026, 0, day)).toISOString());
const fields = fc.record({
  statusType: fc.constantFrom('Open', 'On Hold', 'Closed'),
  assigneeId: fc.constantFrom('7', '8', null),
  dueDate: fc.option(time),
  customerResponseTime: fc.option(time),
  closedTime: fc.option(time),
  createdTime: time,
});
type Fields = typeof fields extends fc.Arbitrary<infer T> ? T : never;
const make = (id: string, from: Fields): Ticket => ticket.parse({ id, status: from.statusType, ...from });

it('tickets that show otherwise stand in every view where they would stand if the service said so', () => {
  const rows = fc.uniqueArray(fc.tuple(fc.integer({ min: 10, max: 99 }).map(String), fields), {
    selector: ([id]) => id,
    maxLength: 50,
  });
  const created = fc.uniqueArray(
    fc.tuple(
      fc.integer({ min: 1, max: 999 }).map((n) => `local-${n}`),
      fields,
    ),
    {
      selector: ([id]) => id,
      maxLength: 6,
    },
  );
  const changes = fc.array(fc.tuple(fc.nat(), fields, fc.boolean()), { maxLength: 25 });
  fc.assert(
    fc.property(rows, created, changes, fc.integer({ min: 1, max: 9 }), (held, made, changed, limit) => {
      const [store, wanted] = [open(), open()];
      const docs = held.map(([id, from]) => make(id, from));
      store.upsertRows(docs, 1);
      const shown = new Map(docs.map((doc) => [doc.id, doc]));
      const hidden = new Set<string>();
      for (const [at, to, isGone] of changed) {
        const doc = docs[at % Math.max(1, docs.length)];
        if (doc === undefined) continue;
        shown.set(doc.id, { ...make(doc.id, to), ...(isGone ? { isDeleted: true } : {}) });
        if (isGone) hidden.add(doc.id);
        else hidden.delete(doc.id);
      }
      const moved = [
        ...docs.flatMap((row) => (shown.get(row.id) === row ? [] : [{ row, shown: shown.get(row.id) as Ticket }])),
        ...made.map(([id, from]) => ({ row: null, shown: make(id, from) })),
      ];
      wanted.upsertRows(
        [...shown.values()].filter(({ id }) => !hidden.has(id)),
        1,
      );
      wanted.upsertRows(
        made.map(([id, from]) => make(id, from)),
        1,
      );
      for (const view of ticketView.options) {
        const total = wanted.countView(view, scope);
        expect(store.countView(view, scope, moved)).toBe(total);
        const expected = wanted.list(view, scope, { offset: 0, limit: 200 });
        const pages: Ticket[] = [];
        for (let offset = 0; offset < total + limit; offset += limit) {
          pages.push(...store.list(view, scope, { offset, limit }, moved));
        }
        expect(pages).toEqual(expected);
      }
    }),
    { numRuns: 40 },
  );
});
