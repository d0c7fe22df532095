import type { Migration } from '../database.ts';

/** The triggers that keep `ticket_count`. `late`: the column that the list of the same name is by; contacts have lists up to version 15. */
export function ticketCountTriggers(late: 'due' | 'late', hasContacts = true): string {
  const entries = (row: string): string => `
    SELECT iif(${row}.is_open, 'open', 'closed'), substr(iif(${row}.is_open, ${row}.recent, ${row}.closed), 1, 10)
    UNION ALL SELECT 'open:' || coalesce(${row}.assignee_id, ''), substr(${row}.recent, 1, 10) WHERE ${row}.is_open
    UNION ALL SELECT '${late}', substr(${row}.${late}, 1, 10) WHERE ${row}.is_open AND ${row}.${late} IS NOT NULL${
      hasContacts
        ? ` UNION ALL SELECT 'contact:' || ${row}.contact_id, iif(${row}.is_open, 'open', 'closed') WHERE ${row}.contact_id IS NOT NULL`
        : ''
    }`;
  const isPending = (row: string): string => `(${row}.body_of IS NOT ${row}.signature)`;
  const add = (row: string): string => `
    INSERT INTO ticket_count (list, day, n) SELECT *, 1 FROM (${entries(row)}) WHERE true
    ON CONFLICT (list, day) DO UPDATE SET n = n + 1;`;
  const subtract = (row: string): string => `
    UPDATE ticket_count SET n = n - 1 WHERE (list, day) IN (${entries(row)});`;
  const addPending = (delta: string): string =>
    `UPDATE ticket_count SET n = n + (${delta}) WHERE list = 'pending' AND day = '';`;
  const columns = (row: string): string =>
    `(${['is_open', 'assignee_id', ...(hasContacts ? ['contact_id'] : []), late, 'recent', 'closed'].map((column) => `${row}.${column}`).join(', ')})`;
  return `
    CREATE TRIGGER ticket_count_insert AFTER INSERT ON ticket BEGIN
      ${add('new')}
      ${addPending(isPending('new'))}
    END;
    CREATE TRIGGER ticket_count_update AFTER UPDATE OF doc ON ticket WHEN ${columns('old')} IS NOT ${columns('new')} BEGIN
      ${subtract('old')}
      ${add('new')}
    END;
    CREATE TRIGGER ticket_count_body AFTER UPDATE OF body_of, signature ON ticket
    WHEN ${isPending('old')} <> ${isPending('new')} BEGIN
      ${addPending(`${isPending('new')} - ${isPending('old')}`)}
    END;
    CREATE TRIGGER ticket_count_delete AFTER DELETE ON ticket BEGIN
      ${subtract('old')}
      ${addPending(`-${isPending('old')}`)}
      ${hasContacts ? "DELETE FROM ticket_count WHERE n = 0 AND list = 'contact:' || old.contact_id;" : ''}
    END;
  `;
}

/**
 * How many tickets each list holds, by day, kept by triggers: counting reads days instead of tickets, and a page far
 * down a list is found by skipping whole days. Lists: `open` and `open:<assignee>` by recent time, `closed` by closing
 * time, `due` by due time; `contact:<id>` with `open` and `closed` in place of days; `pending` (threads not held).
 */
export const cacheTicketCounts: Migration = {
  version: 3,
  description: 'counts of ticket lists',
  up(db) {
    db.exec(`
      CREATE TABLE ticket_count (list TEXT NOT NULL, day TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (list, day)) STRICT, WITHOUT ROWID;
      INSERT INTO ticket_count VALUES ('pending', '', (SELECT count(*) FROM ticket WHERE body_of IS NOT signature));
      INSERT INTO ticket_count SELECT 'open', substr(recent, 1, 10), count(*) FROM ticket WHERE is_open = 1 GROUP BY 2;
      INSERT INTO ticket_count SELECT 'closed', substr(closed, 1, 10), count(*) FROM ticket WHERE is_open = 0 GROUP BY 2;
      INSERT INTO ticket_count SELECT 'open:' || coalesce(assignee_id, ''), substr(recent, 1, 10), count(*) FROM ticket WHERE is_open = 1 GROUP BY 1, 2;
      INSERT INTO ticket_count SELECT 'due', substr(due, 1, 10), count(*) FROM ticket WHERE is_open = 1 AND due IS NOT NULL GROUP BY 2;
      INSERT INTO ticket_count SELECT 'contact:' || contact_id, iif(is_open, 'open', 'closed'), count(*) FROM ticket WHERE contact_id IS NOT NULL GROUP BY 1, 2;

      ${ticketCountTriggers('due')}
    `);
  },
};
