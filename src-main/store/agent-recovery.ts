import Database from 'better-sqlite3';
import type { Db } from './database.ts';

/** Tables whose rows are the agent's own, in the order in which they are filled. */
const TABLES = [
  'job',
  'attempt',
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

const columnsOf = (db: Db, table: string): string[] =>
  (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);

/** Copies what can be read of one table; reads from both ends, since damage often sits in the middle. */
function copyTable(from: Db, to: Db, table: string): number {
  let columns: string[];
  try {
    const there = new Set(columnsOf(from, table));
    columns = columnsOf(to, table).filter((name) => there.has(name));
  } catch {
    return 0;
  }
  if (columns.length === 0) return 0;
  const insert = to.prepare(
    `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  let copied = 0;
  for (const order of ['ASC', 'DESC']) {
    try {
      const rows = from
        .prepare(`SELECT ${columns.join(', ')} FROM ${table} ORDER BY 1 ${order}`)
        .raw()
        .iterate();
      for (const row of rows) copied += insert.run(...(row as unknown[])).changes;
      return copied;
    } catch {
      // Damage: what came before it is copied; the other end is tried next, by the table itself.
    }
  }
  try {
    const rows = from
      .prepare(`SELECT ${columns.join(', ')} FROM ${table} NOT INDEXED`)
      .raw()
      .iterate();
    for (const row of rows) copied += insert.run(...(row as unknown[])).changes;
  } catch {
    // As far as SQLite can read.
  }
  return copied;
}

function copyAll(file: string, db: Db): number {
  let from: Db;
  try {
    from = new Database(file, { readonly: true, fileMustExist: true });
  } catch {
    return 0;
  }
  let copied = 0;
  try {
    for (const table of TABLES) copied += copyTable(from, db, table);
  } finally {
    from.close();
  }
  return copied;
}

/** Copies know less than the file itself: what they still wait for may have settled, and what they draft gone out. */
function dropSettled(db: Db): void {
  const settled = `SELECT seq FROM job WHERE state IN ('sent', 'cancelled', 'setAside')`;
  db.exec(`
    DELETE FROM job_lane WHERE seq IN (${settled});
    DELETE FROM job_ref WHERE seq IN (${settled});
    DELETE FROM file_ref WHERE owner IN (SELECT 'job:' || id FROM job WHERE state = 'sent');
  `);
  const gone = db
    .prepare<[], { key: string }>(
      `SELECT key FROM draft WHERE EXISTS (
         SELECT 1 FROM job WHERE created_at >= saved_at AND json_valid(payload) AND payload ->> 'draftKey' = key)`,
    )
    .all();
  for (const { key } of gone) {
    db.prepare('DELETE FROM draft WHERE key = ?').run(key);
    db.prepare('DELETE FROM draft_version WHERE key = ?').run(key);
    db.prepare("DELETE FROM file_ref WHERE owner = 'draft:' || ?").run(key);
  }
}

/**
 * Fills a new agent.db with what can be read of the damaged one, row by row, and with what only the newest copies still
 * have. Rows may be older than what was done since: the outbox looks at the service before it sends any of them.
 */
export function salvage(db: Db, damaged: string, backups: readonly string[]): Salvaged {
  copyAll(damaged, db);
  let usedBackup = false;
  for (const backup of backups) if (copyAll(backup, db) > 0) usedBackup = true;
  dropSettled(db);
  const count = (table: string): number =>
    db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0;
  const salvaged = { jobs: count('job'), drafts: count('draft'), usedBackup };
  if (salvaged.jobs > 0) {
    db.prepare("INSERT OR REPLACE INTO setting (name, value) VALUES ('recovered', 'true')").run();
  }
  return salvaged;
}
