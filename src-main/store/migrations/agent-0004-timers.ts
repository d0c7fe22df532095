import type { Migration } from '../database.ts';

/**
 * Timers, kept after they were logged (`logged`, with the job and the service's id of the entry) or thrown away
 * (`discarded`), so that raw seconds stay known. `ms` is what counted at `beat_at`, epoch milliseconds of this machine.
 */
export const agentTimers: Migration = {
  version: 4,
  description: 'timers',
  up(db) {
    db.exec(`
      CREATE TABLE timer (
        id TEXT PRIMARY KEY,
        ticket_id TEXT NOT NULL,
        task_id TEXT,
        note TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL,
        ms INTEGER NOT NULL DEFAULT 0,
        started_at INTEGER NOT NULL,
        beat_at INTEGER NOT NULL,
        question TEXT,
        job_id TEXT,
        entry_id TEXT,
        logged_seconds INTEGER
      ) STRICT;
      CREATE INDEX timer_open ON timer (state) WHERE state IN ('running', 'paused', 'stopped');
      CREATE INDEX timer_job ON timer (job_id) WHERE job_id IS NOT NULL;
      CREATE INDEX timer_entry ON timer (entry_id) WHERE entry_id IS NOT NULL;
    `);
  },
};
