import type Database from 'better-sqlite3';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Ticket, ticket, ticketView } from '../../../src-preload/contract/tickets.ts';
import { openDatabase } from '../../../src-main/store/database.ts';
import { CACHE_MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import { viewSql } from '../../../src-main/store/ticket-views.ts';
import { createTicketStore, ticketSignature, type TicketStore } from '../../../src-main/store/tickets.ts';

let db: Database.Database;
let store: TicketStore;
beforeEach(() => {
  db = openDatabase(':memory:', { migrations: CACHE_MIGRATIONS, synchronous: 'NORMAL' });
  store = createTicketStore(db);
});

const scope = { agentId: '7', now: '2026-01-10T00:00:00.000Z' };
const make = (id: string, fields: Record<string, unknown> = {}): Ticket =>
  ticket.parse({
    id,
    subject: `Ticket ${id}`,
    status: 'Open',
    statusType: 'Open',
    createdTime: '2026-01-01T00:00:00.000Z',
    ...fields,
  });

describe('who spoke last', () => {
  const lastWord = () => store.get('1')?.doc.lastThread?.direction;
  it('is what the threads say until a row says more, and a draft says nothing of it', () => {
    const row = (fields: Record<string, unknown>) => store.upsertRows([make('1', fields)], 1);
    row({ lastThread: { direction: 'in', isDraft: false }, customerResponseTime: '2026-01-02T00:00:00.000Z' });
    row({ lastThread: { direction: 'out', isDraft: true } });
    expect(lastWord(), 'a draft').toBe('in');
    store.noteLastWord('1', 'out');
    row({ lastThread: { direction: 'out', isDraft: true }, modifiedTime: '2026-01-03T00:00:00.000Z' });
    expect(lastWord(), 'answered behind a draft').toBe('out');
    row({ lastThread: { direction: 'out', isDraft: true }, customerResponseTime: '2026-01-04T00:00:00.000Z' });
    expect(lastWord(), 'asked behind a draft').toBe('in');
    row({ lastThread: { direction: 'out', isDraft: false, isForward: true } });
    expect(lastWord(), 'forwarded to somebody else').toBe('in');
    row({ lastThread: { direction: 'out', isDraft: false, isForward: false } });
    expect(lastWord(), 'a row').toBe('out');
  });

  it('is not told by marks of an earlier message, where rows do not always say whether one is a forward', () => {
    const row = (direction: string, threadCount: number, more: object = {}) =>
      store.upsertRows([make('1', { lastThread: { direction, ...more }, threadCount })], 1);
    row('in', 1);
    row('out', 2, { isForward: true });
    row('out', 2);
    expect(lastWord(), 'the same forward').toBe('in');
    row('out', 3);
    expect(lastWord(), 'an answer').toBe('out');
    row('out', 4, { isForward: true });
    row('in', 5);
    expect(lastWord(), 'the customer').toBe('in');
    store.noteLastWord('1', 'out');
    row('out', 6, { isDraft: true });
    row('in', 6);
    expect(lastWord(), 'the customer, and the draft is gone').toBe('in');
  });
});

describe('views', () => {
  it.each(ticketView.options)(
    '%s is served by an index, without sorting and without reading the table for its order',
    (view) => {
      for (const sql of Object.values(viewSql(view))) {
        const plan = (
          db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all({ ...scope, from: '2026-01-05', limit: 100, offset: 0 }) as {
            detail: string;
          }[]
        ).map(({ detail }) => detail);
        expect(
          plan.some((line) => /USING (COVERING )?INDEX ticket_/.test(line)),
          plan.join('\n'),
        ).toBe(true);
        expect(
          plan.filter((line) => /SCAN ticket$/.test(line)),
          plan.join('\n'),
        ).toEqual([]);
      }
    },
  );

  it('agree with a plain filter and sort over the same rows, page by page', () => {
    const time = fc
      .date({ min: new Date('2026-01-01'), max: new Date('2026-01-20'), noInvalidDate: true })
      .map((date) => date.toISOString());
    const row = fc.record({
      id: fc.integer({ min: 1, max: 60 }).map(String),
      statusType: fc.constantFrom('Open', 'On Hold', 'Closed'),
      assigneeId: fc.constantFrom('7', '8', null),
      dueDate: fc.option(time),
      customerResponseTime: fc.option(time),
      closedTime: fc.option(time),
      createdTime: time,
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 80 }), fc.integer({ min: 1, max: 9 }), (rows, limit) => {
        db.exec('DELETE FROM ticket');
        const model = new Map<string, Ticket>();
        for (const fields of rows) {
          const parsed = ticket.parse({ status: fields.statusType, ...fields });
          model.set(parsed.id, parsed);
          store.upsertRows([parsed], 1);
        }
        const recent = (t: Ticket): string => t.customerResponseTime ?? t.createdTime ?? '';
        const closed = (t: Ticket): string => t.closedTime ?? recent(t);
        const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
        const isOpen = (t: Ticket): boolean => t.statusType !== 'Closed';
        const newest = (a: Ticket, b: Ticket): number => byText(recent(b), recent(a)) || byText(a.id, b.id);
        const expected: Record<string, Ticket[]> = {
          myOpen: [...model.values()].filter((t) => isOpen(t) && t.assigneeId === '7').sort(newest),
          unassigned: [...model.values()].filter((t) => isOpen(t) && !t.assigneeId).sort(newest),
          allOpen: [...model.values()].filter(isOpen).sort(newest),
          overdue: [...model.values()]
            .filter((t) => t.statusType === 'Open' && typeof t.dueDate === 'string' && t.dueDate < scope.now)
            .sort((a, b) => byText(a.dueDate ?? '', b.dueDate ?? '') || byText(a.id, b.id)),
          closed: [...model.values()]
            .filter((t) => !isOpen(t))
            .sort((a, b) => byText(closed(b), closed(a)) || byText(a.id, b.id)),
        };
        for (const view of ticketView.options) {
          const ids: string[] = [];
          for (let offset = 0; offset < model.size + limit; offset += limit) {
            ids.push(...store.list(view, scope, { offset, limit }).map(({ id }) => id));
          }
          expect(ids).toEqual(expected[view]?.map(({ id }) => id));
          expect(store.countView(view, scope)).toBe(ids.length);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('upsert', () => {
  it('keeps fields that a later list row lacks, and takes nulls as said', () => {
    store.upsertDetail(make('1', { description: 'long', customFields: { a: 1 }, priority: 'High' }), 10);
    store.upsertRows([ticket.parse({ id: '1', subject: 'New', priority: null })], 20);
    expect(store.get('1')).toMatchObject({
      asOf: 20,
      detailAsOf: 10,
      doc: { subject: 'New', description: 'long', customFields: { a: 1 }, priority: null },
    });
  });

  it('keeps nested fields that a later list row lacks, but never mixes two contacts', () => {
    store.upsertDetail(
      make('1', { source: { type: 'SYSTEM', appName: 'x' }, contact: { id: '5', firstName: 'Ann', phone: '1' } }),
      10,
    );
    store.upsertRows([ticket.parse({ id: '1', source: { type: 'WEB' }, contact: { id: '5', firstName: 'Anna' } })], 20);
    expect(store.get('1')?.doc).toMatchObject({
      source: { type: 'WEB', appName: 'x' },
      contact: { id: '5', firstName: 'Anna', phone: '1' },
    });
    store.upsertRows([ticket.parse({ id: '1', contact: { id: '6', firstName: 'Bo' } })], 30);
    expect(store.get('1')?.doc.contact).toEqual({ id: '6', firstName: 'Bo' });
  });

  it('tells changed rows from unchanged ones', () => {
    expect(store.upsertRows([make('1'), make('2')], 1)).toEqual(['1', '2']);
    expect(store.upsertRows([make('1'), make('2', { priority: 'High' })], 2)).toEqual(['2']);
    expect(store.get('1')?.asOf).toBe(2);
  });

  it('keeps ids of 19 digits and unknown fields as they came', () => {
    store.upsertRows([ticket.parse({ id: '1892000000042034567', newFangled: { deep: ['x'] } })], 1);
    expect(store.get('1892000000042034567')?.doc).toMatchObject({
      id: '1892000000042034567',
      newFangled: { deep: ['x'] },
    });
  });
});

describe('bodies', () => {
  it('are pending until held, and again when the counts move; own open ones come first', () => {
    const rows = [
      make('closed', { status: 'Closed', statusType: 'Closed', createdTime: '2026-01-09T00:00:00.000Z' }),
      make('open', { createdTime: '2026-01-05T00:00:00.000Z' }),
      make('mine', { assigneeId: '7' }),
    ];
    store.upsertRows(rows, 1);
    expect(store.listPendingBodies('7', 10)).toEqual(['mine']);
    for (const id of ['mine', 'open']) store.markBody(id, ticketSignature(store.get(id)?.doc as Ticket));
    expect(store.listPendingBodies('7', 10)).toEqual(['closed']);
    store.upsertRows([make('mine', { assigneeId: '7', threadCount: '5' })], 2);
    expect(store.get('mine')?.isComplete).toBe(false);
    expect(store.countBodies()).toEqual({ pending: 2, total: 3 });
  });
});
