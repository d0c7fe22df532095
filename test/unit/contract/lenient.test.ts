import fc from 'fast-check';
import { expect, test } from 'vitest';
import { account } from '../../../src-preload/contract/accounts.ts';
import { agent } from '../../../src-preload/contract/agents.ts';
import { attachment } from '../../../src-preload/contract/attachments.ts';
import { comment } from '../../../src-preload/contract/comments.ts';
import { contact } from '../../../src-preload/contract/contacts.ts';
import { contract } from '../../../src-preload/contract/contracts.ts';
import { customFieldsOf } from '../../../src-preload/contract/custom-fields.ts';
import { department } from '../../../src-preload/contract/departments.ts';
import { mailReplyAddress } from '../../../src-preload/contract/mail-reply-addresses.ts';
import { organization } from '../../../src-preload/contract/organizations.ts';
import { searchHit } from '../../../src-preload/contract/search.ts';
import { task } from '../../../src-preload/contract/tasks.ts';
import { thread } from '../../../src-preload/contract/threads.ts';
import { ticket } from '../../../src-preload/contract/tickets.ts';
import { timeEntry } from '../../../src-preload/contract/time-entries.ts';
import { page, readRows, receivedOf } from '../../../src-main/api/operation.ts';
import { parseJson } from '../../../src-main/lib/json.ts';

const schemas = {
  account,
  agent,
  attachment,
  comment,
  contact,
  contract,
  department,
  mailReplyAddress,
  organization,
  task,
  thread,
  ticket,
  timeEntry,
};
const id = fc.stringMatching(/^[1-9]\d{15,18}$/);

/** A row with an id whose known fields hold anything at all, and unknown ones beside them. */
const rowOf = (schema: { shape: object }) =>
  fc
    .tuple(
      fc.record(Object.fromEntries(Object.keys(schema.shape).map((name) => [name, fc.jsonValue()])), {
        requiredKeys: [],
      }),
      fc.dictionary(fc.string(), fc.jsonValue()),
      id,
    )
    .map(([known, unknown, rowId]) => ({ ...unknown, ...known, id: rowId }));

test.each(Object.entries(schemas))(
  '%s reads any row that has an id, and keeps what it does not know',
  (_name, schema) => {
    fc.assert(
      fc.property(rowOf(schema), (row) => {
        const read = schema.parse(row) as Record<string, unknown>;
        expect(read['id']).toBe(row.id);
        for (const [name, value] of Object.entries(row)) if (!(name in schema.shape)) expect(read[name]).toEqual(value);
      }),
    );
  },
);

test.each(Object.entries(schemas))('%s refuses only what has no id', (_name, schema) => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const isRow = typeof value === 'object' && value !== null && !Array.isArray(value);
      const rowId = isRow ? (value as Record<string, unknown>)['id'] : undefined;
      const hasId = (typeof rowId === 'string' && rowId !== '') || typeof rowId === 'number';
      expect(schema.safeParse(value).success).toBe(hasId);
    }),
  );
});

test('a list never fails for its rows: those that can be read survive, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(rowOf(ticket), fc.jsonValue())), async (rows) => {
      const good = rows
        .filter((row) => ticket.safeParse(row).success)
        .map((row) => String((row as { id: unknown }).id));
      const read = await readRows(ticket, page.parse({ data: rows }));
      expect(read.map((row) => row.id)).toEqual(good);
      expect(receivedOf(read)).toBe(rows.length);
    }),
  );
  expect(page.safeParse({}).success).toBe(false);
  expect(page.safeParse({ data: null }).success).toBe(false);
});

test('a bare id of any length keeps every digit', () => {
  fc.assert(
    fc.property(id, fc.constantFrom('', ' ', '\n'), (digits, space) => {
      const row = ticket.parse(parseJson(`{"id":${space}${digits},"contactId":${digits}${space},"threadCount":"121"}`));
      expect(row).toEqual({ id: digits, contactId: digits, threadCount: 121 });
    }),
  );
});

test('known-good values survive as numbers, booleans and times, also when sent as text', () => {
  const time = fc.date({ min: new Date('2005-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), time, fc.boolean(), (count, flag, date, asText) => {
      const write = (value: unknown): unknown => (asText ? String(value) : value);
      const row = ticket.parse({
        id: '1',
        threadCount: write(count),
        isDeleted: write(flag),
        createdTime: asText ? date.toISOString() : date.getTime(),
      });
      expect(row).toEqual({ id: '1', threadCount: count, isDeleted: flag, createdTime: date.toISOString() });
    }),
  );
});

test('a find of an unknown module is left out, others are rows of their noun', () => {
  expect(searchHit.safeParse({ id: '1', module: 'products' }).success).toBe(false);
  expect(searchHit.parse({ id: '1', module: 'tickets', number: '104', threadCount: '3' })).toMatchObject({
    module: 'tickets',
    row: { id: '1', ticketNumber: '104', threadCount: 3 },
  });
});

test('custom fields are read in either spelling', () => {
  const live = { customFields: { 'Model Name': 'F3' }, cf: { cf_model_name: 'F3' } };
  expect(customFieldsOf(live)).toEqual({ 'Model Name': 'F3' });
  expect(customFieldsOf({ customFields: {}, cf: { cf_model_name: 'F3' } })).toEqual({ cf_model_name: 'F3' });
  expect(customFieldsOf({})).toEqual({});
});
