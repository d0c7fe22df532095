import { createHash } from 'node:crypto';
import type { Effect } from '../call.ts';
import type { Store } from '../store.ts';

export interface LedgerEntry extends Effect {
  seq: number;
  time: number;
  operation: string;
  method: string;
  path: string;
  status: number;
  agentId: string | null;
  digest: string;
  /** 'api' for calls, 'traffic' for what customers and colleagues did. */
  origin: string;
}

/** Writes an effect; to be called inside the transaction of the effect itself. */
export function writeLedger(
  store: Store,
  entry: {
    time: number;
    operation: string;
    method: string;
    path: string;
    status: number;
    agent: number | null;
    body: Buffer;
    origin: string;
  },
  effect: Effect,
): void {
  store
    .sql(
      'INSERT INTO ledger (time, operation, method, path, status, agent, noun, ids, digest, fields, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      entry.time,
      entry.operation,
      entry.method,
      entry.path,
      entry.status,
      entry.agent,
      effect.noun,
      JSON.stringify(effect.ids),
      createHash('sha1').update(entry.body).digest('hex'),
      JSON.stringify(effect.fields),
      entry.origin,
    );
}

/** Every effect after `since`, oldest first. */
export function readLedger(store: Store, since: number, limit: number): LedgerEntry[] {
  const rows = store.sql('SELECT * FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?').all(since, limit) as (Record<
    string,
    never
  > & { seq: number; time: number; agent: number | null; ids: string; fields: string })[];
  return rows.map(({ agent, ids, fields, ...row }) => ({
    ...(row as unknown as Omit<LedgerEntry, 'ids' | 'fields' | 'agentId'>),
    agentId: store.ids.encodeOrNull('agent', agent),
    ids: JSON.parse(ids) as string[],
    fields: JSON.parse(fields) as Record<string, unknown>,
  }));
}
