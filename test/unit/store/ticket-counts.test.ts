import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Ticket, ticket, ticketView } from '../../../src-preload/contract/tickets.ts';
import { openDatabase } from '../../../src-main/store/database.ts';
import { CACHE_MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import { viewSql } from '../../../src-main/store/ticket-views.ts';
import { createTicketStore, ticketSignature } from '../../../src-main/store/tickets.ts';

const scope = { agentId: '7', now: '2026-01-10T12:00:00.000Z' };
const open = (migrations = CACHE_MIGRATIONS) => openDatabase(':memory:', { migrations, synchronous: 'NORMAL' });

const time = fc
  .date({ min: new Date('2026-01-05'), max: new Date('2026-01-15'), noInvalidDate: true })
  .map((date) => date.toISOString());
const row = fc.record({
  id: fc.integer({ min: 1, max: 25 }).map(String),
  statusType: fc.constantFrom('Open', 'On Hold', 'Closed'),
  isDeleted: fc.boolean(),
  assigneeId: fc.constantFrom('7', '8', null),
  contactId: fc.constantFrom('c1', 'c2', null),
  threadCount: fc.integer({ min: 0, max: 2 }),
  dueDate: fc.option(time),
  isOverDue: fc.constantFrom(true, false, null, undefined),
  customerResponseTime: fc.option(time),
  closedTime: fc.option(time),
  createdTime: fc.option(time),
});
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('upsert' as const), row }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('body' as const), row }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), row }) },
);

it('counts are what counting gives, whatever is written and removed', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const db = open();
      const store = createTicketStore(db);
      for (const { kind, row: fields } of steps) {
        const parsed = ticket.parse({ status: fields.statusType, ...fields });
        const held = store.get(parsed.id);
        if (kind === 'upsert') store.upsertRows([parsed], 1);
        else if (kind === 'delete') store.delete(parsed.id);
        else if (held !== null) store.markBody(parsed.id, ticketSignature(held.doc));
      }
      for (const view of ticketView.options)
        expect(store.countView(view, scope)).toBe((db.prepare(viewSql(view).count).get(scope) as { n: number }).n);
      for (const contactId of ['c1', 'c2']) {
        const plain = (isOpen: number): number =>
          (
            db
              .prepare('SELECT count(*) AS n FROM ticket WHERE contact_id = ? AND is_open = ?')
              .get(contactId, isOpen) as { n: number }
          ).n;
        expect(store.countOfContact(contactId)).toEqual({ open: plain(1), closed: plain(0) });
      }
      const [plain] = db
        .prepare('SELECT count(*) AS total, count(*) FILTER (WHERE body_of IS NOT signature) AS pending FROM ticket')
        .all();
      expect(store.countBodies()).toEqual(plain);
      expect(store.count()).toBe(store.countBodies().total);
      // What a migration counts in an older cache is the same as what the triggers kept.
      const counts = `SELECT list, day, n FROM ticket_count
        WHERE (n > 0 OR list = 'pending') AND list NOT LIKE 'contact:%' ORDER BY 1, 2`;
      const kept = db.prepare(counts).all();
      db.exec(
        db
          .prepare<[], { name: string }>(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'ticket_count%'",
          )
          .all()
          .map(({ name }) => `DROP TRIGGER ${name};`)
          .join('') + 'DROP TABLE ticket_count',
      );
      for (const { description, up } of CACHE_MIGRATIONS)
        if (['counts of ticket lists', 'counts of late tickets'].includes(description)) up(db);
      expect(db.prepare(counts).all()).toEqual(kept);
      db.close();
    }),
    { numRuns: 60 },
  );
});

it('a page far down a list is the page that a plain offset gives', () => {
  const db = open();
  const store = createTicketStore(db);
  const day = 86_400_000;
  const at = (index: number, days: number): string =>
    new Date(Date.UTC(2026, 0, 10) - ((index * 7919) % (days * day))).toISOString();
  const rows: Ticket[] = Array.from({ length: 6_000 }, (_, index) =>
    ticket.parse({
      id: String(index),
      status: index % 2 === 0 ? 'Open' : 'Closed',
      assigneeId: index % 4 === 0 ? '7' : null,
      dueDate: index % 3 === 0 ? null : at(index * 31, 40),
      createdTime: index % 50 === 0 ? null : at(index * 10_007, 60),
      closedTime: index % 2 === 0 ? null : at(index * 101, 30),
    }),
  );
  store.upsertRows(rows, 1);
  for (const view of ticketView.options) {
    const plain = db.prepare<[object], { doc: string }>(viewSql(view).page);
    for (const offset of [0, 999, 1_000, 1_234, 1_480, 2_000, 2_950, 2_999, 3_000, 9_000]) {
      const page = { offset, limit: 37 };
      expect(
        store.list(view, scope, page).map(({ id }) => id),
        `${view} ${offset}`,
      ).toEqual(plain.all({ ...scope, ...page }).map(({ doc }) => (JSON.parse(doc) as Ticket).id));
    }
  }
  db.close();
});
