import type { Migration } from '../database.ts';

/** Who answered when: what an agent's own figures are drawn from. */
export const cacheAnswers: Migration = {
  version: 11,
  description: 'index of answers by agent and time',
  up(db) {
    db.exec(`
      CREATE INDEX thread_answer ON thread (doc ->> 'responderId', created)
      WHERE doc ->> 'direction' = 'out' AND doc ->> 'responderId' IS NOT NULL
    `);
  },
};
