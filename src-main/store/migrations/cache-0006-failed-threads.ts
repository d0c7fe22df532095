import type { Migration } from '../database.ts';

/** Threads that the service could not deliver are few, and looked for often. */
export const cacheFailedThreads: Migration = {
  version: 6,
  description: 'index of threads that could not be delivered',
  up(db) {
    db.exec(`CREATE INDEX thread_failed ON thread (id) WHERE doc ->> 'status' = 'FAILED'`);
  },
};
