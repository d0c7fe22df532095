import type { Migration } from '../database.ts';

/**
 * What the agent's own views ask of a ticket, all in one index: it is walked instead of the documents. `hidden` are rows
 * that the service shows in no list.
 */
export const cacheViews: Migration = {
  version: 10,
  description: 'the agent’s own views',
  up(db) {
    const column = (name: string, type: string, value: string): string =>
      `ALTER TABLE ticket ADD COLUMN ${name} ${type} GENERATED ALWAYS AS (${value}) VIRTUAL;`;
    db.exec(`
      ${column('hidden', 'INTEGER', "coalesce(doc ->> 'isDeleted', 0) <> 0 OR coalesce(doc ->> 'isSpam', 0) <> 0")}
      ${column('status', 'TEXT', "coalesce(doc ->> 'status', '')")}
      ${column('status_type', 'TEXT', "coalesce(doc ->> 'statusType', CASE doc ->> 'status' WHEN 'Closed' THEN 'Closed' ELSE 'Open' END)")}
      ${column('priority', 'TEXT', "coalesce(doc ->> 'priority', '')")}
      ${column('channel', 'TEXT', "coalesce(doc ->> 'channel', '')")}
      ${column('department_id', 'TEXT', "coalesce(doc ->> 'departmentId', '')")}
      ${column('created', 'TEXT', "coalesce(doc ->> 'createdTime', '')")}
      CREATE INDEX ticket_view ON ticket (is_open, hidden, recent DESC, id, status, status_type, priority, channel,
        assignee_id, department_id, due, created, closed);
    `);
  },
};
