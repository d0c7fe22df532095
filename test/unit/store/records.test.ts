import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Contact } from '../../../src-preload/contract/contacts.ts';
import type { Task } from '../../../src-preload/contract/tasks.ts';
import type { Ticket } from '../../../src-preload/contract/tickets.ts';
import { nameKey } from '../../../src-main/lib/names.ts';
import { type Cache, openCache } from '../../../src-main/store/cache.ts';
import { type KeyedTable, keysOf } from '../../../src-main/store/record-keys.ts';
import { recordPageSql } from '../../../src-main/store/record-lists.ts';

let dir: string;
let cache: Cache;
const file = () => join(dir, 'cache.db');
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'deskhand-records-'));
  cache = openCache(file()).cache;
});
afterEach(() => {
  cache.close();
  rmSync(dir, { recursive: true });
});

const contact = (id: string, fields: Partial<Contact>): Contact => ({ id, ...fields }) as Contact;
const task = (id: string, fields: Partial<Task>): Task => ({ id, ...fields }) as Task;
const all = { offset: 0, limit: 1_000 };

describe('names', () => {
  it.each([
    ['王芳', 'W'],
    ['李明远', 'L'],
    ['曾国藩', 'Z'],
    ['单田芳', 'S'],
    ['欧阳诗涵', 'O'],
    ['Ångström', 'A'],
    ['éva', 'E'],
    ['Øystein', 'O'],
    ['4 Seasons', '~'],
    ['', '~'],
    ['Ярослав', '~'],
  ])('%s stands under %s', (name, letter) => expect(nameKey(name).charAt(0).toUpperCase()).toBe(letter));
});

describe('plans', () => {
  const orders: [KeyedTable, readonly string[], readonly string[], string][] = [
    ['contact', [], ['sort_key'], 'contact_name'],
    ['contact', [], ['account_key', 'sort_key'], 'contact_account'],
    ['contact', [], ['active DESC'], 'contact_active'],
    ['contact', ['sort_key >= :from', 'sort_key < :to'], ['sort_key'], 'contact_name'],
    ['account', [], ['sort_key'], 'account_name'],
    ['account', [], ['active DESC'], 'account_active'],
    ['task', ['is_open = 1'], ['due_key'], 'task_list'],
    ['task', ['is_open = 1', 'owner_id = :agentId'], ['due_key'], 'task_mine'],
    ['task', ['is_open = 0'], ['done_key DESC'], 'task_done'],
    ['task', ['is_open = 0', 'owner_id = :agentId'], ['done_key DESC'], 'task_mine_done'],
    ['contract', ['ends >= :today'], ['ends'], 'contract_ends'],
    ['contract', ['ends >= :today'], ['ends DESC'], 'contract_ends'],
    ['task', ['is_open = 1'], ['due_key DESC'], 'task_list'],
    ['task', ['is_open = 1'], ['priority_rank', 'due_key'], 'task_priority'],
    ['task', ['is_open = 1', 'owner_id = :agentId'], ['priority_rank DESC', 'due_key DESC'], 'task_mine_priority'],
    ['task', ['is_open = 1'], ['sort_key'], 'task_subject'],
    ['task', ['is_open = 0', 'owner_id = :agentId'], ['sort_key DESC'], 'task_mine_subject'],
    ['contact', [], ['account_key DESC', 'sort_key DESC'], 'contact_account'],
  ];
  it.each(orders)('%s %j by %j walks %s in its own order', (table, where, order, index) => {
    const db = new Database(file(), { readonly: true });
    const params = { from: 'w', to: 'x', agentId: '1', today: '2026-11-22', limit: 100, offset: 0 };
    const explain = (sql: string, more: object): string =>
      db
        .prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all({ ...params, ...more })
        .map(({ detail }) => detail)
        .join('\n');
    const plan = explain(recordPageSql(table, { where, order }, false), {});
    expect(plan).toMatch(new RegExp(`USING (COVERING )?INDEX ${index}\\b`));
    expect(plan).not.toMatch(/TEMP B-TREE/);
    // Laid over: only the few rows of the outbox are sorted, in the part behind the union.
    const merged = explain(recordPageSql(table, { where, order }, true), { local: '[]', hidden: '[]' });
    const [held = ''] = merged.split(/^RIGHT$/m);
    expect(held).toMatch(/MERGE \(UNION ALL\)/);
    expect(held).toMatch(new RegExp(`USING (COVERING )?INDEX ${index}\\b`));
    expect(held).not.toMatch(/TEMP B-TREE FOR ORDER BY/);
    db.close();
  });
});

