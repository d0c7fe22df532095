import type { Migration } from '../database.ts';

/** Time entries by whose they are and when the work was done, for the time sheet. */
export const cacheTimeEntryOwner: Migration = {
  version: 8,
  description: 'time entries by owner and time',
  up(db) {
    db.exec(`
      ALTER TABLE time_entry ADD COLUMN owner_id TEXT GENERATED ALWAYS AS (doc ->> 'ownerId') VIRTUAL;
      CREATE INDEX time_entry_owner ON time_entry (owner_id, executed);
    `);
  },
};
