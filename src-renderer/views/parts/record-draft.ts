import type { RecordField } from '../../../src-preload/contract/records.ts';
import { fromWallInput, toWallInput } from '../../lib/zone.svelte.ts';

/** What is typed of each field while a record is edited, by field name. */
export type RecordDraft = Record<string, string>;

/** A field's value as its input has it. */
export const typedOf = ({ kind, value }: RecordField): string =>
  value === null ? '' : kind === 'time' && !Number.isNaN(Date.parse(value)) ? toWallInput(Date.parse(value)) : value;

type Value = string | number | boolean | null;

function valueOf({ kind, name }: RecordField, typed: string): Value {
  const text = typed.trim();
  if (text === '') return null;
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
    const value = valueOf(field, typed);
    const [outer = '', ...inner] = field.name.split('.');
    if (inner.length === 0) changes[outer] = value;
    else changes[outer] = { ...(changes[outer] as object | undefined), [inner.join('.')]: value };
  }
  return changes;
}

/** Changes that came back from the outbox, as the inputs have them. */
export function typedAgain({ fields }: Readonly<Record<string, unknown>>): RecordDraft | null {
  if (typeof fields !== 'object' || fields === null) return null;
  const draft: RecordDraft = {};
  for (const [name, value] of Object.entries(fields)) {
    const isNest = (name === 'cf' || name === 'customFields') && typeof value === 'object' && value !== null;
    const values: [string, unknown][] = isNest
      ? Object.entries(value as object).map(([inner, one]) => [`${name}.${inner}`, one])
      : [[name, value]];
    for (const [field, one] of values) {
      const text = one === null || one === undefined ? '' : String(one as string | number | boolean);
      const isTime = /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text));
      draft[field] = isTime ? toWallInput(Date.parse(text)) : text;
    }
  }
  return draft;
}

/**
 * What is kept of a form that makes a record, as its inputs have it: words that were typed as they are, moments that the
 * outbox gave back on the wall. Custom fields that `fields` lacks are there too.
 */
export function typedOfNew(doc: Readonly<Record<string, unknown>>, fields: readonly RecordField[]): RecordDraft {
  const flat = Object.entries(doc).flatMap(([name, value]): [string, unknown][] =>
    (name === 'cf' || name === 'customFields') && typeof value === 'object' && value !== null
      ? Object.entries(value).map(([inner, one]) => [`${name}.${inner}`, one])
      : [[name, value]],
  );
  return Object.fromEntries(
    flat.flatMap(([name, value]): [string, string][] => {
      const field = fields.find((one) => one.name === name);
      if (!['string', 'number', 'boolean'].includes(typeof value) || (field === undefined && !name.includes('.')))
        return [];
      const text = String(value);
      const isMoment = field?.kind === 'time' && text.endsWith('Z');
      return [[name, isMoment ? typedOf({ ...field, value: text }) : text]];
    }),
  );
}

/** Fields that may not be empty, by noun. */
export const REQUIRED = { contact: 'lastName', account: 'accountName', task: 'subject' } as const;
