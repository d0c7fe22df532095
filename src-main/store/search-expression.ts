import { type ListedField, parseQuery, type QueryHint, type SearchTerm } from '../lib/search-query.ts';
import { fold, phraseOf } from '../lib/search-text.ts';
import { chineseValue } from '../lib/search-values.ts';
import type { TicketColumn } from './search-documents.ts';
import { EVERY, type Facet, facetToken, facetValue } from './search-facets.ts';
import { slotAt } from './search-slots.ts';
import type { Expansion } from './search-terms.ts';

/** Someone or something with a name, as `assignee:` and `department:` choose from. */
export interface Named {
  id: string;
  name: string;
  email?: string | null;
}

/** What a query's words are looked up in. */
export interface Lookups {
  /** The id behind `assignee:me`. */
  agentId: string;
  /** IANA name of the one whose days dates are. */
  zone: string;
  agents(): readonly Named[];
  departments(): readonly Named[];
  /** Values met in tickets, folded, by field. */
  values(field: 'status' | 'priority' | 'channel' | 'tag'): readonly string[];
  expand(prefix: string, most?: number): Expansion;
  expandDirectory(prefix: string, most?: number): Expansion;
  /** Ids of contacts or accounts that an expression of the directory finds, a few hundred at most. */
  directoryIds(kind: 'contact' | 'account', match: string): string[];
}

type TextTerm = Extract<SearchTerm, { kind: 'text' }>;

/** A query as the index takes it. */
export interface Expression {
  /** FTS5 expression of all conditions; null when the query has none. */
  match: string | null;
  /** The conditions apart from words that may stand anywhere, and those words: for ranking. */
  conditions: string[];
  words: { text: string; match: string }[];
  excluded: string | null;
  minSlot: number;
  /** Not included. */
  maxSlot: number;
  /** Only overdue tickets, or none of them, or no matter. */
  overdue: boolean | null;
  /** What the directory is asked; null when the query is about tickets only. */
  directory: string | null;
  /** What to highlight. */
  highlights: { text: string; isPrefix: boolean }[];
  hints: QueryHint[];
}

const FIELD_COLUMNS: Record<'from' | 'to' | 'subject' | 'contact' | 'account', TicketColumn[]> = {
  from: ['contact', 'sender'],
  to: ['recipient'],
  subject: ['subject'],
  contact: ['contact'],
  account: ['account'],
};
const MOST_PHRASES = 16;

export const inColumns = (columns: readonly string[], match: string): string => `({${columns.join(' ')}} : (${match}))`;
const quoted = (tokens: readonly string[]): string => `"${tokens.join(' ')}"`;
const anyOf = (matches: readonly string[]): string =>
  matches.length === 1 ? (matches[0] ?? '') : `(${matches.join(' OR ')})`;
const allOf = (matches: readonly string[]): string => matches.join(' AND ');
const facetMatch = (facet: Facet, values: readonly (string | null)[]): string =>
  inColumns(['facet'], anyOf(values.map((value) => `"${facetToken(facet, value)}"`)));

/** Words or a phrase as FTS5 takes them; null for text without a word. */
export function textMatch(
  text: string,
  isPrefix: boolean,
  expand: Lookups['expand'],
): { match: string; isBounded: boolean } | null {
  const tokens = phraseOf(text);
  const last = tokens.at(-1);
  if (last === undefined) return null;
  const isShort = last.length < (/^\d+$/.test(last) ? 3 : 2);
  // Runs without spaces are found inside longer ones as they are.
  if (!isPrefix || isShort || /[^\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}\p{M}]/u.test(last))
    return { match: quoted(tokens), isBounded: false };
  const before = tokens.slice(0, -1);
  const { terms, isBounded } = before.length === 0 ? expand(last) : expand(last, MOST_PHRASES);
  return { match: anyOf((terms.length === 0 ? [last] : terms).map((term) => quoted([...before, term]))), isBounded };
}

const NONE = new Set(['none', 'unassigned', 'empty', '无', '未分配', '空']);
const ME = new Set(['me', 'self', '我', '自己']);

/** Exact names before beginnings before parts. */
function choose<T>(from: readonly T[], keysOf: (entry: T) => readonly string[], wanted: string): T[] {
  for (const fits of [
    (key: string) => key === wanted,
    (key: string) => key.startsWith(wanted),
    (key: string) => key.includes(wanted),
  ]) {
    const found = from.filter((entry) => keysOf(entry).some(fits));
    if (found.length > 0) return found;
  }
  return [];
}

const namedKeys = ({ id, name, email }: Named): string[] => [facetValue(name), fold(email ?? ''), id].filter(Boolean);

