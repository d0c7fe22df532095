import type { RecordField } from '../../../src-preload/contract/records.ts';
import { isAddress } from '../../lib/addresses.ts';
import { asLines, isTexts, linesOf, sameLines } from '../../lib/lines.ts';
import { fromWallInput, toWallInput } from '../../lib/zone.svelte.ts';

/** What is typed of each field while a record is edited, by field name; a list has its items on lines. */
export type RecordDraft = Record<string, string>;

/** A field's value as its input has it. */
export const typedOf = ({ kind, value }: RecordField): string =>
  value === null ? '' : kind === 'time' && !Number.isNaN(Date.parse(value)) ? toWallInput(Date.parse(value)) : value;

type Value = string | number | boolean | string[] | null;

function valueOf({ kind, name }: RecordField, typed: string): Value {
  const text = typed.trim();
  if (text === '') return null;
  if (kind === 'list') return linesOf(text);
  if (kind === 'time') return Number.isNaN(fromWallInput(text)) ? null : new Date(fromWallInput(text)).toISOString();
  // Only custom fields are sent by their own type: the others are text at the service.
  if (!name.includes('.')) return kind === 'long' ? typed : text;
  if (kind === 'flag') return text === 'true';
  if (kind === 'number') return Number.isFinite(Number(text)) ? Number(text) : text;
  return text;
}

/** The fields that were changed, as the writes take them; custom ones nested under their spelling. */
export function changedFields(fields: readonly RecordField[], draft: RecordDraft): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const field of fields) {
    const typed = draft[field.name];
    if (!field.canEdit || typed === undefined || typed === typedOf(field)) continue;
    if (field.kind === 'list' && sameLines(typed, typedOf(field))) continue;
    const value = valueOf(field, typed);
    const [outer = '', ...inner] = field.name.split('.');
    if (inner.length === 0) changes[outer] = value;
    else changes[outer] = { ...(changes[outer] as object | undefined), [inner.join('.')]: value };
  }
  return changes;
}

/** A field that can't go out as it is, by name, and why, in words. */
export interface Wrong {
  name: string;
  why: string;
}

/** The name of the first changed field that takes an e-mail address and has none; custom ones take what their desk likes. */
export const badEmailIn = (fields: readonly RecordField[], changes: Record<string, unknown>): string | undefined =>
  fields.find(({ kind, name }) => {
    const value = changes[name];
    return kind === 'email' && typeof value === 'string' && !isAddress(value);
  })?.name;

const textOf = (value: unknown): string =>
  isTexts(value) ? asLines(value) : String(value as string | number | boolean);

/** What is written, custom fields beside the others under their spelling. */
const flat = (doc: object): [string, unknown][] =>
  Object.entries(doc).flatMap(([name, value]: [string, unknown]): [string, unknown][] =>
    (name === 'cf' || name === 'customFields') && typeof value === 'object' && value !== null
      ? Object.entries(value).map(([inner, one]) => [`${name}.${inner}`, one])
      : [[name, value]],
  );

/** Names of the fields of several values in what was kept. */
export const listNames = (doc: object): Set<string> =>
  new Set(flat(doc).flatMap(([name, value]) => (isTexts(value) ? [name] : [])));

/** Changes that came back from the outbox, as the inputs have them. */
export function typedAgain({ fields }: Readonly<Record<string, unknown>>): RecordDraft | null {
  if (typeof fields !== 'object' || fields === null) return null;
  const draft: RecordDraft = {};
  for (const [name, value] of flat(fields)) {
    const text = value === null || value === undefined ? '' : textOf(value);
    const isTime = /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text));
    draft[name] = isTime ? toWallInput(Date.parse(text)) : text;
  }
  return draft;
}

/**
 * What is kept of a form that makes a record, as its inputs have it: words that were typed as they are, moments that the
 * outbox gave back on the wall. Custom fields that `fields` lacks are there too.
 */
export function typedOfNew(doc: Readonly<Record<string, unknown>>, fields: readonly RecordField[]): RecordDraft {
  return Object.fromEntries(
    flat(doc).flatMap(([name, value]): [string, string][] => {
      const field = fields.find((one) => one.name === name);
      const isPlain = ['string', 'number', 'boolean'].includes(typeof value) || isTexts(value);
      if (!isPlain || (field === undefined && !name.includes('.'))) return [];
      const text = textOf(value);
      const isMoment = field?.kind === 'time' && text.endsWith('Z');
      return [[name, isMoment ? typedOf({ ...field, value: text }) : text]];
    }),
  );
}

/** Fields that may not be empty, by noun. */
export const REQUIRED = { contact: 'lastName', account: 'accountName', task: 'subject' } as const;
