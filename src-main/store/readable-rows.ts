import Database from 'better-sqlite3';
import type { Db } from './database.ts';

/** Names of a table's columns; none where there is no such table. */
export const columnsOf = (db: Db, table: string): string[] =>
  (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);

/**
 * Rows of a table that may be damaged, as far as SQLite can read: from both ends, since damage often sits in the middle. A
 * row may come more than once. Ends without an error where the damage begins.
 */
export function* readRows(db: Db, table: string, columns: readonly string[]): Generator<unknown[]> {
  const select = `SELECT ${columns.join(', ')} FROM ${table}`;
  for (const sql of [`${select} ORDER BY 1 ASC`, `${select} ORDER BY 1 DESC`, `${select} NOT INDEXED`]) {
    try {
      yield* db.prepare(sql).raw().iterate() as Iterable<unknown[]>;
      return;
    } catch {
      // What came before the damage is read; next comes the other end, at last the table by itself.
    }
  }
}

/** Puts a row that was read from damage into its table; answers 0 where it is there already, or no such row can be. */
export function insertRow(insert: Database.Statement, row: readonly unknown[]): number {
  try {
    return insert.run(...row).changes;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')) return 0;
    throw error;
  }
}

/** Whether a table and its indexes are as they were last written: what is not in it was removed. */
export function isWhole(db: Db, table: string): boolean {
  try {
    if (columnsOf(db, table).length === 0) return false;
    const [found] = db.pragma(`integrity_check(${table})`) as { integrity_check: string }[];
    return found?.integrity_check === 'ok';
  } catch {
    return false;
  }
}
