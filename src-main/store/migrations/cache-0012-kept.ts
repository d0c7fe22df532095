import type { Migration } from '../database.ts';

/** Tickets that are gone and stay because the agent said so, and tombstones by age: they are pruned. */
export const cacheKept: Migration = {
  version: 12,
  description: 'kept tickets, tombstones by age',
  up(db) {
    db.exec(`
      CREATE TABLE sweep_kept (id TEXT PRIMARY KEY, kept_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE INDEX tombstone_age ON tombstone (gone_at);
    `);
  },
};
