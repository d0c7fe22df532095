import type { Migration } from '../database.ts';

/** A second intent that was taken as one which is in the outbox already is that job under a name of its own. */
export const agentIntentNames: Migration = {
  version: 6,
  description: 'further names of intents',
  up(db) {
    db.exec('CREATE TABLE intent_name (name TEXT PRIMARY KEY, job_id TEXT NOT NULL) STRICT, WITHOUT ROWID;');
  },
};
