import type { Db } from './database.ts';

export interface SweepNotes {
  /** Forgets the notes of an earlier sweep, but for tickets that moved away: no list tells of those again. */
  begin(): void;
  see(ids: readonly string[]): void;
  /**
   * The next ids of held tickets after `after` (in id order) that this sweep did not see and no answer named as alive
   * since `asOf`, and where to go on; `next` is null at the end. Looks at a bounded number of rows. A single ticket that
   * was answered without `isSpam` (the reference's) may be spam all the same.
   */
  unseen(after: string, asOf: number): { ids: string[]; next: string | null };
  /** A ticket that must be looked at, or (with a reason) that is gone and waits to be removed. */
  miss(id: string, reason: string | null): void;
  /** It is alive, or removed: neither missing nor kept any more. */
  settle(id: string): void;
  /** Missing ids that nobody looked at yet. */
  nextUnverified(limit: number): string[];
  nextGone(limit: number): { id: string; reason: string }[];
  countGone(): number;
  countMissing(): number;
  /** What is gone stays, because the agent said so: it is missing no more, and remembered as kept. */
  keep(now: number): void;
  /** Whether the agent said that this ticket stays although it is gone. */
  isKept(id: string): boolean;
}

const CHUNK = 2_000;

/** What a sweep of all tickets found so far: kept on disk, so that it goes on after a restart. */
export function createSweepNotes(db: Db): SweepNotes {
  const see = db.prepare<[string]>('INSERT OR IGNORE INTO sweep_seen (id) VALUES (?)');
  const range = db.prepare<[string, number], { id: string; seen: number }>(
    `SELECT t.id, s.id IS NOT NULL AS seen FROM (SELECT id FROM ticket WHERE id > ? ORDER BY id LIMIT ?) t
     LEFT JOIN sweep_seen s ON s.id = t.id ORDER BY t.id`,
  );
  const aliveAsOf = db.prepare<[string], { as_of: number }>(
    "SELECT as_of FROM ticket WHERE id = ? AND (as_of IS NOT detail_as_of OR doc ->> 'isSpam' IS NOT NULL)",
  );
  const miss = db.prepare<[string, string | null]>(
    'INSERT INTO sweep_missing (id, reason) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET reason = excluded.reason',
  );
  const settle = db.prepare<[string]>('DELETE FROM sweep_missing WHERE id = ?');
  const unverified = db.prepare<[number], { id: string }>(
    'SELECT id FROM sweep_missing WHERE reason IS NULL ORDER BY id LIMIT ?',
  );
  const gone = db.prepare<[number], { id: string; reason: string }>(
    'SELECT id, reason FROM sweep_missing WHERE reason IS NOT NULL ORDER BY id LIMIT ?',
  );
  const counts = db.prepare<[], { gone: number; missing: number }>(
    'SELECT count(reason) AS gone, count(*) AS missing FROM sweep_missing',
  );
  const clearSeen = db.prepare('DELETE FROM sweep_seen');
  const clearMissing = db.prepare("DELETE FROM sweep_missing WHERE reason IS NULL OR reason <> 'moved'");
  const clearGone = db.prepare('DELETE FROM sweep_missing');
  const keep = db.prepare<[number]>(
    'INSERT OR REPLACE INTO sweep_kept (id, kept_at) SELECT id, ? FROM sweep_missing WHERE reason IS NOT NULL',
  );
  const kept = db.prepare<[string], number>('SELECT 1 FROM sweep_kept WHERE id = ?').pluck();
  const settleKept = db.prepare<[string]>('DELETE FROM sweep_kept WHERE id = ?');
  return {
    begin() {
      clearSeen.run();
      clearMissing.run();
    },
    see(ids) {
      for (const id of ids) see.run(id);
    },
    unseen(after, asOf) {
      const rows = range.all(after, CHUNK);
      return {
        ids: rows.filter(({ id, seen }) => seen === 0 && (aliveAsOf.get(id)?.as_of ?? 0) < asOf).map(({ id }) => id),
        next: rows.length < CHUNK ? null : (rows.at(-1)?.id ?? null),
      };
    },
    miss: (id, reason) => void miss.run(id, reason),
    settle(id) {
      settle.run(id);
      settleKept.run(id);
    },
    nextUnverified: (limit) => unverified.all(limit).map(({ id }) => id),
    nextGone: (limit) => gone.all(limit),
    countGone: () => counts.get()?.gone ?? 0,
    countMissing: () => counts.get()?.missing ?? 0,
    keep(now) {
      keep.run(now);
      clearGone.run();
    },
    isKept: (id) => kept.get(id) !== undefined,
  };
}
