import type { Migration } from '../database.ts';

/** Tasks join contacts and accounts in the search's directory. */
export const cacheSearchTasks: Migration = {
  version: 5,
  description: 'tasks in the full-text search',
  up(db) {
    const enqueue = (row: string): string => `
      INSERT INTO search_pending (kind, id) SELECT 'task', ${row}.id
      WHERE NOT EXISTS (SELECT 1 FROM search_pending WHERE kind = 'task' AND id = ${row}.id);`;
    db.exec(`
      CREATE TRIGGER search_task_insert AFTER INSERT ON task BEGIN ${enqueue('new')} END;
      CREATE TRIGGER search_task_update AFTER UPDATE OF doc ON task WHEN old.doc IS NOT new.doc BEGIN ${enqueue('new')} END;
      CREATE TRIGGER search_task_delete AFTER DELETE ON task BEGIN ${enqueue('old')} END;
      INSERT INTO search_pending (kind, id) SELECT 'task', id FROM task;
    `);
  },
};
