import type { Db } from './database.ts';

/** Why a row is no longer among the living. */
export type GoneReason = 'notFound' | 'deleted' | 'merged' | 'spam' | 'forbidden' | 'moved' | 'notListed';

export interface Tombstone {
  noun: string;
  id: string;
  doc: Record<string, unknown>;
  /** Epoch milliseconds at which we learned of it. */
  goneAt: number;
  reason: GoneReason;
}

export interface TombstoneStore {
  add(stone: Tombstone): void;
  get(noun: string, id: string): Tombstone | null;
  /** At most `limit` rows that went for this reason, the last first. */
  list(noun: string, reason: GoneReason, limit: number): Tombstone[];
  /** The row is alive after all. */
  delete(noun: string, id: string): void;
  countSince(noun: string, since: number): number;
  count(noun: string): number;
  /** Forgets those that are gone since before `before`, at most `limit` of them; answers how many. */
  prune(before: number, limit: number): number;
}

type Row = { noun: string; id: string; doc: string; gone_at: number; reason: GoneReason };

const stoneOf = ({ noun, id, doc, gone_at: goneAt, reason }: Row): Tombstone => ({
  noun,
  id,
  doc: JSON.parse(doc) as Record<string, unknown>,
  goneAt,
  reason,
});

/** Rows that the service no longer has, or no longer shows us, as they last were. */
export function createTombstoneStore(db: Db): TombstoneStore {
  const insert = db.prepare(
    `INSERT INTO tombstone (noun, id, doc, gone_at, reason) VALUES (:noun, :id, :doc, :goneAt, :reason)
     ON CONFLICT (noun, id) DO UPDATE SET doc = excluded.doc, gone_at = excluded.gone_at, reason = excluded.reason`,
  );
  const select = db.prepare<[string, string], Row>('SELECT * FROM tombstone WHERE noun = ? AND id = ?');
  const selectWhy = db.prepare<[string, string, number], Row>(
    'SELECT * FROM tombstone WHERE noun = ? AND reason = ? ORDER BY gone_at DESC, id LIMIT ?',
  );
  const remove = db.prepare<[string, string]>('DELETE FROM tombstone WHERE noun = ? AND id = ?');
  const since = db.prepare<[string, number], { n: number }>(
    'SELECT count(*) AS n FROM tombstone WHERE noun = ? AND gone_at >= ?',
  );
  const prune = db.prepare<[number, number]>(
    'DELETE FROM tombstone WHERE (noun, id) IN (SELECT noun, id FROM tombstone WHERE gone_at < ? LIMIT ?)',
  );
  return {
    add: (stone) => void insert.run({ ...stone, doc: JSON.stringify(stone.doc) }),
    get(noun, id) {
      const row = select.get(noun, id);
      return row === undefined ? null : stoneOf(row);
    },
    list: (noun, reason, limit) => selectWhy.all(noun, reason, limit).map(stoneOf),
    delete: (noun, id) => void remove.run(noun, id),
    countSince: (noun, time) => since.get(noun, time)?.n ?? 0,
    count: (noun) => since.get(noun, 0)?.n ?? 0,
    prune: (before, limit) => prune.run(before, limit).changes,
  };
}
