import type { JobState } from '../../src-preload/contract/outbox.ts';
import type { Db } from './database.ts';
import {
  type Attempt,
  COLUMNS,
  type Job,
  type JobPatch,
  json,
  type NewJob,
  type Row,
  type StoredError,
  toAttempt,
  toJob,
} from './job-rows.ts';

export type { Attempt, Job, JobPatch, NewJob, StoredError, StoredHold } from './job-rows.ts';

/** A job that others wait for; `hold` and `hasQuestion` as in `countUnsettled`. */
export interface Blocker {
  id: string;
  kind: string;
  state: JobState;
  hold: string | null;
  hasQuestion: number;
}

export interface JobStore {
  insert(job: NewJob): Job;
  get(id: string): Job | null;
  /** As `get`, by any name that its intent was given. */
  named(name: string): Job | null;
  /** One more name for the intent of a job. */
  nameToo(name: string, jobId: string): void;
  /** Writes only while the job is in one of `from` and at `revision`; answers whether it did. */
  update(id: string, from: readonly JobState[], revision: number | null, patch: JobPatch): boolean;
  /** Heads of their lanes that may be worked on at `now`, oldest first. */
  listStartable(now: number, limit: number): Job[];
  /** The next time after `now` at which a waiting job is due; null when none waits for a time. */
  nextDue(now: number): number | null;
  /**
   * The wall clock was set, by `shiftMs` where that is known: retries and looks wait no longer, undo windows move along and end
   * at `holdUntil` at the latest.
   */
  restartWaits(holdUntil: number, shiftMs: number): void;
  listInState(state: JobState): Job[];
  listUnsettled(): Job[];
  listPage(filter: {
    states?: readonly JobState[] | undefined;
    ticketId?: string | undefined;
    before: number | null;
    limit: number;
  }): Job[];
  listAll(): Job[];
  countByState(): Record<string, number>;
  /** `hold` is its reason; `hasQuestion` is 0 or 1. */
  countUnsettled(): { state: JobState; hold: string | null; hasQuestion: number; n: number }[];
  countUnsettledByTicket(): {
    ticketId: string;
    state: JobState;
    hold: string | null;
    hasQuestion: number;
    n: number;
  }[];
  /** Jobs that show on a ticket: unsettled ones in its lane, and settled as sent at or after `since`. Oldest first. */
  listOfTicket(ticketId: string, since: number): Job[];
  /** The newest job of a kind written at or after `since` that was not called back; null for none. */
  lastOf(kind: string, since: number): Job | null;
  /** The job that makes the row of a local id which has no name at the service yet; null for none. */
  makerOf(localId: string): Job | null;
  /** Unsettled jobs and those sent at or after `since`, oldest first: of all kinds, or of those whose names begin with these. */
  listRecent(since: number, nouns?: readonly string[]): Job[];
  /** The jobs that must settle before this one: unsettled ones before it in a lane, and makers of rows it needs. */
  listBlockers(seq: number): Blocker[];
  listDependents(localId: string): Job[];
  replaceRefs(seq: number, refs: readonly string[]): void;
  renameLane(from: string, to: string): void;
  renameTicket(from: string, to: string): void;
  /** It is for another ticket from now on, and stands in that one's lane in the order of writing. */
  moveToTicket(seq: number, from: string, to: string, payload: unknown): void;
  enterLanes(seq: number, lanes: readonly string[]): void;
  /** Leaves its lanes: later jobs go on. */
  leaveLanes(seq: number): void;

  beginAttempt(jobId: string, step: string, startedAt: number, serverTime: number | null): number;
  endAttempt(id: number, endedAt: number, outcome: Attempt['outcome'], error: StoredError | null): void;
  noteLook(id: number, at: number, look: NonNullable<Attempt['look']>): void;
  lastAttempt(jobId: string): Attempt | null;
  /** Earliest service time at which this step was begun; null when nobody knew it. */
  firstAttempt(jobId: string, step: string): Attempt | null;
  listAttempts(jobId: string): Attempt[];

  claim(noun: string, serverId: string, jobId: string): void;
  /** The job that a row of the service belongs to; null for none. */
  claimedBy(noun: string, serverId: string): string | null;
  transaction<T>(work: () => T): T;
}

export const UNSETTLED = ['held', 'queued', 'sending', 'unknown', 'rejected', 'conflict'] as const satisfies JobState[];
const IN_UNSETTLED = `state IN ('queued', 'held', 'sending', 'unknown', 'rejected', 'conflict')`;
/** Kinds that name tickets besides `ticket_id`, in `ids`. */
const OF_MANY = `('ticket.merge', 'ticket.markSpam', 'ticket.updateMany')`;