describe('lists', () => {
  const names = fc.constantFrom('Ana', 'Björn', '王', '李', 'Zoë', 'lucas', '4you', 'Ana-Sofia');
  const row = fc.record({
    firstName: names,
    lastName: names,
    email: fc.constantFrom('a@x.example', 'b@y.example', null),
  });

  it('any page and count with anything laid over is what a sort of the whole gives', () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 25 }),
        fc.array(fc.tuple(fc.nat(40), fc.option(row)), { maxLength: 8 }),
        fc.constantFrom('', 'an', 'x.ex', '王'),
        fc.nat(12),
        fc.integer({ min: 1, max: 12 }),
        (rows, changes, text, offset, limit) => {
          for (const { doc } of cache.contacts.list()) cache.contacts.delete(doc.id);
          cache.contacts.upsert(
            rows.map((fields, index) => contact(`c${index}`, fields)),
            1,
          );
          const shown = new Map(rows.map((fields, index) => [`c${index}`, fields]));
          const local = [...new Map(changes.map(([at, doc]) => [`c${at}`, { id: `c${at}`, doc }])).values()];
          for (const { id, doc } of local) {
            if (doc === null) shown.delete(id);
            else shown.set(id, doc);
          }
          const expected = [...shown]
            .map(([id, doc]) => ({ id, ...keysOf('contact', doc) }))
            .filter(({ find }) => find.includes(text))
            .sort((a, b) =>
              a.sort_key === b.sort_key
                ? a.id < b.id
                  ? -1
                  : 1
                : Buffer.compare(Buffer.from(a.sort_key), Buffer.from(b.sort_key)),
            )
            .map(({ id }) => id);
          const query = { where: [], order: ['sort_key'], params: {}, text };
          expect(cache.contacts.lists.page({ ...query, offset, limit }, local)).toEqual(
            expected.slice(offset, offset + limit),
          );
          expect(cache.contacts.lists.count({ where: [], params: {}, text }, local)).toBe(expected.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('know what is done: by status, by time, and as it is laid over', () => {
    cache.tasks.upsert(
      [
        task('1', { status: 'Not Started', dueDate: '2026-11-22T10:00:00.000Z' }),
        task('2', { status: 'completed' }),
        task('3', { status: 'Cancelled' }),
        task('4', { status: '已完成', completedTime: '2026-11-20T10:00:00.000Z' }),
        task('5', {}),
      ],
      1,
    );
    const ids = (isOpen: number, local: { id: string; doc: object | null }[] = []) =>
      cache.tasks.lists.page({ where: [`is_open = ${isOpen}`], order: ['due_key'], params: {}, ...all }, local);
    expect(ids(1)).toEqual(['1', '5']);
    expect(ids(0).sort()).toEqual(['2', '3', '4']);
    const reopened = { id: '2', doc: { status: 'Not Started', dueDate: '2026-11-21T10:00:00.000Z' } };
    expect(ids(1, [reopened])).toEqual(['2', '1', '5']);
    const parts = cache.tasks.lists.countBy(
      "CASE WHEN due_key = '9' THEN 'none' ELSE 'due' END",
      { where: ['is_open = 1'], params: {} },
      [reopened],
    );
    expect(parts).toEqual({ due: 2, none: 1 });
  });
});

describe('what other rows say', () => {
  const column = (table: string, name: string, id: string): unknown => {
    const db = new Database(file(), { readonly: true });
    const value = db.prepare(`SELECT ${name} FROM ${table} WHERE id = ?`).pluck().get(id);
    db.close();
    return value;
  };
  const ticket = (id: string, contactId: string, time: string): Ticket =>
    ({ id, contactId, status: 'Open', customerResponseTime: time }) as Ticket;

  it('is the same whichever row comes first, and follows a change', () => {
    cache.contacts.upsert([contact('c1', { lastName: 'A', accountId: 'a1' })], 1);
    expect(column('contact', 'account_key', 'c1')).toBe('~~');
    cache.accounts.upsert([{ id: 'a1', accountName: 'Maple' } as never], 1);
    cache.contacts.upsert([contact('c2', { lastName: 'B', accountId: 'a1' })], 1);
    expect(column('contact', 'account_key', 'c1')).toBe('m maple');
    expect(column('contact', 'account_key', 'c2')).toBe('m maple');
    cache.accounts.upsert([{ id: 'a1', accountName: 'Oak' } as never], 2);
    expect(column('contact', 'account_key', 'c2')).toBe('o oak');
    cache.contacts.upsert([contact('c2', { accountId: null })], 3);
    expect(column('contact', 'account_key', 'c2')).toBe('~~');
    cache.accounts.delete('a1');
    expect(column('contact', 'account_key', 'c1')).toBe('~~');
  });

  it('tells when somebody was last active, through tickets and contacts', () => {
    cache.tickets.upsertRows([ticket('t1', 'c1', '2026-01-01T00:00:00.000Z')], 1);
    cache.accounts.upsert([{ id: 'a1', accountName: 'Maple' } as never], 1);
    cache.contacts.upsert([contact('c1', { lastName: 'A', accountId: 'a1' })], 1);
    expect(cache.contacts.activeTime('c1')).toBe('2026-01-01T00:00:00.000Z');
    expect(cache.accounts.activeTime('a1')).toBe('2026-01-01T00:00:00.000Z');
    cache.tickets.upsertRows([ticket('t1', 'c1', '2026-02-01T00:00:00.000Z')], 2);
    cache.tickets.upsertRows([ticket('t2', 'c1', '2026-03-01T00:00:00.000Z')], 2);
    expect(cache.contacts.activeTime('c1')).toBe('2026-03-01T00:00:00.000Z');
    expect(cache.accounts.activeTime('a1')).toBe('2026-03-01T00:00:00.000Z');
    cache.contacts.upsert([contact('c1', { modifiedTime: '2026-04-01T00:00:00.000Z' })], 3);
    expect(cache.accounts.activeTime('a1')).toBe('2026-04-01T00:00:00.000Z');
    expect(cache.contacts.listTicketIds('c1', all)).toEqual(['t2', 't1']);
    expect(cache.accounts.listTicketIds('a1', all)).toEqual(['t2', 't1']);
    expect(cache.accounts.countsOf('a1')).toEqual({ contacts: 1, openTickets: 2, closedTickets: 0 });
  });

  it('keeps files and the time of the last whole answer until the row goes', () => {
    cache.contacts.upsert([contact('c1', { lastName: 'A' })], 1);
    expect(cache.recordDetails.setFiles('contact', 'c1', [{ id: 'f1', name: 'a.txt' } as never], 5)).toBe(true);
    expect(cache.recordDetails.setFiles('contact', 'c1', [{ id: 'f1', name: 'a.txt' } as never], 6)).toBe(false);
    cache.recordDetails.markWhole('contact', 'c1', 7);
    expect(cache.recordDetails.get('contact', 'c1')).toMatchObject({
      wholeAsOf: 7,
      filesAsOf: 6,
      files: [{ id: 'f1' }],
    });
    cache.contacts.delete('c1');
    expect(cache.recordDetails.get('contact', 'c1')).toEqual({ wholeAsOf: null, files: [], filesAsOf: null });
  });
});
