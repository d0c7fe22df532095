import type { Migration } from '../database.ts';
import { ticketCountTriggers } from './cache-0003-ticket-counts.ts';

/** The list `due` of `ticket_count` gives way to `late`. */
export const cacheLateCounts: Migration = {
  version: 15,
  description: 'counts of late tickets',
  up(db) {
    db.exec(`
      DROP TRIGGER ticket_count_insert;
      DROP TRIGGER ticket_count_update;
      DROP TRIGGER ticket_count_body;
      DROP TRIGGER ticket_count_delete;
      DELETE FROM ticket_count WHERE list = 'due';
      INSERT INTO ticket_count SELECT 'late', substr(late, 1, 10), count(*) FROM ticket WHERE is_open = 1 AND late IS NOT NULL GROUP BY 2;
      ${ticketCountTriggers('late')}
    `);
  },
};
