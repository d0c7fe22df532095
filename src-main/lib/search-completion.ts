import { fieldOf, FLAG_VALUES, type ListedField, piecesOf, SEARCH_FIELDS, type SearchField } from './search-query.ts';
import { fold } from './search-text.ts';

export interface Completion {
  insert: string;
  label: string;
  kind: 'field' | 'value';
  field: SearchField | null;
}

export interface Completions {
  /** The part of the text that an item takes the place of. */
  start: number;
  end: number;
  items: Completion[];
}

const DATES = ['today', 'yesterday', '7d', '30d', '3m', '1y'];
const MOST = 12;

const quotedIfNeeded = (value: string): string => (/[\s"“”]/.test(value) ? `"${value.replace(/["“”]/g, '')}"` : value);

function valuesOf(field: SearchField, listed: (field: ListedField) => readonly string[]): readonly string[] {
  switch (field) {
    case 'status':
    case 'priority':
    case 'channel':
    case 'department':
      return listed(field);
    case 'assignee':
      return ['me', 'none', ...listed(field)];
    case 'has':
    case 'is':
      return FLAG_VALUES[field];
    case 'before':
    case 'after':
    case 'on':
      return DATES;
    case 'from':
    case 'to':
    case 'subject':
    case 'contact':
    case 'account':
    case 'number':
      return [];
  }
}

/** Names that begin with what was typed before names that have a word beginning so. */
function fitting(values: readonly string[], typed: string): string[] {
  const wanted = fold(typed);
  const begins = values.filter((value) => fold(value).startsWith(wanted));
  const within = values.filter((value) => !begins.includes(value) && fold(value).includes(wanted));
  return [...begins, ...within].slice(0, MOST);
}

/** What may stand at the caret of a query: fields, or the values of the field that is being typed. Never fails. */
export function completeQuery(
  text: string,
  caret: number,
  listed: (field: ListedField) => readonly string[],
): Completions {
  const at = Math.min(caret, text.length);
  const piece = piecesOf(text).find(({ start, end }) => start < at && at <= end);
  const fields = (typed: string): Completion[] =>
    SEARCH_FIELDS.filter((field) => field.startsWith(typed.toLowerCase())).map((field) => ({
      insert: `${field}:`,
      label: field,
      kind: 'field',
      field: null,
    }));
  if (piece === undefined) return { start: at, end: at, items: fields('') };
  const { start, end, name, valueStart, isExcluded } = piece;
  const from = isExcluded ? start + 1 : start;
  if (name !== null && at < valueStart) return { start: from, end: valueStart, items: fields(text.slice(from, at)) };
  if (name === null) {
    const typed = text.slice(from, at);
    return { start: from, end, items: piece.isQuoted || typed === '' ? [] : fields(typed) };
  }
  const field = fieldOf(name);
  if (field === null) return { start, end, items: [] };
  const typed = text.slice(valueStart, at).replace(/^["“”]/, '');
  const items = fitting(valuesOf(field, listed), typed).map((value): Completion => ({
    insert: `${quotedIfNeeded(value)} `,
    label: value,
    kind: 'value',
    field,
  }));
  return { start: valueStart, end, items };
}
