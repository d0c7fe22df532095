import type { Migration } from '../database.ts';
import { ticketCountTriggers } from './cache-0003-ticket-counts.ts';

/**
 * What each stored ticket wrote to without need: an index that a wider one contains, and counts of its contact, which
 * that one answers in microseconds. Both lay anywhere on the disk for every row of a first sync.
 */
export const cacheFewerPlaces: Migration = {
  version: 16,
  description: 'counts of contacts from the index',
  up(db) {
    db.exec(`
      DROP TRIGGER ticket_count_insert;
      DROP TRIGGER ticket_count_update;
      DROP TRIGGER ticket_count_body;
      DROP TRIGGER ticket_count_delete;
      DELETE FROM ticket_count WHERE list > 'contact:' AND list < 'contact;';
      ${ticketCountTriggers('late', false)}
      DROP INDEX ticket_contact;
    `);
  },
};
