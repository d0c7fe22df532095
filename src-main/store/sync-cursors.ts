import type { z } from 'zod';
import type { Db } from './database.ts';

export interface SyncCursorStore {
  /** Null when there is none, or one that this version can't read: then the pull begins anew. */
  get<S extends z.ZodType>(name: string, schema: S): z.output<S> | null;
  /** Belongs into the transaction of the rows that it stands for. */
  set(name: string, value: unknown, now: number): void;
  /** Epoch milliseconds of the last `set`. */
  updatedAt(name: string): number | null;
}

export function createSyncCursorStore(db: Db): SyncCursorStore {
  const select = db.prepare<[string], { value: string; updated_at: number }>(
    'SELECT value, updated_at FROM sync_cursor WHERE name = ?',
  );
  const insert = db.prepare<[string, string, number]>(
    'INSERT INTO sync_cursor (name, value, updated_at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at',
  );
  return {
    get(name, schema) {
      const row = select.get(name);
      if (row === undefined) return null;
      const parsed = schema.safeParse(JSON.parse(row.value));
      return parsed.success ? parsed.data : null;
    },
    set: (name, value, now) => void insert.run(name, JSON.stringify(value), now),
    updatedAt: (name) => select.get(name)?.updated_at ?? null,
  };
}
