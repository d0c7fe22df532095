import { existsSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../lib/app-error.ts';
import { listBackups } from './agent-backups.ts';
import { type Salvaged, salvage } from './agent-recovery.ts';
import { type Db, deleteDatabase, isCorruption, openDatabase, setAsideDatabase } from './database.ts';
import { AGENT_MIGRATIONS } from './migrations/index.ts';

/** Whose work a database holds. */
export interface Owner {
  deskUrl: string;
  orgId: string;
  agentId: string;
}

export interface AgentDatabase {
  db: Db;
  /** Where a damaged file was put, or null. */
  setAside: string | null;
  /** What was read back from a damaged file; null when there was none. */
  salvaged: Salvaged | null;
  close(): void;
}

type OwnerRow = { desk_url: string; org_id: string; agent_id: string };

function claim(db: Db, owner: Owner, now: number): void {
  const row = db.prepare<[], OwnerRow>('SELECT desk_url, org_id, agent_id FROM owner').get();
  if (row === undefined) {
    db.prepare('INSERT INTO owner (id, desk_url, org_id, agent_id, created_at) VALUES (1, ?, ?, ?, ?)').run(
      owner.deskUrl,
      owner.orgId,
      owner.agentId,
      now,
    );
  } else if (row.desk_url !== owner.deskUrl || row.org_id !== owner.orgId || row.agent_id !== owner.agentId) {
    throw new AppError('conflict', 'This data belongs to another agent. Nothing of it was touched.', {
      reason: 'otherOwner',
    });
  }
}

/** Where copies of an agent.db are. */
export const backupDir = (file: string): string => join(dirname(file), 'backups');

/** A new database is filled beside the damaged one, and takes its place once it is whole: a kill in between begins anew. */
const beside = (file: string): string => `${file}.salvaged`;

/** What a kill left of a salvage: a whole one takes its place, a begun one goes. */
function finishSalvage(file: string, now: number): void {
  if (!existsSync(file) && existsSync(beside(file))) {
    setAsideDatabase(file, now);
    renameSync(beside(file), file);
  } else deleteDatabase(beside(file));
}

/**
 * Opens `agent.db` for its owner. A damaged file is set aside whole, never deleted, and what can be read of it, and of
 * the copies, goes into a new one.
 */
export function openAgentDatabase(file: string, owner: Owner, now: number): AgentDatabase {
  const openFile = (name: string): Db => openDatabase(name, { migrations: AGENT_MIGRATIONS, synchronous: 'FULL' });
  const open = (): Db => {
    const db = openFile(file);
    const [check] = db.pragma('integrity_check(1)') as { integrity_check: string }[];
    if (check?.integrity_check === 'ok') return db;
    db.close();
    throw new AppError('internal', 'damaged', { reason: 'damaged' });
  };
  let db: Db;
  let setAside: string | null = null;
  let salvaged: Salvaged | null = null;
  finishSalvage(file, now);
  try {
    db = open();
  } catch (error) {
    if (!isCorruption(error) && !(error instanceof AppError && error.reason === 'damaged')) throw error;
    const fresh = openFile(beside(file));
    try {
      salvaged = salvage(fresh, file, listBackups(backupDir(file)));
      // All of it is in the one file that takes the place.
      fresh.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      fresh.close();
    }
    setAside = setAsideDatabase(file, now);
    renameSync(beside(file), file);
    db = open();
  }
  try {
    claim(db, owner, now);
  } catch (error) {
    db.close();
    throw error;
  }
  return { db, setAside, salvaged, close: () => db.close() };
}
