import type { Db } from './database.ts';

/** Keeps what was learned of the service: the storage of `api/capabilities`. */
export interface CapabilityStore {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
}

export function createCapabilityStore(db: Db): CapabilityStore {
  const select = db.prepare<[string], { value: string }>('SELECT value FROM capability WHERE name = ?');
  const insert = db.prepare<[string, string]>(
    'INSERT INTO capability (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  return {
    get(name) {
      const row = select.get(name);
      return row === undefined ? undefined : (JSON.parse(row.value) as unknown);
    },
    set: (name, value) => void insert.run(name, JSON.stringify(value)),
  };
}
