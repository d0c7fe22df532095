import type { Migration } from '../database.ts';

/**
 * What the service said, as documents: the row's JSON whole, with generated columns for what is filtered or sorted.
 * `as_of` is epoch milliseconds of the answer. A ticket's `signature` changes when its threads or comments may have;
 * `body_of` is the signature whose threads and comments are held.
 */
export const cacheFirst: Migration = {
  version: 1,
  description: 'tickets, threads, comments, contacts, accounts, agents, departments, sync cursors',
  up(db) {
    db.exec(`
      CREATE TABLE ticket (
        id TEXT PRIMARY KEY,
        doc TEXT NOT NULL,
        as_of INTEGER NOT NULL,
        detail_as_of INTEGER,
        signature TEXT NOT NULL,
        body_of TEXT,
        is_open INTEGER GENERATED ALWAYS AS (
          coalesce(doc ->> 'isDeleted', 0) = 0
          AND coalesce(doc ->> 'statusType', CASE doc ->> 'status' WHEN 'Closed' THEN 'Closed' ELSE 'Open' END) <> 'Closed'
        ) VIRTUAL,
        assignee_id TEXT GENERATED ALWAYS AS (doc ->> 'assigneeId') VIRTUAL,
        contact_id TEXT GENERATED ALWAYS AS (doc ->> 'contactId') VIRTUAL,
        due TEXT GENERATED ALWAYS AS (doc ->> 'dueDate') VIRTUAL,
        recent TEXT GENERATED ALWAYS AS (coalesce(doc ->> 'customerResponseTime', doc ->> 'createdTime', '')) VIRTUAL,
        closed TEXT GENERATED ALWAYS AS (coalesce(doc ->> 'closedTime', doc ->> 'customerResponseTime', doc ->> 'createdTime', '')) VIRTUAL
      ) STRICT;
      CREATE INDEX ticket_open ON ticket (recent DESC, id) WHERE is_open = 1;
      CREATE INDEX ticket_open_assignee ON ticket (assignee_id, recent DESC, id) WHERE is_open = 1;
      CREATE INDEX ticket_open_due ON ticket (due, id) WHERE is_open = 1 AND due IS NOT NULL;
      CREATE INDEX ticket_closed ON ticket (closed DESC, id) WHERE is_open = 0;
      CREATE INDEX ticket_contact ON ticket (contact_id, is_open) WHERE contact_id IS NOT NULL;
      CREATE INDEX ticket_pending ON ticket (is_open DESC, recent DESC, id) WHERE body_of IS NOT signature;

      CREATE TABLE thread (
        id TEXT PRIMARY KEY,
        ticket_id TEXT NOT NULL,
        doc TEXT NOT NULL,
        as_of INTEGER NOT NULL,
        created TEXT GENERATED ALWAYS AS (doc ->> 'createdTime') VIRTUAL
      ) STRICT;
      CREATE INDEX thread_ticket ON thread (ticket_id, created);

      CREATE TABLE comment (
        id TEXT PRIMARY KEY,
        ticket_id TEXT NOT NULL,
        doc TEXT NOT NULL,
        as_of INTEGER NOT NULL,
        commented TEXT GENERATED ALWAYS AS (doc ->> 'commentedTime') VIRTUAL
      ) STRICT;
      CREATE INDEX comment_ticket ON comment (ticket_id, commented);

      CREATE TABLE contact (id TEXT PRIMARY KEY, doc TEXT NOT NULL, as_of INTEGER NOT NULL) STRICT;
      CREATE TABLE account (id TEXT PRIMARY KEY, doc TEXT NOT NULL, as_of INTEGER NOT NULL) STRICT;
      CREATE TABLE agent (id TEXT PRIMARY KEY, doc TEXT NOT NULL, as_of INTEGER NOT NULL) STRICT;
      CREATE TABLE department (id TEXT PRIMARY KEY, doc TEXT NOT NULL, as_of INTEGER NOT NULL) STRICT;

      CREATE TABLE sync_cursor (name TEXT PRIMARY KEY, value TEXT NOT NULL, updated_at INTEGER NOT NULL) STRICT;
    `);
  },
};
