import type { Migration } from '../database.ts';

/**
 * What waits, what is settled and what drafts there are is counted and looked for in indexes alone: SQLite gets to a row's
 * columns behind its text by walking through all pages of that text (https://sqlite.org/fileformat2.html#ovflpgs), and
 * nothing in `job` is ever deleted. They are whole, as SQLite does not see that one state is among those that a partial
 * index lists.
 */
export const agentWaiting: Migration = {
  version: 5,
  description: 'indexes that hold all that jobs and drafts are counted and chosen by',
  up(db) {
    db.exec(`
      DROP INDEX job_active;
      DROP INDEX job_settled;
      CREATE INDEX job_waiting ON job (state, seq, next_at, hold_until, hold, question);
      CREATE INDEX job_settled ON job (state, settled_at);
      CREATE INDEX draft_ticket ON draft (ticket_id, saved_at);
    `);
  },
};
