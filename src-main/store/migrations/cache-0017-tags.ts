import type { Migration } from '../database.ts';

/** Tags of tickets by name. The tickets' documents have them too: this is what finds them. */
export const cacheTags: Migration = {
  version: 17,
  description: 'tags of tickets',
  up(db) {
    db.exec(`
      CREATE TABLE ticket_tag (
        name TEXT NOT NULL COLLATE NOCASE, ticket_id TEXT NOT NULL, PRIMARY KEY (name, ticket_id)
      ) WITHOUT ROWID;
      CREATE INDEX ticket_tag_ticket ON ticket_tag (ticket_id);
    `);
  },
};
