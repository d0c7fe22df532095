import type { Migration } from '../database.ts';

/** What only this machine knows. The first version holds whose it is, so that no other agent's work can land in it. */
export const agentFirst: Migration = {
  version: 1,
  description: 'owner',
  up(db) {
    db.exec(`
      CREATE TABLE owner (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        desk_url TEXT NOT NULL,
        org_id TEXT NOT NULL,
        agent_id TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
    `);
  },
};
