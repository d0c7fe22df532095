import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ticket as ticketSchema, type Ticket } from '../../../src-preload/contract/tickets.ts';
import { tagsOf } from '../../../src-preload/contract/ticket-tags.ts';
import { type Cache, openCache } from '../../../src-main/store/cache.ts';

let cache: Cache;
beforeEach(() => {
  ({ cache } = openCache(join(mkdtempSync(join(tmpdir(), 'deskhand-tags-')), 'cache.db')));
});
afterEach(() => cache.close());

const row = (id: string, fields: Record<string, unknown> = {}): Ticket =>
  ticketSchema.parse({ id, status: 'Open', createdTime: '2026-01-01T08:00:00.000Z', ...fields });
const known = (id: string): readonly string[] | null => tagsOf(cache.tickets.get(id)?.doc ?? {});

describe('tags of a ticket', () => {
  it('stay when rows and details come that have none along', () => {
    cache.tickets.upsertDetail(row('1', { tagCount: '2' }), 1);
    expect(known('1')).toBeNull();
    expect(cache.tags.set('1', ['Refund', 'vip'])).toBe(true);
    expect(cache.tags.set('1', ['Refund', 'vip'])).toBe(false);
    cache.tickets.upsertRows([row('1', { subject: 'Anew' }), row('1', { tags: null })], 2);
    cache.tickets.upsertDetail(row('1', { tagCount: '3', tags: 'none of our kind' }), 3);
    expect(known('1')).toEqual(['Refund', 'vip']);
    expect(cache.tags.list()).toEqual(['Refund', 'vip']);
  });

  it('are taken from an answer that has them, whatever it writes them as, and go with a count of none', () => {
    cache.tickets.upsertRows(
      [row('1', { tags: ['a', { id: '5', name: 'b' }, 7, null] }), row('2', { tags: ['B'] })],
      1,
    );
    expect(known('1')).toEqual(['a', 'b']);
    // One tag in whatever capitals, the most frequent first.
    expect(cache.tags.list().map((name) => name.toLowerCase())).toEqual(['b', 'a']);
    cache.tickets.upsertDetail(row('1', { tagCount: 0 }), 2);
    expect(known('1')).toEqual([]);
    expect(cache.tags.list()).toEqual(['B']);
    cache.tickets.delete('2');
    expect(cache.tags.list()).toEqual([]);
  });

  it('follow what was changed at the service, where they are known', () => {
    cache.tickets.upsertDetail(row('1', { tagCount: 0 }), 1);
    cache.tickets.upsertRows([row('2')], 1);
    for (const id of ['1', '2', 'not held']) cache.tags.change(id, 'vip', true);
    expect([known('1'), known('2')]).toEqual([['vip'], null]);
    cache.tickets.upsertRows([row('1', { subject: 'A row without a count' })], 2);
    expect(known('1')).toEqual(['vip']);
    cache.tags.change('1', 'VIP', true);
    expect(known('1')).toEqual(['vip']);
    cache.tags.change('1', 'VIP', false);
    expect(known('1')).toEqual([]);
    expect(cache.tickets.get('1')?.doc.tagCount).toBe(0);
  });
});
