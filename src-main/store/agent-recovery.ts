import Database from 'better-sqlite3';
import { type Db, isCorruption } from './database.ts';
import { copyDrafts, tidyDrafts } from './draft-recovery.ts';
import { columnsOf, insertRow, isWhole, readRows } from './readable-rows.ts';

/** Tables whose rows are the agent's own, in the order in which they are filled. */
const TABLES = [
  'job',
  'attempt',
  'intent_name',
  'local_id',
  'claim',
  'draft',
  'draft_version',
  'file',
  'file_ref',
  'setting',
  'timer',
  'announced',
  'announcement',
  'muted_ticket',
  'job_lane',
  'job_ref',
] as const;

export interface Salvaged {
  jobs: number;
  drafts: number;
  /** Whether anything came from a copy that is older than the damaged file. */
  usedBackup: boolean;
}

/** Copies what can be read of one table and is not there yet. Answers how many rows came. */
function copyTable(from: Db, to: Db, table: string): number {
  const there = new Set(columnsOf(from, table));
  const columns = columnsOf(to, table).filter((name) => there.has(name));
  if (columns.length === 0) return 0;
  const insert = to.prepare(
    `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  let copied = 0;
  for (const row of readRows(from, table, columns)) copied += insertRow(insert, row);
  return copied;
}

/**
 * Copies from one file what `wanted` names, and takes out of `wanted` what it has whole: what an older copy has more of
 * that was removed since.
 */
function copyFrom(file: string, db: Db, wanted: Set<string>, isNewest: boolean): number {
  let from: Db | null = null;
  let copied = 0;
  try {
    from = new Database(file, { readonly: true, fileMustExist: true });
    for (const table of TABLES) {
      if (!wanted.has(table)) continue;
      const { copied: rows, isAll } =
        table === 'draft'
          ? copyDrafts(from, db, isNewest)
          : { copied: copyTable(from, db, table), isAll: isWhole(from, table) };
      copied += rows;
      if (isAll) wanted.delete(table);
    }
  } catch (error) {
    // A file that SQLite does not even open has nothing to give; that nothing can be written is another matter.
    if (!isCorruption(error) && from !== null) throw error;
  } finally {
    from?.close();
  }
  return copied;
}

/** Copies know less than the file itself: what they still wait for may have settled. */
function dropSettled(db: Db): void {
  const settled = `SELECT seq FROM job WHERE state IN ('sent', 'cancelled', 'setAside')`;
  db.exec(`
    DELETE FROM job_lane WHERE seq IN (${settled});
    DELETE FROM job_ref WHERE seq IN (${settled});
    DELETE FROM file_ref WHERE owner IN (SELECT 'job:' || id FROM job WHERE state = 'sent');
  `);
}

/**
 * Fills a new agent.db with what can be read of the damaged one, row by row, and with what only copies, newest first, still
 * have of tables that can't be read whole. Rows may be older than what was done since: the outbox looks at the service
 * before it sends any of them. One transaction.
 */
export function salvage(db: Db, damaged: string, backups: readonly string[]): Salvaged {
  return db.transaction((): Salvaged => {
    const wanted = new Set<string>(TABLES);
    copyFrom(damaged, db, wanted, true);
    let usedBackup = false;
    for (const backup of backups) if (copyFrom(backup, db, wanted, false) > 0) usedBackup = true;
    dropSettled(db);
    tidyDrafts(db);
    const count = (table: string): number =>
      db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0;
    const salvaged = { jobs: count('job'), drafts: count('draft'), usedBackup };
    if (salvaged.jobs > 0) {
      db.prepare("INSERT OR REPLACE INTO setting (name, value) VALUES ('recovered', 'true')").run();
    }
    return salvaged;
  })();
}
