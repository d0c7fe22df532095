import { renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AppError } from '../lib/app-error.ts';

export type Db = Database.Database;

/** One step of a schema. `version` counts from 1 without gaps; a released step never changes. */
export interface Migration {
  version: number;
  /** What it is for, in a few words. */
  description: string;
  up(db: Db): void;
}

export interface OpenOptions {
  migrations: readonly Migration[];
  /** FULL for what only this machine has, NORMAL for what the service can tell again. */
  synchronous: 'FULL' | 'NORMAL';
}

const schemaVersion = (db: Db): number => db.pragma('user_version', { simple: true }) as number;

/** Whether SQLite says that the file is damaged or not a database at all. */
export const isCorruption = (error: unknown): boolean =>
  error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);

/** Whether SQLite could not write for want of room. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Database.SqliteError && /^SQLITE_(FULL|IOERR_WRITE)/.test(error.code);

function migrate(db: Db, file: string, migrations: readonly Migration[]): void {
  const newest = migrations.at(-1)?.version ?? 0;
  const current = schemaVersion(db);
  if (current > newest) {
    throw new AppError(
      'conflict',
      `A newer Deskhand wrote ${file} (version ${current}, this one reads up to ${newest}). Update Deskhand; the file was not touched.`,
      {
        reason: 'newerDatabase',
      },
    );
  }
  for (const migration of migrations) {
    if (migration.version <= current) continue;
    db.transaction(() => {
      migration.up(db);
      db.pragma(`user_version = ${migration.version}`);
    }).immediate();
  }
}

/**
 * Opens or makes a database and brings its schema up to date. The version is read before anything is written: a file
 * from a newer Deskhand fails with `conflict` and stays as it is. Damage surfaces as SQLite's own error (`isCorruption`).
 */
export function openDatabase(file: string, { migrations, synchronous }: OpenOptions): Db {
  const db = new Database(file);
  try {
    const newest = migrations.at(-1)?.version ?? 0;
    if (schemaVersion(db) <= newest) {
      db.pragma('journal_mode = WAL');
      db.pragma(`synchronous = ${synchronous}`);
      db.pragma('foreign_keys = ON');
      db.pragma('temp_store = MEMORY');
      db.pragma('busy_timeout = 2000');
    }
    migrate(db, file, migrations);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Work that is done whole or not at all: in a transaction of its own, or as part of the one that is open. Savepoints would
 * copy every page that is touched; whoever opened the transaction takes it back when this fails.
 */
export function atomically<A extends unknown[], R>(db: Db, work: (...args: A) => R): (...args: A) => R {
  const alone = db.transaction(work);
  return (...args) => (db.inTransaction ? work(...args) : alone.immediate(...args));
}

/** Removes a database with its WAL and shared memory. */
export function deleteDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
}

/** Renames a database with its WAL, so that nothing in it is lost. Answers the new name. */
export function setAsideDatabase(file: string, at: number): string {
  const aside = `${file}.damaged-${new Date(at).toISOString().replace(/[:.]/g, '-')}`;
  for (const suffix of ['', '-wal', '-shm']) {
    try {
      renameSync(file + suffix, aside + suffix);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return aside;
}