/** The values that a listed field's text stands for; null for "none"; empty when there is no such value. */
function listedValues(field: ListedField, value: string, lookups: Lookups): (string | null)[] {
  const lower = fold(value.trim());
  if (NONE.has(lower)) return [null];
  if (field === 'assignee' && ME.has(lower)) return [lookups.agentId];
  if (field === 'assignee' || field === 'department') {
    const named = field === 'assignee' ? lookups.agents() : lookups.departments();
    const byEmail = lower.includes('@') ? named.filter(({ email }) => fold(email ?? '') === lower) : [];
    return (byEmail.length > 0 ? byEmail : choose(named, namedKeys, facetValue(value)))
      .map(({ id }) => id)
      .slice(0, 100);
  }
  const words = (known: string): string[] => [known, facetValue(chineseValue(field, known) ?? '')].filter(Boolean);
  return choose(lookups.values(field), words, facetValue(value));
}

/** Reads a query and writes it as the index takes it. `now` is epoch milliseconds. */
export function expressionOf(text: string, now: number, lookups: Lookups): Expression {
  const { terms, hints } = parseQuery(text, now, lookups.zone);
  const expression: Expression = {
    match: null,
    conditions: [],
    words: [],
    excluded: null,
    minSlot: 0,
    maxSlot: Number.MAX_SAFE_INTEGER,
    overdue: null,
    directory: null,
    highlights: [],
    hints,
  };
  const excluded: string[] = [];
  const directory: string[] = [];
  let isDirectory = true;

  const hint = (code: QueryHint['code'], { start, end }: SearchTerm): void =>
    void hints.push({ code, text: text.slice(start, end), start, end });

  /** What a text term asks of the tickets. */
  function ofText(term: TextTerm): string | null {
    const found = textMatch(term.text, term.isPrefix, lookups.expand);
    if (found === null) return null;
    if (found.isBounded) hint('bounded', term);
    if (term.field === null) return found.match;
    const inText = inColumns(FIELD_COLUMNS[term.field], found.match);
    if (term.field !== 'contact' && term.field !== 'account') return inText;
    // By the contact's own row too: it knows names that the tickets' copies may not.
    const named = textMatch(term.text, term.isPrefix, lookups.expandDirectory);
    const ids = named === null ? [] : lookups.directoryIds(term.field, inColumns(['name', 'email'], named.match));
    if (/^\d{6,}$/.test(term.text)) ids.push(term.text);
    return ids.length === 0 ? inText : anyOf([inText, facetMatch(term.field, ids)]);
  }

  function limitTime({ field, range, isExcluded }: Extract<SearchTerm, { kind: 'time' }>): boolean {
    if (field === 'on' && isExcluded) return false;
    const isUpper = field === 'on' || (field === 'before') !== isExcluded;
    const isLower = field === 'on' || !isUpper;
    if (isUpper) expression.maxSlot = Math.min(expression.maxSlot, slotAt(field === 'on' ? range.to : range.from));
    if (isLower) expression.minSlot = Math.max(expression.minSlot, slotAt(range.from));
    return true;
  }

  for (const term of terms) {
    let match: string | null = null;
    if (term.kind === 'text') {
      match = ofText(term);
      if (match === null) continue;
      if (!term.isExcluded) expression.highlights.push({ text: term.text, isPrefix: term.isPrefix });
      if (term.field === null) {
        const inDirectory = textMatch(term.text, term.isPrefix, lookups.expandDirectory);
        if (inDirectory !== null && !term.isExcluded) directory.push(inDirectory.match);
        if (!term.isExcluded) {
          expression.words.push({ text: term.text, match });
          continue;
        }
      } else isDirectory = false;
    } else {
      isDirectory = false;
      if (term.kind === 'number') match = inColumns(['number'], quoted([term.value]));
      else if (term.kind === 'time') {
        if (!limitTime(term)) hint('badValue', term);
      } else if (term.kind === 'flag') {
        if (term.value === 'overdue') {
          expression.overdue = !term.isExcluded;
          if (!term.isExcluded) match = facetMatch('is', ['open']);
        } else match = facetMatch(term.field, [term.value]);
      } else {
        const values = listedValues(term.field, term.value, lookups);
        if (values.length === 0) hint('noMatch', term);
        else if (term.field === 'tag') hint('readTags', term);
        match = facetMatch(term.field, values.length === 0 ? [`${term.value}?`] : values);
      }
    }
    if (match !== null) (term.isExcluded ? excluded : expression.conditions).push(match);
  }

  const isEmpty = expression.words.length === 0 && expression.conditions.length === 0 && excluded.length === 0;
  const isUnlimited =
    expression.overdue === null && expression.minSlot === 0 && expression.maxSlot === Number.MAX_SAFE_INTEGER;
  expression.excluded = excluded.length === 0 ? null : anyOf(excluded);
  if (!isEmpty || !isUnlimited)
    expression.match = matchOf(expression, allOf(expression.words.map(({ match }) => match)));
  if (isDirectory && directory.length > 0) expression.directory = allOf(directory);
  return expression;
}

/** The whole condition with other words than the query's own: for the steps of ranking. */
export function matchOf({ conditions, excluded }: Pick<Expression, 'conditions' | 'excluded'>, words: string): string {
  const wanted = [words, ...conditions].filter((part) => part !== '');
  const all = allOf(wanted.length === 0 ? [inColumns(['facet'], `"${EVERY}"`)] : wanted);
  return excluded === null ? all : `(${all}) NOT ${excluded}`;
}
