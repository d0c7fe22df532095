import type { FieldConflict, Happening, JobQuestion, JobState } from '../../src-preload/contract/outbox.ts';

/** Why a job is held, as it is kept; waiting and pausing are computed when asked. */
export type StoredHold = { reason: 'undo' } | { reason: 'freshness'; happenings: Happening[]; snapshot: unknown };

export interface StoredError {
  code: string;
  message: string;
  fields: Record<string, string> | null;
  /** `AppError.reason`. */
  reason?: string;
  /** The service's own words. */
  said?: string;
}

/** A job as it is kept. Times are epoch milliseconds of this machine. */
export interface Job {
  seq: number;
  id: string;
  kind: string;
  version: number;
  ticketId: string | null;
  localId: string | null;
  payload: unknown;
  /** What the agent saw when writing: edited fields' values, the ticket's last thread... */
  base: unknown;
  summary: string;
  state: JobState;
  hold: StoredHold | null;
  holdUntil: number | null;
  nextAt: number | null;
  /** Index of the step to be done. */
  step: number;
  results: Record<string, unknown>;
  /** Counts the agent's changes, and when it came to need them; a send begun on an older one is given up. */
  revision: number;
  attempts: number;
  error: StoredError | null;
  question: JobQuestion | null;
  conflict: FieldConflict[] | null;
  serverId: string | null;
  wasOffline: boolean;
  createdAt: number;
  updatedAt: number;
  settledAt: number | null;
}

export type NewJob = Pick<
  Job,
  | 'id'
  | 'kind'
  | 'version'
  | 'ticketId'
  | 'localId'
  | 'payload'
  | 'base'
  | 'summary'
  | 'state'
  | 'hold'
  | 'holdUntil'
  | 'wasOffline'
  | 'createdAt'
> & {
  lanes: readonly string[];
  /** Local ids that it waits for. */
  refs: readonly string[];
};

/** What may change of a job. */
export type JobPatch = Partial<
  Pick<
    Job,
    | 'payload'
    | 'base'
    | 'summary'
    | 'version'
    | 'hold'
    | 'holdUntil'
    | 'nextAt'
    | 'step'
    | 'results'
    | 'attempts'
    | 'error'
    | 'question'
    | 'conflict'
    | 'serverId'
    | 'settledAt'
    | 'ticketId'
  >
> & { state: JobState; updatedAt: number; bump?: boolean };

/** One try of one step. `serverTime`: the service's clock when it began, epoch milliseconds; null when nobody knew. */
export interface Attempt {
  id: number;
  jobId: string;
  step: string;
  startedAt: number;
  serverTime: number | null;
  endedAt: number | null;
  outcome: 'done' | 'notSent' | 'refused' | 'unknown' | null;
  error: StoredError | null;
  looks: number;
  lookedAt: number | null;
  look: 'done' | 'notDone' | 'undecided' | null;
}

export type Row = Record<string, string | number | null>;

/** Columns by field, for updates. */
export const COLUMNS: Record<string, { column: string; isJson?: boolean }> = {
  payload: { column: 'payload', isJson: true },
  base: { column: 'base', isJson: true },
  hold: { column: 'hold', isJson: true },
  results: { column: 'results', isJson: true },
  error: { column: 'error', isJson: true },
  question: { column: 'question', isJson: true },
  conflict: { column: 'conflict', isJson: true },
  summary: { column: 'summary' },
  version: { column: 'version' },
  state: { column: 'state' },
  ticketId: { column: 'ticket_id' },
  holdUntil: { column: 'hold_until' },
  nextAt: { column: 'next_at' },
  step: { column: 'step' },
  attempts: { column: 'attempts' },
  serverId: { column: 'server_id' },
  updatedAt: { column: 'updated_at' },
  settledAt: { column: 'settled_at' },
};

/** JSON that can't be read stays as its text: what is kept must be showable whatever happened to it. */
function readJson(text: unknown): unknown {
  if (typeof text !== 'string') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

export const toJob = (row: Row): Job => ({
  seq: row['seq'] as number,
  id: row['id'] as string,
  kind: row['kind'] as string,
  version: row['version'] as number,
  ticketId: row['ticket_id'] as string | null,
  localId: row['local_id'] as string | null,
  payload: readJson(row['payload']),
  base: readJson(row['base']),
  summary: row['summary'] as string,
  state: row['state'] as JobState,
  hold: readJson(row['hold']) as StoredHold | null,
  holdUntil: row['hold_until'] as number | null,
  nextAt: row['next_at'] as number | null,
  step: row['step'] as number,
  results: (readJson(row['results']) ?? {}) as Record<string, unknown>,
  revision: row['revision'] as number,
  attempts: row['attempts'] as number,
  error: readJson(row['error']) as StoredError | null,
  question: readJson(row['question']) as JobQuestion | null,
  conflict: readJson(row['conflict']) as FieldConflict[] | null,
  serverId: row['server_id'] as string | null,
  wasOffline: row['was_offline'] === 1,
  createdAt: row['created_at'] as number,
  updatedAt: row['updated_at'] as number,
  settledAt: row['settled_at'] as number | null,
});

export const toAttempt = (row: Row): Attempt => ({
  id: row['id'] as number,
  jobId: row['job_id'] as string,
  step: row['step'] as string,
  startedAt: row['started_at'] as number,
  serverTime: row['server_time'] as number | null,
  endedAt: row['ended_at'] as number | null,
  outcome: row['outcome'] as Attempt['outcome'],
  error: readJson(row['error']) as StoredError | null,
  looks: row['looks'] as number,
  lookedAt: row['looked_at'] as number | null,
  look: row['look'] as Attempt['look'],
});

/** A value as JSON text; null stays null. */
export const json = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);
