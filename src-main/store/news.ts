import type { Db } from './database.ts';

/** A thread or comment that came into the cache, with what decides whether it is announced. */
export interface NewsRow {
  /** Position in the order of arrival; grows until the cache is rebuilt. */
  seq: number;
  id: string;
  ticketId: string;
  /** ISO 8601; empty when the service said none. */
  created: string;
}

export interface NewsStore {
  /** Rows that arrived after `seq`, in order of arrival. */
  listThreads(after: number, limit: number): NewsRow[];
  listComments(after: number, limit: number): NewsRow[];
  /** Position of the last arrival; 0 in an empty cache. */
  last(): { thread: number; comment: number };
  /** Threads that could not be delivered, by the service's word. */
  listFailed(limit: number): NewsRow[];
  /** Tasks of an agent that are not done and were due in (`after`, `until`], ISO 8601. */
  listTasksDue(ownerId: string, after: string, until: string, limit: number): { id: string; due: string }[];
  /** Ids of the open tickets that an agent has. */
  listOpenOf(assigneeId: string): string[];
  /** The next time after `after` at which a task of the agent is due, ISO 8601; null for none. */
  nextTaskDue(ownerId: string, after: string): string | null;
}

const NEW = 'rowid AS seq, id, ticket_id AS ticketId';

/** What is new in the cache, in the order in which it came. */
export function createNewsStore(db: Db): NewsStore {
  const threads = db.prepare<[number, number], NewsRow>(
    `SELECT ${NEW}, coalesce(created, '') AS created FROM thread WHERE rowid > ? ORDER BY rowid LIMIT ?`,
  );
  const comments = db.prepare<[number, number], NewsRow>(
    `SELECT ${NEW}, coalesce(commented, '') AS created FROM comment WHERE rowid > ? ORDER BY rowid LIMIT ?`,
  );
  const failed = db.prepare<[number], NewsRow>(
    `SELECT ${NEW}, coalesce(created, '') AS created FROM thread WHERE doc ->> 'status' = 'FAILED' ORDER BY id DESC LIMIT ?`,
  );
  const lastThread = db.prepare<[], { n: number | null }>('SELECT max(rowid) AS n FROM thread');
  const lastComment = db.prepare<[], { n: number | null }>('SELECT max(rowid) AS n FROM comment');
  const isOpen = `coalesce(status, '') NOT IN ('Completed', 'Canceled', 'Cancelled', 'Closed')`;
  const due = db.prepare<[string, string, string, number], { id: string; due: string }>(
    `SELECT id, due FROM task WHERE owner_id = ? AND due > ? AND due <= ? AND ${isOpen} ORDER BY due LIMIT ?`,
  );
  const next = db.prepare<[string, string], { due: string }>(
    `SELECT due FROM task WHERE owner_id = ? AND due > ? AND ${isOpen} ORDER BY due LIMIT 1`,
  );
  const openOf = db
    .prepare<[string], string>('SELECT id FROM ticket WHERE assignee_id = ? AND is_open = 1 ORDER BY recent')
    .pluck();
  return {
    listOpenOf: (assigneeId) => openOf.all(assigneeId),
    listThreads: (after, limit) => threads.all(after, limit),
    listComments: (after, limit) => comments.all(after, limit),
    last: () => ({ thread: lastThread.get()?.n ?? 0, comment: lastComment.get()?.n ?? 0 }),
    listFailed: (limit) => failed.all(limit),
    listTasksDue: (ownerId, after, until, limit) => due.all(ownerId, after, until, limit),
    nextTaskDue: (ownerId, after) => next.get(ownerId, after)?.due ?? null,
  };
}
