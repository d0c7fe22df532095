import { z } from 'zod';
import { attachmentRow } from './attachments.ts';
import { pendingMark } from './outbox.ts';

/** What contacts, accounts, tasks, contracts, agents and departments have in common on screen: a page of fields, and lists by pages. */

/** What has such a page. */
export type RecordNoun = 'contact' | 'account' | 'task' | 'contract' | 'agent' | 'department';

/** Where a field leads. A `ticket`'s name is its number. */
export const recordRef = z.object({
  noun: z.enum(['contact', 'account', 'agent', 'department', 'ticket']),
  id: z.string(),
  name: z.string(),
});
export type RecordRef = z.output<typeof recordRef>;

export const recordField = z.object({
  /** The API's name; custom fields as `customFields.<name>` or `cf.<apiName>`, in the spelling in which they are written. */
  name: z.string(),
  /** `time` is ISO 8601, `day` is YYYY-MM-DD, `flag` is "true" or "false"; a `list` has its items on lines. */
  kind: z.enum(['text', 'long', 'email', 'phone', 'link', 'time', 'day', 'number', 'flag', 'list', 'ref']),
  /** As text, changes that are on their way laid over; null when empty. Of a `ref` the id. */
  value: z.string().nullable(),
  ref: recordRef.nullable(),
  /** Of a `list`: items that it has in records that are held, the most frequent first. Others may be written. */
  choices: z.array(z.string()).optional(),
  canEdit: z.boolean(),
  /** A change of this field that is not at the service yet, or that it refused. */
  pending: pendingMark.nullable(),
});
export type RecordField = z.output<typeof recordField>;

export const recordFile = attachmentRow.extend({ pending: pendingMark.nullable() });
export type RecordFile = z.output<typeof recordFile>;

export const recordView = z.object({
  id: z.string(),
  name: z.string(),
  /** Known ones in the reference's order, then what else the service said, then custom ones. */
  fields: z.array(recordField),
  /** Set while the row itself is not at the service yet. */
  pending: pendingMark.nullable(),
  files: z.array(recordFile),
  /** Epoch milliseconds. */
  asOf: z.number(),
  /** Whether all of it was read, rather than what a list says. */
  isWhole: z.boolean(),
});
export type RecordView = z.output<typeof recordView>;

/** At most 200 rows from `offset`. */
export const recordPage = { offset: z.number().int().min(0), limit: z.number().int().min(1).max(200) };

/** Part of a name, an address or a number, as it is typed; empty for all. */
export const filterText = z.string().max(200).default('');

/** The sort turned round. */
export const isReversed = z.boolean().default(false);

/** A–Z or # under which a name stands; null for all. */
export const letter = z
  .string()
  .regex(/^[A-Z#]$/)
  .nullable()
  .default(null);

export const listOf = <S extends z.ZodType>(row: S) =>
  z.object({
    rows: z.array(row),
    total: z.number(),
    /** Epoch milliseconds at which the service's list was last read to its end; null before. */
    asOf: z.number().nullable(),
  });

/** Asks the service for what is on screen; what comes arrives as `….changed`. */
export const byId = z.object({ id: z.string() });
