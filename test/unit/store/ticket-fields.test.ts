import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ticket } from '../../../src-preload/contract/tickets.ts';
import { type Cache, openCache } from '../../../src-main/store/cache.ts';
import { kindOf } from '../../../src-main/store/ticket-fields.ts';

let cache: Cache;
beforeEach(() => {
  ({ cache } = openCache(join(mkdtempSync(join(tmpdir(), 'fields-')), 'cache.db')));
});
afterEach(() => cache.close());

describe('what a field holds', () => {
  it.each([
    [{ true: 3, false: 1 }, 'flag'],
    [{ '12': 1, '0.5': 1, '-3': 1 }, 'number'],
    [{ '2026-01-31': 1, '2026-02-01T10:00:00.000Z': 1 }, 'date'],
    [{ North: 5, South: 4 }, 'choice'],
    [{ 'a sentence of its own': 1, 'and another one': 1 }, 'text'],
    [{}, 'text'],
  ])('%o is a %s', (values, kind) => {
    expect(kindOf(new Map(Object.entries(values)))).toBe(kind);
  });
});

it('reads channels, categories and custom fields of the latest tickets', () => {
  const tickets = Array.from({ length: 9 }, (_, n) => ({
    id: String(n + 1),
    status: n % 2 === 0 ? 'Open' : 'Closed',
    channel: n < 6 ? 'Email' : 'Phone',
    category: n < 5 ? 'Hardware' : '',
    createdTime: `2026-01-0${n + 1}T08:00:00.000Z`,
    customFields: { Region: n % 2 === 0 ? 'North' : 'South', Devices: String(n), Warranty: n > 3, Note: null },
  }));
  cache.tickets.upsertRows(tickets as unknown as Ticket[], 1);
  expect(cache.ticketFields()).toEqual({
    channels: ['Email', 'Phone'],
    categories: ['Hardware'],
    classifications: [],
    products: [],
    customFields: [
      { name: 'Devices', kind: 'number', type: 'text', values: [] },
      { name: 'Note', kind: 'text', type: 'text', values: [] },
      { name: 'Region', kind: 'choice', type: 'text', values: ['North', 'South'] },
      { name: 'Warranty', kind: 'flag', type: 'flag', values: [] },
    ],
  });
});

it('says what the service writes a field as, several values too', () => {
  const tickets = [
    { Flag: true, Count: 5, Digits: '5', Parts: ['Tray', 'Drum'], Geo: { lat: 1 }, Nothing: null },
    { Flag: null, Count: null, Digits: '7', Parts: ['Drum'], Geo: null, Nothing: '' },
  ].map((customFields, n) => ({
    id: String(n + 1),
    status: 'Open',
    createdTime: '2026-01-01T08:00:00.000Z',
    customFields,
  }));
  cache.tickets.upsertRows(tickets as unknown as Ticket[], 1);
  expect(cache.ticketFields().customFields).toEqual([
    { name: 'Count', kind: 'number', type: 'number', values: [] },
    { name: 'Digits', kind: 'number', type: 'text', values: [] },
    { name: 'Flag', kind: 'flag', type: 'flag', values: [] },
    { name: 'Nothing', kind: 'text', type: 'text', values: [] },
    { name: 'Parts', kind: 'list', type: 'list', values: ['Drum', 'Tray'] },
  ]);
});
