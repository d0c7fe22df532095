import type { Db } from './database.ts';

/** Ids made here for rows that the service does not have yet, and the service's own ones once it does. Kept for ever. */
export interface LocalIdStore {
  insert(local: string, noun: string, jobId: string): void;
  has(local: string): boolean;
  /** Says what a local id is called at the service. A second answer for the same id is a fault and throws. */
  map(local: string, serverId: string, at: number): void;
  /** The service's id; the given one when it is not a local id; null while there is none. */
  resolve(id: string): string | null;
  /** The id made here for a row of the service; null when it was not made here. */
  localOf(noun: string, serverId: string): string | null;
  /** The job that makes a row, by its local id or the service's; null when it was not made here. */
  jobOf(noun: string, id: string): string | null;
}

/** What ids made here begin with, before the id of the job that makes the row. */
export const LOCAL_PREFIX = 'local-';
const LOCAL = new RegExp(`^${LOCAL_PREFIX}[0-9a-f-]{36}$`);
export const isLocalId = (id: unknown): id is string => typeof id === 'string' && LOCAL.test(id);

export function createLocalIdStore(db: Db): LocalIdStore {
  const insert = db.prepare<[string, string, string]>('INSERT INTO local_id (local, noun, job_id) VALUES (?, ?, ?)');
  const map = db.prepare<[string, number, string, string]>(
    'UPDATE local_id SET server_id = ?, mapped_at = ? WHERE local = ? AND (server_id IS NULL OR server_id = ?)',
  );
  const select = db.prepare<[string], { server_id: string | null }>('SELECT server_id FROM local_id WHERE local = ?');
  const reverse = db.prepare<[string, string], { local: string }>(
    'SELECT local FROM local_id WHERE noun = ? AND server_id = ?',
  );
  const maker = db.prepare<[string, string], { job_id: string }>(
    'SELECT job_id FROM local_id WHERE noun = ? AND local = ?',
  );
  const localOf = (noun: string, serverId: string): string | null => reverse.get(noun, serverId)?.local ?? null;
  return {
    insert: (local, noun, jobId) => void insert.run(local, noun, jobId),
    has: (local) => select.get(local) !== undefined,
    map(local, serverId, at) {
      if (map.run(serverId, at, local, serverId).changes !== 1) throw new Error(`${local} is mapped already`);
    },
    resolve: (id) => (isLocalId(id) ? (select.get(id)?.server_id ?? null) : id),
    localOf,
    jobOf(noun, id) {
      const local = isLocalId(id) ? id : localOf(noun, id);
      return local === null ? null : (maker.get(noun, local)?.job_id ?? null);
    },
  };
}
