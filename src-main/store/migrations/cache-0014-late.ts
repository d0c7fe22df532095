import type { Migration } from '../database.ts';

/**
 * From when on an open ticket is late (`lateFrom` in `ticket-late.ts`), in place of its due time alone. What rows held so
 * far say of lateness is dropped, since nobody noted when it was said; that is no change of what is searched for.
 */
export const cacheLate: Migration = {
  version: 14,
  description: 'from when on tickets are late',
  up(db) {
    db.exec(`
      CREATE TEMP TABLE last_pending AS SELECT coalesce(max(seq), 0) AS seq FROM search_pending;
      UPDATE ticket SET doc = json_remove(doc, '$.isOverDue') WHERE doc ->> 'isOverDue' IS NOT NULL;
      DELETE FROM search_pending WHERE seq > (SELECT seq FROM last_pending);
      DROP TABLE last_pending;

      ALTER TABLE ticket ADD COLUMN late TEXT GENERATED ALWAYS AS (CASE
        WHEN doc ->> 'isOverDue' = 1 THEN ''
        WHEN doc ->> 'isOverDue' = 0 OR coalesce(doc ->> 'statusType', doc ->> 'status') = 'On Hold' THEN NULL
        ELSE doc ->> 'dueDate' END) VIRTUAL;
      DROP INDEX ticket_open_due;
      CREATE INDEX ticket_open_late ON ticket (late, id) WHERE is_open = 1 AND late IS NOT NULL;
      DROP INDEX ticket_view;
      CREATE INDEX ticket_view ON ticket (is_open, hidden, recent DESC, id, status, status_type, priority, channel,
        assignee_id, department_id, due, late, created, closed);
    `);
  },
};
