import type { Migration } from '../database.ts';

/**
 * The outbox: what the agent wants done (`job`), each try (`attempt`), order (`job_lane`, rows of unsettled jobs only),
 * what a job waits for (`job_ref`), ids made here and the service's for them (`local_id`), rows of the service that a
 * job has made (`claim`), drafts with their versions, files and who refers to them. Times are epoch milliseconds of this
 * machine, `server_time` of the service. Nothing in `job` is ever deleted.
 */
export const agentOutbox: Migration = {
  version: 2,
  description: 'outbox, local ids, drafts, files',
  up(db) {
    db.exec(`
      CREATE TABLE job (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        version INTEGER NOT NULL,
        ticket_id TEXT,
        local_id TEXT,
        payload TEXT NOT NULL,
        base TEXT NOT NULL DEFAULT 'null',
        summary TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL,
        hold TEXT,
        hold_until INTEGER,
        next_at INTEGER,
        step INTEGER NOT NULL DEFAULT 0,
        results TEXT NOT NULL DEFAULT '{}',
        revision INTEGER NOT NULL DEFAULT 1,
        attempts INTEGER NOT NULL DEFAULT 0,
        error TEXT,
        question TEXT,
        conflict TEXT,
        server_id TEXT,
        was_offline INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        settled_at INTEGER
      ) STRICT;
      CREATE INDEX job_active ON job (state, seq) WHERE state IN ('queued', 'held', 'sending', 'unknown', 'rejected', 'conflict');
      CREATE INDEX job_ticket ON job (ticket_id, seq) WHERE ticket_id IS NOT NULL;
      CREATE INDEX job_settled ON job (settled_at) WHERE settled_at IS NOT NULL;

      CREATE TABLE attempt (
        id INTEGER PRIMARY KEY,
        job_id TEXT NOT NULL,
        step TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        server_time INTEGER,
        ended_at INTEGER,
        outcome TEXT,
        error TEXT,
        looks INTEGER NOT NULL DEFAULT 0,
        looked_at INTEGER,
        look TEXT
      ) STRICT;
      CREATE INDEX attempt_job ON attempt (job_id, id);

      CREATE TABLE job_lane (
        lane TEXT NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (lane, seq)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX job_lane_seq ON job_lane (seq);

      CREATE TABLE job_ref (
        seq INTEGER NOT NULL,
        local TEXT NOT NULL,
        PRIMARY KEY (seq, local)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX job_ref_local ON job_ref (local);

      CREATE TABLE local_id (
        local TEXT PRIMARY KEY,
        noun TEXT NOT NULL,
        job_id TEXT NOT NULL,
        server_id TEXT,
        mapped_at INTEGER
      ) STRICT;
      CREATE UNIQUE INDEX local_id_server ON local_id (noun, server_id) WHERE server_id IS NOT NULL;

      CREATE TABLE claim (
        noun TEXT NOT NULL,
        server_id TEXT NOT NULL,
        job_id TEXT NOT NULL,
        PRIMARY KEY (noun, server_id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE draft (
        key TEXT PRIMARY KEY,
        ticket_id TEXT,
        doc TEXT NOT NULL,
        saved_at INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE draft_version (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL,
        doc TEXT NOT NULL,
        saved_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX draft_version_key ON draft_version (key, id);

      CREATE TABLE file (
        sha256 TEXT PRIMARY KEY,
        size INTEGER NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE file_ref (
        sha256 TEXT NOT NULL,
        owner TEXT NOT NULL,
        PRIMARY KEY (sha256, owner)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX file_ref_owner ON file_ref (owner);

      CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    `);
  },
};
