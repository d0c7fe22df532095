import { nameKey, personName } from '../lib/names.ts';
import type { Db } from './database.ts';
import { inColumns, textMatch } from './search-expression.ts';
import type { Expansion } from './search-terms.ts';

export type NamedKind = 'contact' | 'account';
export interface FoundName {
  name: string;
  email: string | null;
}

type Row = Record<'name' | 'first' | 'last' | 'email', string | null>;
const COLUMNS = `doc ->> 'accountName' AS name, doc ->> 'firstName' AS first, doc ->> 'lastName' AS last, doc ->> 'email' AS email`;
const LAST = '\u{10ffff}';

/** The latest of a kind; those whose key is in a range; one. */
export const nameSql = (kind: NamedKind): Record<'latest' | 'begins' | 'byId', string> => ({
  latest: `SELECT ${COLUMNS} FROM ${kind} WHERE is_live = 1 ORDER BY active DESC, id DESC LIMIT ?`,
  begins: `SELECT ${COLUMNS} FROM ${kind} WHERE is_live = 1 AND sort_key >= ? AND sort_key < ? ORDER BY sort_key, id LIMIT ?`,
  byId: `SELECT ${COLUMNS} FROM ${kind} WHERE id = ? AND is_live = 1`,
});

/**
 * Names of contacts or accounts for what was typed: those that begin so in the order of the alphabet, then those with a word
 * of the name or the address that does; for nothing those that something happened with last. Each is a walk of an index
 * that ends after `most` rows, so it takes no longer for more of them.
 */
export function createNameFinder(
  db: Db,
  expand: (prefix: string, most?: number) => Expansion,
  idsOf: (kind: NamedKind, match: string, most: number) => string[],
): (kind: NamedKind, typed: string, most: number) => FoundName[] {
  const of = (kind: NamedKind) => {
    const { latest, begins, byId } = nameSql(kind);
    return {
      latest: db.prepare<[number], Row>(latest),
      begins: db.prepare<[string, string, number], Row>(begins),
      byId: db.prepare<[string], Row>(byId),
    };
  };
  const statements = { contact: of('contact'), account: of('account') };
  const found = ({ name, first, last, email }: Row): FoundName => ({
    name: name || personName({ firstName: first, lastName: last }, email ?? ''),
    email: email || null,
  });
  return (kind, typed, most) => {
    const { latest, begins, byId } = statements[kind];
    const text = typed.trim();
    if (text === '') return latest.all(most).map(found);
    const key = nameKey(text);
    const first = begins.all(key, key + LAST, most);
    const match = first.length < most ? textMatch(text, true, expand) : null;
    const ids = match === null ? [] : idsOf(kind, inColumns(['name', 'email'], match.match), most);
    const rows = [...first, ...ids.flatMap((id) => byId.get(id) ?? [])];
    return [...new Map(rows.map((row) => [JSON.stringify(row), found(row)])).values()]
      .filter(({ name }) => name !== '')
      .slice(0, most);
  };
}
