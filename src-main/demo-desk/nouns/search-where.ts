import type { Call } from '../call.ts';
import { invalid, unprocessable } from '../errors.ts';

/** WHERE of a search under construction, with positional values. */
export interface SearchWhere {
  parts: string[];
  values: unknown[];
}

function like(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

function valuesOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** One of several values, exactly (letters' case aside) or, where allowed and written with `*`, as a part. */
function oneOf(column: string, values: readonly string[], wildcard: boolean, out: unknown[]): string {
  const parts = values.map((value) => {
    const starred = wildcard && value.includes('*');
    out.push(starred ? like(value.replaceAll('*', '')) : value);
    return starred ? `${column} LIKE ? ESCAPE '\\'` : `${column} = ? COLLATE NOCASE`;
  });
  return `(${parts.join(' OR ') || '0'})`;
}

/** Adds `column` matching the query parameter `name`, if it is there. */
export function byText(call: Call, where: SearchWhere, name: string, column: string, wildcard: boolean): void {
  const text = call.query.get(name);
  if (text !== null) where.parts.push(oneOf(column, valuesOf(text), wildcard, where.values));
}

/** Adds a match on a joined row, e.g. the contact's name of a ticket. */
export function byJoined(
  call: Call,
  where: SearchWhere,
  name: string,
  column: string,
  table: string,
  tableColumn: string,
): void {
  const text = call.query.get(name);
  if (text !== null)
    where.parts.push(
      `${column} IN (SELECT n FROM ${table} WHERE ${oneOf(tableColumn, valuesOf(text), true, where.values)})`,
    );
}

/** Adds an id match; an id that is none finds nothing. */
export function byId(
  call: Call,
  where: SearchWhere,
  name: string,
  noun: Parameters<Call['store']['ids']['decode']>[0],
  column: string,
): void {
  const text = call.query.get(name);
  if (text === null) return;
  const ns = valuesOf(text).map((id) => call.store.ids.decode(noun, id) ?? -1);
  where.parts.push(`${column} IN (${ns.join(',')})`);
}

/** `customField1=Name:value*` and its two brothers. `fields` maps a name to its SQL and says whether wildcards apply. */
export function byCustomFields(
  call: Call,
  where: SearchWhere,
  fields: (name: string) => { sql: string; text: boolean } | undefined,
): void {
  for (const parameter of ['customField1', 'customField2', 'customField3']) {
    const given = call.query.get(parameter);
    if (given === null) continue;
    const colon = given.indexOf(':');
    const field = colon < 0 ? undefined : fields(given.slice(0, colon).trim());
    if (!field) throw invalid(`/${parameter}`);
    where.parts.push(oneOf(field.sql, valuesOf(given.slice(colon + 1)), field.text, where.values));
  }
}

/** The live service's `modifiedTimeRange=from,to` and its like. */
export function byTimeRange(call: Call, where: SearchWhere, name: string, column: string): void {
  const text = call.query.get(name);
  if (text === null) return;
  const [from, to] = text.split(',').map((item) => Date.parse(item.trim()));
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to) || from > to)
    throw unprocessable(`The value passed for the query parameter '${name}' is invalid.`);
  where.parts.push(`${column} BETWEEN ? AND ?`);
  where.values.push(from, to);
}

/** Every word of `text` must be found in one of the alternatives (SQL with one `?` each, taking a LIKE pattern). */
export function byWords(where: SearchWhere, text: string, alternatives: readonly string[]): void {
  for (const word of text
    .replaceAll('*', ' ')
    .split(/\s+/)
    .filter((item) => item !== '')) {
    where.parts.push(`(${alternatives.join(' OR ')})`);
    where.values.push(...alternatives.map(() => like(word)));
  }
}

/**
 * The table as the search index knows it: writes younger than the lag are not there yet, so rows appear as they were before them.
 * Returns what to put behind FROM.
 */
export function indexed(call: Call, noun: string, table: string): string {
  const lag = call.options.searchLagMs ?? 2000;
  const late = lag > 0 ? call.store.touchedSince(noun, call.now - lag) : [];
  if (late.length === 0) return table;
  const { db, sql } = call.store;
  const shadow = `before_${table}`;
  db.exec(`CREATE TEMP TABLE IF NOT EXISTS ${shadow} AS SELECT * FROM ${table} WHERE 0; DELETE FROM ${shadow};`);
  for (const item of late) {
    if (item.before === null) continue;
    const names = Object.keys(item.before);
    sql(`INSERT INTO temp.${shadow} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`).run(
      item.before,
    );
  }
  return `(SELECT * FROM ${table} WHERE n NOT IN (${late.map((item) => item.n).join(',')}) UNION ALL SELECT * FROM temp.${shadow})`;
}
