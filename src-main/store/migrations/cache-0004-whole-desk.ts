import type { Migration } from '../database.ts';

/**
 * The rest of the desk: tasks, time entries, attachments (names always; `state` says whether the file is on disk: 0 not,
 * 1 held, 2 refused), contracts, mail reply addresses; tombstones of what the service no longer has; what was learned of
 * the service; and the sweep's notes. A ticket's `signature` is made anew: it holds counts only, part by part.
 */
export const cacheWholeDesk: Migration = {
  version: 4,
  description: 'tasks, time entries, attachments, contracts, mail reply addresses, tombstones, capabilities',
  up(db) {
    db.exec(`
      CREATE TABLE task (
        id TEXT PRIMARY KEY,
        doc TEXT NOT NULL,
        as_of INTEGER NOT NULL,
        ticket_id TEXT GENERATED ALWAYS AS (doc ->> 'ticketId') VIRTUAL,
        due TEXT GENERATED ALWAYS AS (doc ->> 'dueDate') VIRTUAL,
        status TEXT GENERATED ALWAYS AS (doc ->> 'status') VIRTUAL,
        owner_id TEXT GENERATED ALWAYS AS (doc ->> 'ownerId') VIRTUAL
      ) STRICT;
      CREATE INDEX task_ticket ON task (ticket_id) WHERE ticket_id IS NOT NULL;
      CREATE INDEX task_due ON task (due, id);
      CREATE INDEX task_owner ON task (owner_id, due, id);

      CREATE TABLE time_entry (
        id TEXT PRIMARY KEY,
        ticket_id TEXT NOT NULL,
        doc TEXT NOT NULL,
        as_of INTEGER NOT NULL,
        executed TEXT GENERATED ALWAYS AS (coalesce(doc ->> 'executedTime', doc ->> 'createdTime')) VIRTUAL
      ) STRICT;
      CREATE INDEX time_entry_ticket ON time_entry (ticket_id, executed);

      CREATE TABLE attachment (
        id TEXT PRIMARY KEY,
        ticket_id TEXT NOT NULL,
        owner TEXT NOT NULL,
        doc TEXT NOT NULL,
        as_of INTEGER NOT NULL,
        state INTEGER NOT NULL DEFAULT 0,
        size INTEGER GENERATED ALWAYS AS (CAST(doc ->> 'size' AS INTEGER)) VIRTUAL
      ) STRICT;
      CREATE INDEX attachment_ticket ON attachment (ticket_id, id);
      CREATE INDEX attachment_wanted ON attachment (size, id) WHERE state = 0;

      CREATE TABLE contract (id TEXT PRIMARY KEY, doc TEXT NOT NULL, as_of INTEGER NOT NULL) STRICT;
      CREATE TABLE mail_reply_address (id TEXT PRIMARY KEY, doc TEXT NOT NULL, as_of INTEGER NOT NULL) STRICT;

      CREATE TABLE tombstone (
        noun TEXT NOT NULL,
        id TEXT NOT NULL,
        doc TEXT NOT NULL,
        gone_at INTEGER NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (noun, id)
      ) STRICT;
      CREATE INDEX tombstone_time ON tombstone (noun, gone_at);

      CREATE TABLE capability (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

      CREATE TABLE sweep_seen (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      CREATE TABLE sweep_missing (id TEXT PRIMARY KEY, reason TEXT) STRICT, WITHOUT ROWID;
      CREATE TABLE ticket_doubt (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

      CREATE INDEX thread_unsettled ON thread (ticket_id) WHERE doc ->> 'status' = 'PENDING';
    `);
    const text = (name: string): string => `coalesce(doc ->> '${name}', '')`;
    const count = (name: string): string => `coalesce(CAST(doc ->> '${name}' AS TEXT), '')`;
    const signature = `${count('threadCount')} || ',' || ${text('customerResponseTime')} || ',' ||
      iif(doc ->> '$.lastThread.isDraft', '1', '0') || '|' || ${count('commentCount')} || '|' ||
      ${count('timeEntryCount')} || '|' || ${count('taskCount')} || '|' || ${count('attachmentCount')} || '|d'`;
    // Time entries and files of the tickets held so far were never asked for.
    db.exec(`
      UPDATE ticket SET body_of = CASE WHEN body_of IS signature THEN
          ${count('threadCount')} || ',' || ${text('customerResponseTime')} || ',' ||
          iif(doc ->> '$.lastThread.isDraft', '1', '0') || '|' || ${count('commentCount')} || '|' ||
          iif(coalesce(doc ->> 'timeEntryCount', 0) = 0, ${count('timeEntryCount')}, '?') || '|' ||
          iif(coalesce(doc ->> 'taskCount', 0) = 0, ${count('taskCount')}, '?') || '|' ||
          iif(coalesce(doc ->> 'attachmentCount', 0) = 0, ${count('attachmentCount')}, '?') || '|d'
        END, signature = ${signature};
    `);
  },
};
