import {
  fieldName,
  fieldOf,
  FLAG_VALUES,
  type ListedField,
  piecesOf,
  SEARCH_FIELDS,
  type SearchField,
  type SearchLanguage,
} from './search-query.ts';
import { fold } from './search-text.ts';
import { chineseValue } from './search-values.ts';

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

/** Fields whose value is somebody, or an account. */
export type NamedField = 'from' | 'to' | 'contact' | 'account';
/** Who or what a value may name; `email` where it has one. */
export interface SearchName {
  name: string;
  email: string | null;
}

/** What values there are. */
export interface CompletionSource {
  listed(field: ListedField): readonly string[];
  /** The best for what was typed, which may be nothing. */
  named(field: NamedField, typed: string): readonly SearchName[];
}

const DATES = {
  en: ['today', 'yesterday', '7d', '30d', '3m', '1y'],
  zh: ['今天', '昨天', '7天', '30天', '3个月', '1年'],
};
const PEOPLE = { en: ['me', 'none'], zh: ['我', '无'] };
const OTHER = { en: 'zh', zh: 'en' } as const;
const MOST = 12;

const quotedIfNeeded = (value: string): string => (/[\s"“”]/.test(value) ? `"${value.replace(/["“”]/g, '')}"` : value);

function valuesOf(
  field: Exclude<SearchField, NamedField>,
  language: SearchLanguage,
  listed: CompletionSource['listed'],
): readonly string[] {
  switch (field) {
    case 'status':
    case 'priority':
    case 'channel':
      return listed(field).map((value) => (language === 'zh' ? (chineseValue(field, value) ?? value) : value));
    case 'department':
    case 'tag':
      return listed(field);
    case 'assignee':
      return [...PEOPLE[language], ...listed(field)];
    case 'has':
    case 'is':
      return FLAG_VALUES[field][language];
    case 'before':
    case 'after':
    case 'on':
      return DATES[language];
    case 'subject':
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

/** People by their address where they write or are written to, each once. */
function namesFor(field: NamedField, names: readonly SearchName[]): Completion[] {
  const items = names.map(({ name, email }): Completion => {
    const isAddress = (field === 'from' || field === 'to') && email !== null;
    return {
      insert: `${isAddress ? email : quotedIfNeeded(name)} `,
      label: isAddress && name !== email ? `${name} <${email}>` : name,
      kind: 'value',
      field,
    };
  });
  return [...new Map(items.map((item) => [item.insert, item])).values()];
}

/**
 * What may stand at the caret of a query: fields, or the values of the field that is being typed. The words of `language`
 * come first; once something is typed, those of the other fit too. Never fails.
 */
export function completeQuery(
  text: string,
  caret: number,
  { listed, named }: CompletionSource,
  language: SearchLanguage = 'en',
): Completions {
  const at = Math.min(caret, text.length);
  const piece = piecesOf(text).find(({ start, end }) => start < at && at <= end);
  const nameOf = (field: SearchField, typed: string): string | undefined =>
    [fieldName(field, language), fieldName(field, OTHER[language])].find((name) =>
      name.startsWith(typed.toLowerCase()),
    );
  const fields = (typed: string): Completion[] =>
    SEARCH_FIELDS.flatMap((field): Completion[] => {
      const name = nameOf(field, typed);
      // Nothing is said of tags where there are none.
      const isIdle = field === 'tag' && name !== undefined && listed(field).length === 0;
      return name === undefined || isIdle ? [] : [{ insert: `${name}:`, label: name, kind: 'field', field: null }];
    });
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
  if (field === 'from' || field === 'to' || field === 'contact' || field === 'account')
    return { start: valueStart, end, items: namesFor(field, named(field, typed)).slice(0, MOST) };
  const own = valuesOf(field, language, listed);
  const others = typed === '' ? [] : valuesOf(field, OTHER[language], listed).filter((value) => !own.includes(value));
  const fits = fitting([...own, ...others], typed);
  // What is there already completes nothing.
  const isWhole = fits.length === 1 && fold(fits[0] ?? '') === fold(typed.replace(/["“”]$/, ''));
  const items = (isWhole ? [] : fits).map((value): Completion => ({
    insert: `${quotedIfNeeded(value)} `,
    label: value,
    kind: 'value',
    field,
  }));
  return { start: valueStart, end, items };
}
