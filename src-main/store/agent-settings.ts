import type { z } from 'zod';
import type { Db } from './database.ts';

/** Small settings of one agent that must be as safe as the outbox itself. */
export interface AgentSettings {
  /** The value, or the schema's own default when there is none or it can't be read. */
  get<S extends z.ZodType>(name: string, schema: S): z.output<S>;
  set(name: string, value: unknown): void;
}

export function createAgentSettings(db: Db): AgentSettings {
  const select = db.prepare<[string], { value: string }>('SELECT value FROM setting WHERE name = ?');
  const insert = db.prepare<[string, string]>(
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  return {
    get(name, schema) {
      const row = select.get(name);
      const parsed = schema.safeParse(row === undefined ? undefined : (JSON.parse(row.value) as unknown));
      return parsed.success ? parsed.data : schema.parse(undefined);
    },
    set: (name, value) => void insert.run(name, JSON.stringify(value)),
  };
}
