import type { z } from 'zod';
import type { Db } from './database.ts';

export interface SyncCursorStore {
  /** Null when there is none, or one that this version can't read: then the pull begins anew. */
  get<S extends z.ZodType>(name: string, schema: S): z.output<S> | null;
  /** Belongs into the transaction of the rows that it stands for. */
  set(name: string, value: unknown, now: number): void;
  /** Epoch milliseconds of the last `set`. */
  updatedAt(name: string): number | null;
  /** Forgets what is in memory: a transaction was taken back. */
  forget(): void;
}

interface Kept {
  value: unknown;
  updatedAt: number;
  /** What it was last read as. */
  read: { schema: z.ZodType; value: unknown } | null;
}

/** Cursors are asked for at every step of the sync: they are held in memory, and written at once. */
export function createSyncCursorStore(db: Db): SyncCursorStore {
  const select = db.prepare<[string], { value: string; updated_at: number }>(
    'SELECT value, updated_at FROM sync_cursor WHERE name = ?',
  );
  const insert = db.prepare<[string, string, number]>(
    'INSERT INTO sync_cursor (name, value, updated_at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at',
  );
  const held = new Map<string, Kept | null>();

  function find(name: string): Kept | null {
    const known = held.get(name);
    if (known !== undefined) return known;
    const row = select.get(name);
    const kept = row === undefined ? null : { value: JSON.parse(row.value), updatedAt: row.updated_at, read: null };
    held.set(name, kept);
    return kept;
  }

  return {
    get<S extends z.ZodType>(name: string, schema: S): z.output<S> | null {
      const kept = find(name);
      if (kept === null) return null;
      if (kept.read?.schema !== schema) {
        const parsed = schema.safeParse(kept.value);
        kept.read = { schema, value: parsed.success ? parsed.data : null };
      }
      return kept.read.value as z.output<S> | null;
    },
    set(name, value, now) {
      insert.run(name, JSON.stringify(value), now);
      held.delete(name);
    },
    updatedAt: (name) => find(name)?.updatedAt ?? null,
    forget: () => held.clear(),
  };
}
