import type { Migration } from '../database.ts';

/**
 * What was announced (`announcement`: `told_at` is set before a notification shows, so that none shows twice) and every
 * key that was ever considered (`announced`), announced or not. Times are epoch milliseconds of this machine.
 */
export const agentAnnouncements: Migration = {
  version: 3,
  description: 'announcements and their marks, muted tickets',
  up(db) {
    db.exec(`
      CREATE TABLE announced (key TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE INDEX announced_at ON announced (at);
      CREATE TABLE announcement (
        key TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        ticket_id TEXT,
        doc TEXT NOT NULL,
        at INTEGER NOT NULL,
        told_at INTEGER,
        read_at INTEGER
      ) STRICT;
      CREATE INDEX announcement_at ON announcement (at DESC, key);
      CREATE INDEX announcement_untold ON announcement (at) WHERE told_at IS NULL;
      CREATE INDEX announcement_unread ON announcement (ticket_id) WHERE read_at IS NULL;
      CREATE TABLE muted_ticket (ticket_id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    `);
  },
};