/** Jobs of the outbox in agent.db. */
export function createJobStore(db: Db): JobStore {
  const insertJob = db.prepare(
    `INSERT INTO job (id, kind, version, ticket_id, local_id, payload, base, summary, state, hold, hold_until, was_offline, created_at, updated_at)
     VALUES (:id, :kind, :version, :ticketId, :localId, :payload, :base, :summary, :state, :hold, :holdUntil, :wasOffline, :createdAt, :createdAt)`,
  );
  const insertLane = db.prepare<[string, number]>('INSERT OR IGNORE INTO job_lane (lane, seq) VALUES (?, ?)');
  const insertRef = db.prepare<[number, string]>('INSERT OR IGNORE INTO job_ref (seq, local) VALUES (?, ?)');
  const insertAttempt = db.prepare<[string, string, number, number | null]>(
    'INSERT INTO attempt (job_id, step, started_at, server_time) VALUES (?, ?, ?, ?)',
  );
  const startable = db.prepare<[object], Row>(
    // The row itself is read once it is chosen: until then its index is enough.
    `SELECT * FROM job WHERE seq IN (
       SELECT j.seq FROM (
         SELECT seq FROM job WHERE state = 'queued' AND (next_at IS NULL OR next_at <= :now)
         UNION ALL SELECT seq FROM job WHERE state = 'held' AND hold_until <= :now
         UNION ALL SELECT seq FROM job WHERE state = 'unknown' AND question IS NULL AND (next_at IS NULL OR next_at <= :now)
       ) j
       WHERE NOT EXISTS (SELECT 1 FROM job_lane m JOIN job_lane o ON o.lane = m.lane AND o.seq < m.seq WHERE m.seq = j.seq)
         AND NOT EXISTS (SELECT 1 FROM job_ref r JOIN local_id l ON l.local = r.local WHERE r.seq = j.seq AND l.server_id IS NULL)
       ORDER BY j.seq LIMIT :limit)
     ORDER BY seq`,
  );
  const due = db.prepare<[number], { at: number | null }>(
    `SELECT min(at) AS at FROM (
       SELECT hold_until AS at FROM job WHERE state = 'held' AND hold_until IS NOT NULL
       UNION ALL SELECT next_at FROM job WHERE state = 'queued' AND next_at IS NOT NULL
       UNION ALL SELECT next_at FROM job WHERE state = 'unknown' AND question IS NULL AND next_at IS NOT NULL) WHERE at > ?`,
  );
  const select = db.prepare<[string], Row>('SELECT * FROM job WHERE id = ?');
  const otherName = db.prepare<[string], { job_id: string }>('SELECT job_id FROM intent_name WHERE name = ?');
  const one = <T>(sql: string) => db.prepare<unknown[], T>(sql);
  const inState = one<Row>('SELECT * FROM job WHERE state = ? ORDER BY seq');
  const unsettled = one<Row>(`SELECT * FROM job WHERE ${IN_UNSETTLED} ORDER BY seq`);
  const all = one<Row>('SELECT * FROM job ORDER BY seq');
  const counts = one<{ state: string; n: number }>('SELECT state, count(*) AS n FROM job GROUP BY state');
  const unsettledCounts = one<{ state: JobState; hold: string | null; hasQuestion: number; n: number }>(
    `SELECT state, hold ->> 'reason' AS hold, question IS NOT NULL AS hasQuestion, count(*) AS n
     FROM job WHERE ${IN_UNSETTLED} GROUP BY 1, 2, 3`,
  );
  const byTicket = one<{ ticketId: string; state: JobState; hold: string | null; hasQuestion: number; n: number }>(
    // By the row's number SQLite would go to the row itself, and through its text.
    `WITH waiting AS MATERIALIZED (
       SELECT seq, state, hold ->> 'reason' AS hold, question IS NOT NULL AS hasQuestion FROM job WHERE ${IN_UNSETTLED})
     SELECT substr(lane, 8) AS ticketId, state, hold, hasQuestion, count(*) AS n
     FROM job_lane JOIN waiting USING (seq) WHERE lane LIKE 'ticket:%' GROUP BY 1, 2, 3, 4`,
  );
  const ofTicket = one<Row>(
    `SELECT * FROM job WHERE seq IN (
       SELECT seq FROM job_lane WHERE lane = 'ticket:' || :ticketId
       UNION ALL SELECT seq FROM job WHERE ticket_id = :ticketId AND (${IN_UNSETTLED} OR (state = 'sent' AND settled_at >= :since))
       UNION ALL SELECT seq FROM job WHERE state = 'sent' AND settled_at >= :since AND kind IN ${OF_MANY}
         AND EXISTS (SELECT 1 FROM json_each(payload, '$.ids')
           WHERE value IN (:ticketId, (SELECT local FROM local_id WHERE noun = 'ticket' AND server_id = :ticketId))))
     ORDER BY seq`,
  );
  const newest = one<Row>(
    `SELECT * FROM job WHERE seq > (SELECT coalesce(max(seq), 0) - 20 FROM job)
       AND kind = ? AND created_at >= ? AND state <> 'cancelled' ORDER BY seq DESC LIMIT 1`,
  );
  const maker = one<Row>(
    'SELECT j.* FROM local_id l JOIN job j ON j.id = l.job_id WHERE l.local = ? AND l.server_id IS NULL',
  );
  const recent = one<Row>(
    `SELECT * FROM job WHERE (${IN_UNSETTLED} OR (state = 'sent' AND settled_at >= :since))
       AND (:nouns IS NULL OR substr(kind, 1, instr(kind, '.') - 1) IN (SELECT value FROM json_each(:nouns))) ORDER BY seq`,
  );
  const blockers = one<Blocker>(
    `SELECT id, kind, state, hold ->> 'reason' AS hold, question IS NOT NULL AS hasQuestion FROM job
     WHERE seq IN (SELECT o.seq FROM job_lane m JOIN job_lane o ON o.lane = m.lane AND o.seq < m.seq WHERE m.seq = :seq)
       OR id IN (SELECT l.job_id FROM job_ref r JOIN local_id l ON l.local = r.local WHERE r.seq = :seq AND l.server_id IS NULL)
     ORDER BY seq`,
  );
  const dependents = one<Row>(
    `SELECT j.* FROM job j JOIN job_ref r ON r.seq = j.seq WHERE r.local = ? AND ${IN_UNSETTLED} ORDER BY j.seq`,
  );
  const updates = new Map<string, ReturnType<typeof db.prepare>>();
  const attemptsOf = one<Row>('SELECT * FROM attempt WHERE job_id = ? ORDER BY id');
  const lastAttemptOf = one<Row>('SELECT * FROM attempt WHERE job_id = ? ORDER BY id DESC LIMIT 1');
  const firstAttemptOf = one<Row>('SELECT * FROM attempt WHERE job_id = ? AND step = ? ORDER BY id LIMIT 1');
  const get = (id: string): Job | null => {
    const row = select.get(id);
    return row === undefined ? null : toJob(row);
  };

  return {
    insert(job) {
      insertJob.run({
        ...job,
        payload: JSON.stringify(job.payload),
        base: JSON.stringify(job.base ?? null),
        hold: json(job.hold),
        wasOffline: job.wasOffline ? 1 : 0,
        lanes: undefined,
        refs: undefined,
      });
      const saved = get(job.id) as Job;
      for (const lane of job.lanes) insertLane.run(lane, saved.seq);
      for (const ref of job.refs) insertRef.run(saved.seq, ref);
      return saved;
    },
    get,
    named: (name) => get(name) ?? get(otherName.get(name)?.job_id ?? ''),
    nameToo: (name, jobId) =>
      void db.prepare('INSERT OR IGNORE INTO intent_name (name, job_id) VALUES (?, ?)').run(name, jobId),
    update(id, from, revision, { bump = false, ...patch }) {
      const names = Object.keys(patch);
      const key = `${names.join()}|${from.length}|${bump}|${revision !== null}`;
      let statement = updates.get(key);
      if (statement === undefined) {
        const set = names.map((name) => `${COLUMNS[name]?.column} = :${name}`);
        if (bump) set.push('revision = revision + 1');
        statement = db.prepare(
          `UPDATE job SET ${set.join(', ')} WHERE id = :id AND state IN (${from.map((_, i) => `:from${i}`).join()})
           ${revision === null ? '' : 'AND revision = :revision'}`,
        );
        updates.set(key, statement);
      }
      const values: Record<string, unknown> = { id, revision };
      from.forEach((state, i) => (values[`from${i}`] = state));
      for (const [name, value] of Object.entries(patch)) {
        values[name] = COLUMNS[name]?.isJson
          ? name === 'payload' || name === 'base' || name === 'results'
            ? JSON.stringify(value ?? null)
            : json(value)
          : (value ?? null);
      }
      if (revision === null) delete values['revision'];
      return statement.run(values).changes === 1;
    },
    listStartable: (now, limit) => startable.all({ now, limit }).map(toJob),
    nextDue: (now) => due.get(now)?.at ?? null,
    restartWaits(holdUntil, shiftMs) {
      db.prepare("UPDATE job SET next_at = NULL WHERE state IN ('queued', 'unknown') AND next_at IS NOT NULL").run();
      db.prepare(
        "UPDATE job SET hold_until = min(hold_until + ?, ?) WHERE state = 'held' AND hold_until IS NOT NULL",
      ).run(shiftMs, holdUntil);
    },
    listInState: (state) => inState.all(state).map(toJob),
    listUnsettled: () => unsettled.all().map(toJob),
    listPage({ states, ticketId, before, limit }) {
      const where = [
        ...(before === null ? [] : ['seq < :before']),
        ...(states === undefined ? [] : ['state IN (SELECT value FROM json_each(:states))']),
        ...(ticketId === undefined
          ? []
          : ["(ticket_id = :ticketId OR seq IN (SELECT seq FROM job_lane WHERE lane = 'ticket:' || :ticketId))"]),
      ];
      return db
        .prepare<[object], Row>(
          `SELECT * FROM job ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`} ORDER BY seq DESC LIMIT :limit`,
        )
        .all({
          limit,
          ...(before === null ? {} : { before }),
          ...(states === undefined ? {} : { states: JSON.stringify(states) }),
          ...(ticketId === undefined ? {} : { ticketId }),
        })
        .map(toJob);
    },
    listAll: () => all.all().map(toJob),
    countByState: () => Object.fromEntries(counts.all().map(({ state, n }) => [state, n])),
    countUnsettled: () => unsettledCounts.all(),
    countUnsettledByTicket: () => byTicket.all(),
    listOfTicket: (ticketId, since) => ofTicket.all({ ticketId, since }).map(toJob),
    lastOf(kind, since) {
      const row = newest.get(kind, since);
      return row === undefined ? null : toJob(row);
    },
    makerOf(localId) {
      const row = maker.get(localId);
      return row === undefined ? null : toJob(row);
    },
    listRecent: (since, nouns) =>
      recent.all({ since, nouns: nouns === undefined ? null : JSON.stringify(nouns) }).map(toJob),
    listBlockers: (seq) => blockers.all({ seq }),
    listDependents: (localId) => dependents.all(localId).map(toJob),
    replaceRefs(seq, refs) {
      db.prepare('DELETE FROM job_ref WHERE seq = ?').run(seq);
      for (const ref of refs) insertRef.run(seq, ref);
    },
    renameLane: (from, to) => void db.prepare('UPDATE OR IGNORE job_lane SET lane = ? WHERE lane = ?').run(to, from),
    renameTicket: (from, to) => void db.prepare('UPDATE job SET ticket_id = ? WHERE ticket_id = ?').run(to, from),
    moveToTicket(seq, from, to, payload) {
      db.prepare('UPDATE job SET ticket_id = ?, payload = ? WHERE seq = ?').run(to, JSON.stringify(payload), seq);
      db.prepare('UPDATE OR IGNORE job_lane SET lane = ? WHERE seq = ? AND lane = ?').run(
        `ticket:${to}`,
        seq,
        `ticket:${from}`,
      );
    },
    enterLanes(seq, lanes) {
      for (const lane of lanes) insertLane.run(lane, seq);
    },
    leaveLanes: (seq) => void db.prepare('DELETE FROM job_lane WHERE seq = ?').run(seq),

    beginAttempt: (jobId, step, startedAt, serverTime) =>
      Number(insertAttempt.run(jobId, step, startedAt, serverTime).lastInsertRowid),
    endAttempt: (id, endedAt, outcome, error) =>
      void db
        .prepare('UPDATE attempt SET ended_at = ?, outcome = ?, error = ? WHERE id = ?')
        .run(endedAt, outcome, json(error), id),
    noteLook: (id, at, look) =>
      void db.prepare('UPDATE attempt SET looks = looks + 1, looked_at = ?, look = ? WHERE id = ?').run(at, look, id),
    lastAttempt(jobId) {
      const row = lastAttemptOf.get(jobId);
      return row === undefined ? null : toAttempt(row);
    },
    firstAttempt(jobId, step) {
      const row = firstAttemptOf.get(jobId, step);
      return row === undefined ? null : toAttempt(row);
    },
    listAttempts: (jobId) => attemptsOf.all(jobId).map(toAttempt),

    claim: (noun, serverId, jobId) =>
      void db
        .prepare('INSERT OR IGNORE INTO claim (noun, server_id, job_id) VALUES (?, ?, ?)')
        .run(noun, serverId, jobId),
    claimedBy: (noun, serverId) =>
      db
        .prepare<[string, string], { job_id: string }>('SELECT job_id FROM claim WHERE noun = ? AND server_id = ?')
        .get(noun, serverId)?.job_id ?? null,
    transaction: (work) => db.transaction(work).immediate(),
  };
}
