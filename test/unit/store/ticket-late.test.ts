import { expect, it } from 'vitest';
import { ticket } from '../../../src-preload/contract/tickets.ts';
import { openDatabase } from '../../../src-main/store/database.ts';
import { CACHE_MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import { lateFrom, withLateness } from '../../../src-main/store/ticket-late.ts';
import { createTicketStore } from '../../../src-main/store/tickets.ts';

const NOW = Date.parse('2026-01-10T12:00:00.000Z');
const at = (ms: number): string => new Date(NOW + ms).toISOString();
const MINUTE = 60_000;
const make = (fields: Record<string, unknown>) =>
  ticket.parse({ id: '1', status: 'Open', statusType: 'Open', ...fields });
const open = (migrations = CACHE_MIGRATIONS) => openDatabase(':memory:', { migrations, synchronous: 'NORMAL' });

it.each([
  [
    'its due time goes on telling where the service says the same',
    { dueDate: at(-MINUTE), isOverDue: true },
    at(-MINUTE),
  ],
  ['of one that was not late yet too', { dueDate: at(MINUTE), isOverDue: false }, at(MINUTE)],
  ['the service says late before its due time', { dueDate: at(MINUTE), isOverDue: true }, ''],
  ['the service says late and tells no time', { dueDate: null, isOverDue: true }, ''],
  ['the service says not late long after its due time', { dueDate: at(-60 * MINUTE), isOverDue: false }, null],
  ['the service may say it some minutes late', { dueDate: at(-5 * MINUTE), isOverDue: false }, at(-5 * MINUTE)],
  ['on hold its time stands', { dueDate: at(-60 * MINUTE), statusType: 'On Hold', isOverDue: false }, null],
  ['on hold its time stands where nothing is said', { dueDate: at(-60 * MINUTE), statusType: 'On Hold' }, null],
  ['on hold and late all the same', { dueDate: at(-60 * MINUTE), statusType: 'On Hold', isOverDue: true }, ''],
  ['nothing is said', { dueDate: at(MINUTE) }, at(MINUTE)],
  ['no due time', { dueDate: null, isOverDue: false }, null],
])('%s', (_, fields, expected) => {
  const row = withLateness(make(fields), NOW);
  expect(lateFrom(row)).toBe(expected);
  const db = open();
  createTicketStore(db).upsertRows([row], NOW);
  expect(db.prepare('SELECT late FROM ticket').pluck().get()).toBe(expected);
  db.close();
});

it('forgets what was said of another due time or status', () => {
  const db = open();
  const store = createTicketStore(db);
  const says = (): unknown => store.get('1')?.doc.isOverDue ?? null;
  for (const fields of [{ dueDate: at(2 * MINUTE) }, { status: 'Escalated' }]) {
    store.upsertRows([make({ dueDate: at(-60 * MINUTE), isOverDue: false })], 1);
    expect(says()).toBe(false);
    store.upsertRows([ticket.parse({ id: '1', subject: 'Another' })], 2);
    expect(says()).toBe(false);
    store.upsertRows([ticket.parse({ id: '1', ...fields })], 3);
    expect(says()).toBeNull();
  }
  db.close();
});

it('an older cache forgets what it does not know the time of, without indexing anything anew', () => {
  const db = open(CACHE_MIGRATIONS.slice(0, 13));
  db.prepare("INSERT INTO ticket (id, doc, as_of, signature) VALUES ('1', ?, 1, '')").run(
    JSON.stringify(make({ dueDate: at(-MINUTE), isOverDue: false })),
  );
  db.exec('DELETE FROM search_pending');
  for (const { up } of CACHE_MIGRATIONS.slice(13)) up(db);
  const scope = { agentId: '7', now: at(0) };
  const store = createTicketStore(db);
  expect(store.list('overdue', scope, { offset: 0, limit: 9 }).map(({ id }) => id)).toEqual(['1']);
  expect(store.countView('overdue', scope)).toBe(1);
  expect(db.prepare('SELECT count(*) FROM search_pending').pluck().get()).toBe(0);
  db.close();
});
