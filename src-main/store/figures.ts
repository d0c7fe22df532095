import type { Db } from './database.ts';

export interface OpenFigure {
  id: string;
  /** ISO 8601 of the customer's last word, or of the ticket's beginning; empty when the service said none. */
  since: string;
  due: string | null;
  /** From when on it is late, as `lateFrom` tells. */
  late: string | null;
}
export interface AnswerFigure {
  threadId: string;
  ticketId: string;
  created: string;
}

/** Rows behind an agent's own figures; each query follows an index and is bounded. */
export interface FigureStore {
  /** Open tickets of the agent, longest waiting last. */
  listOpen(agentId: string, limit: number): OpenFigure[];
  /** Answers of the agent from `from` on (ISO 8601), oldest first. */
  listAnswers(agentId: string, from: string, limit: number): AnswerFigure[];
  /** The first answer of anybody on a ticket, ISO 8601; null for none. */
  firstAnswer(ticketId: string): { id: string; created: string } | null;
}

export function createFigureStore(db: Db): FigureStore {
  const open = db.prepare<[string, number], OpenFigure>(
    `SELECT id, recent AS since, due, late FROM ticket WHERE is_open = 1 AND assignee_id = ? ORDER BY recent DESC, id LIMIT ?`,
  );
  const answers = db.prepare<[string, string, number], AnswerFigure>(
    `SELECT id AS threadId, ticket_id AS ticketId, created FROM thread
     WHERE doc ->> 'direction' = 'out' AND doc ->> 'responderId' IS NOT NULL
       AND doc ->> 'responderId' = ? AND created >= ? AND coalesce(doc ->> 'status', '') <> 'DRAFT'
     ORDER BY created LIMIT ?`,
  );
  const first = db.prepare<[string], { id: string; created: string }>(
    `SELECT id, created FROM thread
     WHERE ticket_id = ? AND doc ->> 'direction' = 'out' AND coalesce(doc ->> 'status', '') <> 'DRAFT'
     ORDER BY created, id LIMIT 1`,
  );
  return {
    listOpen: (agentId, limit) => open.all(agentId, limit),
    listAnswers: (agentId, from, limit) => answers.all(agentId, from, limit),
    firstAnswer: (ticketId) => first.get(ticketId) ?? null,
  };
}
