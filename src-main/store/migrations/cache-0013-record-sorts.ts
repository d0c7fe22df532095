import type { Migration } from '../database.ts';

/**
 * Tasks by priority and by subject; the organisation as a row; what is known of agents and departments goes with their
 * rows. `priority_rank` is 0 for the most urgent, names of a portal's own between the known ones and none.
 */
export const cacheRecordSorts: Migration = {
  version: 13,
  description: 'sorts of tasks, the organisation, details of agents and departments',
  up(db) {
    db.exec(`
      CREATE TABLE organization (id TEXT PRIMARY KEY, doc TEXT NOT NULL, as_of INTEGER NOT NULL) STRICT;
      ALTER TABLE task ADD COLUMN priority_rank INTEGER GENERATED ALWAYS AS (
        CASE lower(coalesce(doc ->> 'priority', ''))
          WHEN 'highest' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 WHEN 'medium' THEN 2 WHEN 'low' THEN 3
          WHEN 'lowest' THEN 4 WHEN '' THEN 6 ELSE 5 END
      ) VIRTUAL;
      CREATE INDEX task_priority ON task (is_live, is_open, priority_rank, due_key, id);
      CREATE INDEX task_mine_priority ON task (owner_id, is_live, is_open, priority_rank, due_key, id);
      CREATE INDEX task_subject ON task (is_live, is_open, sort_key, id);
      CREATE INDEX task_mine_subject ON task (owner_id, is_live, is_open, sort_key, id);
      CREATE INDEX contract_name ON contract (is_live, sort_key, id);
      ${['agent', 'department']
        .map(
          (table) => `CREATE TRIGGER ${table}_detail_gone AFTER DELETE ON ${table} BEGIN
            DELETE FROM record_detail WHERE noun = '${table}' AND id = old.id;
          END;`,
        )
        .join('\n')}
    `);
  },
};
