import type { Migration } from '../database.ts';

/** Whose contents are missing among the agent's own open tickets: asked for at every step of the sync. */
export const cachePendingMine: Migration = {
  version: 9,
  description: 'own tickets whose contents are missing',
  up(db) {
    db.exec(`
      CREATE INDEX ticket_pending_mine ON ticket (assignee_id, recent DESC, id)
        WHERE is_open = 1 AND body_of IS NOT signature;
    `);
  },
};
