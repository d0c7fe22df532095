import { isAddress } from '../../lib/addresses.ts';
import { durationText, parseDuration } from '../../lib/durations.ts';
import { asLines, isTexts, linesOf, sameLines } from '../../lib/lines.ts';
import { fromWallInput, isDay, toWallInput } from '../../lib/zone.svelte.ts';

type Payload = Readonly<Record<string, unknown>>;
export type InputKind = 'text' | 'long' | 'email' | 'phone' | 'number' | 'flag' | 'time' | 'day' | 'list' | 'duration';

/** A field of what was written, by where it stands: `subject`, `fields.priority`, `cf.cf_region`. */
export interface PayloadField {
  path: string;
  name: string;
  value: unknown;
  kind: InputKind;
}

/** Said elsewhere, or how rather than what. */
const NOT_SHOWN = new Set([
  ...['content', 'contentType', 'files', 'file', 'draftKey', 'draftThreadId', 'inReplyToThreadId', 'channel'],
  ...['id', 'ticketId', 'threadId', 'parentId', 'noun', 'isCustomField', 'source'],
]);
const NESTED = new Set(['fields', 'cf', 'customFields']);
/** Each has an input of its own. */
const OF_MAILS = new Set(['to', 'cc', 'bcc', 'fromEmailAddress', 'thenStatus']);
/** Chosen rather than typed, where there is a list of them. */
const CHOSEN = new Set(['assigneeId', 'ownerId', 'departmentId']);

const isNest = (name: string, value: unknown): value is Payload =>
  NESTED.has(name) && value !== null && typeof value === 'object';

function kindOf(name: string, value: unknown): InputKind {
  if (typeof value === 'boolean') return 'flag';
  if (isTexts(value)) return 'list';
  if (name === 'seconds') return 'duration';
  if (typeof value === 'number') return 'number';
  if (/(?:Date|Time)$/.test(name)) return isDay(value) ? 'day' : 'time';
  if (/^(?:description|resolution)$/.test(name)) return 'long';
  if (/e-?mail/i.test(name)) return 'email';
  return /phone|mobile/i.test(name) ? 'phone' : 'text';
}

/** All that goes out besides the text and the files, in the order in which it was written. */
export function fieldsOf(payload: Payload, within = ''): PayloadField[] {
  const isNew = payload['id'] === undefined;
  return Object.entries(payload).flatMap(([name, value]): PayloadField[] => {
    const path = within === '' ? name : `${within}.${name}`;
    // A change of many names its field beside the value.
    if (path === 'fieldName') return [];
    if (path === 'fieldValue' && typeof payload['fieldName'] === 'string')
      return [{ path, name: payload['fieldName'], value, kind: kindOf(payload['fieldName'], value) }];
    if (isNest(name, value)) return fieldsOf(value, path);
    // A ticket's channel is a field of it, a reply's is its way.
    const isOwn = name === 'channel' && (within !== '' || (isNew && payload['subject'] !== undefined));
    if ((value === undefined || value === null) && within === '') return [];
    if (within === '' && NOT_SHOWN.has(name) && !isOwn) return [];
    return [{ path, name, value, kind: kindOf(name, value) }];
  });
}

/** Those that can be corrected here: what a row is named by can't be typed. */
export const correctable = (payload: Payload): PayloadField[] =>
  fieldsOf(payload).filter(
    ({ path, name, value }) =>
      !OF_MAILS.has(path) &&
      // Only custom fields have several values; other lists name rows.
      (!Array.isArray(value) || (path.includes('.') && isTexts(value))) &&
      !['isSpam', 'isFollowed', 'isTagged'].includes(path) &&
      (CHOSEN.has(name) || !/Ids?$/.test(name)),
  );

/** As the input has it. */
export function typedOf({ kind, value }: PayloadField): string {
  if (value === null || value === undefined) return '';
  if (kind === 'duration') return durationText(Number(value));
  if (isTexts(value)) return asLines(value);
  const text = String(value as string | number | boolean);
  return kind === 'time' && !Number.isNaN(Date.parse(text)) ? toWallInput(Date.parse(text)) : text;
}

/** As it goes out; undefined where what is typed is none of its kind. */
function valueOf({ kind, path }: PayloadField, typed: string): unknown {
  const text = typed.trim();
  if (kind === 'duration') return parseDuration(text) ?? undefined;
  if (text === '') return null;
  if (kind === 'list') return linesOf(text);
  // Custom fields take what their desk likes.
  if (kind === 'email' && !/(?:^|\.)(?:cf|customFields)\./.test(path)) return isAddress(text) ? text : undefined;
  if (kind === 'flag') return text === 'true';
  if (kind === 'number') return Number.isFinite(Number(text)) ? Number(text) : undefined;
  if (kind === 'time')
    return Number.isNaN(fromWallInput(text)) ? undefined : new Date(fromWallInput(text)).toISOString();
  return kind === 'long' ? typed : text;
}

/** What `outbox.edit` takes for the typed fields, by path; and the paths of those that can't go out as they are. */
export function patchOf(
  payload: Payload,
  fields: readonly PayloadField[],
  typed: Readonly<Record<string, string>>,
): { patch: Record<string, unknown>; wrong: readonly string[] } {
  const patch: Record<string, unknown> = {};
  const wrong: string[] = [];
  for (const field of fields) {
    const text = typed[field.path];
    if (text === undefined || text === typedOf(field)) continue;
    if (field.kind === 'list' && sameLines(text, typedOf(field))) continue;
    // A time entry's description may be empty and may not be nothing.
    const isEmptied = text.trim() === '' && field.path === 'description' && typeof payload['ticketId'] === 'string';
    const value = isEmptied ? '' : valueOf(field, text);
    if (value === undefined) {
      wrong.push(field.path);
      continue;
    }
    const [outer = '', ...inner] = field.path.split('.');
    patch[outer] = inner.length === 0 ? value : put((patch[outer] ?? payload[outer]) as Payload, inner, value);
  }
  return { patch, wrong };
}

/** Custom fields may have a point in their name; only the known nests are steps. */
function put(into: Payload, path: readonly string[], value: unknown): Payload {
  const [first = '', ...rest] = path;
  if (rest.length > 0 && isNest(first, into[first])) return { ...into, [first]: put(into[first], rest, value) };
  return { ...into, [path.join('.')]: value };
}
