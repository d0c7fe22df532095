import type { TimerQuestion, TimerState } from '../../src-preload/contract/timers.ts';
import type { Db } from './database.ts';

/** A timer as it is kept. Times are epoch milliseconds of this machine. */
export interface Timer {
  id: string;
  /** May be an id made here. */
  ticketId: string;
  taskId: string | null;
  note: string;
  state: TimerState | 'logged' | 'discarded';
  /** Milliseconds that count. */
  ms: number;
  startedAt: number;
  /** When `ms` was exact. */
  beatAt: number;
  question: TimerQuestion | null;
  jobId: string | null;
  /** The service's id of the entry. */
  entryId: string | null;
  loggedSeconds: number | null;
}

export interface TimerStore {
  /** Running, paused and stopped ones: newest first. */
  listOpen(): Timer[];
  get(id: string): Timer | null;
  /** On disk, past a power cut, when it answers. */
  save(...timers: readonly Timer[]): void;
  /** As `save` but only past the end of the program: what a power cut takes is asked about at the next start. */
  beat(timers: readonly Timer[]): void;
  ofJob(jobId: string): Timer | null;
  /** Raw milliseconds by the service's id of the entry. */
  rawOfEntry(entryId: string): number | null;
  /** Whether any time was counted or logged at or after `since`. */
  hasSince(since: number): boolean;
  renameTicket(from: string, to: string): void;
  removeDiscarded(before: number): void;
}

interface Row {
  id: string;
  ticket_id: string;
  task_id: string | null;
  note: string;
  state: string;
  ms: number;
  started_at: number;
  beat_at: number;
  question: string | null;
  job_id: string | null;
  entry_id: string | null;
  logged_seconds: number | null;
}

const toTimer = (row: Row): Timer => ({
  id: row.id,
  ticketId: row.ticket_id,
  taskId: row.task_id,
  note: row.note,
  state: row.state as Timer['state'],
  ms: row.ms,
  startedAt: row.started_at,
  beatAt: row.beat_at,
  question: row.question === null ? null : (JSON.parse(row.question) as TimerQuestion),
  jobId: row.job_id,
  entryId: row.entry_id,
  loggedSeconds: row.logged_seconds,
});

/** Timers in agent.db. */
export function createTimerStore(db: Db): TimerStore {
  const upsert = db.prepare(
    `INSERT INTO timer (id, ticket_id, task_id, note, state, ms, started_at, beat_at, question, job_id, entry_id, logged_seconds)
     VALUES (:id, :ticketId, :taskId, :note, :state, :ms, :startedAt, :beatAt, :question, :jobId, :entryId, :loggedSeconds)
     ON CONFLICT (id) DO UPDATE SET ticket_id = excluded.ticket_id, task_id = excluded.task_id, note = excluded.note,
       state = excluded.state, ms = excluded.ms, started_at = excluded.started_at, beat_at = excluded.beat_at,
       question = excluded.question, job_id = excluded.job_id, entry_id = excluded.entry_id,
       logged_seconds = excluded.logged_seconds`,
  );
  const open = db.prepare<[], Row>(
    `SELECT * FROM timer WHERE state IN ('running', 'paused', 'stopped') ORDER BY state = 'running' DESC, beat_at DESC, id`,
  );
  const select = db.prepare<[string], Row>('SELECT * FROM timer WHERE id = ?');
  const byJob = db.prepare<[string], Row>('SELECT * FROM timer WHERE job_id = ?');
  const raw = db.prepare<[string], { ms: number }>('SELECT ms FROM timer WHERE entry_id = ?');
  const since = db.prepare<[number], { n: number }>(
    `SELECT count(*) AS n FROM timer WHERE beat_at >= ? AND ms > 0 AND state <> 'discarded'`,
  );
  const writeAll = db.transaction((timers: readonly Timer[]) => {
    for (const timer of timers) {
      upsert.run({
        ...timer,
        ms: Math.round(timer.ms),
        question: timer.question === null ? null : JSON.stringify(timer.question),
      });
    }
  });
  const one = (row: Row | undefined): Timer | null => (row === undefined ? null : toTimer(row));
  return {
    listOpen: () => open.all().map(toTimer),
    get: (id) => one(select.get(id)),
    save: (...timers) => writeAll(timers),
    beat(timers) {
      // Within a larger write it is as safe as that.
      if (db.inTransaction) return void writeAll(timers);
      db.pragma('synchronous = NORMAL');
      try {
        writeAll(timers);
      } finally {
        db.pragma('synchronous = FULL');
      }
    },
    ofJob: (jobId) => one(byJob.get(jobId)),
    rawOfEntry: (entryId) => raw.get(entryId)?.ms ?? null,
    hasSince: (time) => (since.get(time)?.n ?? 0) > 0,
    renameTicket: (from, to) => void db.prepare('UPDATE timer SET ticket_id = ? WHERE ticket_id = ?').run(to, from),
    removeDiscarded: (before) =>
      void db.prepare(`DELETE FROM timer WHERE state = 'discarded' AND beat_at < ?`).run(before),
  };
}
