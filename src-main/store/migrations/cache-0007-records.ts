import type { Db, Migration } from '../database.ts';
import { DONE_STATUSES, keysOf, type KeyedTable } from '../record-keys.ts';

const CHUNK = 1_000;

function fill(db: Db, table: KeyedTable): void {
  const page = db.prepare<[number], { rowid: number; doc: string }>(
    `SELECT rowid, doc FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ${CHUNK}`,
  );
  const set = db.prepare<[string, string, number]>(`UPDATE ${table} SET sort_key = ?, find = ? WHERE rowid = ?`);
  for (let rows = page.all(0); rows.length > 0; rows = page.all(rows.at(-1)?.rowid ?? 0)) {
    for (const { rowid, doc } of rows) {
      const { sort_key, find } = keysOf(table, JSON.parse(doc) as object);
      set.run(sort_key, find, rowid);
    }
  }
}

/**
 * Lists of contacts, accounts, tasks and contracts straight from indexes. `sort_key` and `find` are written with the
 * document, as record-keys.ts has it (SQL folds only ASCII). A contact's `account_key` is its account's `sort_key`, `~~`
 * for none; `active` is the last time of one of its tickets or of its own change, an account's the latest of its
 * contacts': triggers keep both when the other row changes. `record_detail` says when a row was last read whole, and which files it has.
 */
export const cacheRecords: Migration = {
  version: 7,
  description: 'lists of contacts, accounts, tasks and contracts',
  up(db) {
    for (const table of ['contact', 'account', 'task', 'contract']) {
      db.exec(`
        ALTER TABLE ${table} ADD COLUMN sort_key TEXT NOT NULL DEFAULT '';
        ALTER TABLE ${table} ADD COLUMN find TEXT NOT NULL DEFAULT '';
        ALTER TABLE ${table} ADD COLUMN is_live INTEGER GENERATED ALWAYS AS (coalesce(doc ->> 'isDeleted', 0) = 0) VIRTUAL;
      `);
    }
    const done = DONE_STATUSES.map((status) => `'${status}'`).join(', ');
    db.exec(`
      ALTER TABLE contact ADD COLUMN account_id TEXT GENERATED ALWAYS AS (doc ->> 'accountId') VIRTUAL;
      ALTER TABLE contact ADD COLUMN account_key TEXT NOT NULL DEFAULT '~~';
      ALTER TABLE contact ADD COLUMN active TEXT NOT NULL DEFAULT '';
      ALTER TABLE account ADD COLUMN active TEXT NOT NULL DEFAULT '';
      ALTER TABLE task ADD COLUMN is_open INTEGER GENERATED ALWAYS AS (
        doc ->> 'completedTime' IS NULL AND lower(coalesce(doc ->> 'status', '')) NOT IN (${done})
      ) VIRTUAL;
      ALTER TABLE task ADD COLUMN due_key TEXT GENERATED ALWAYS AS (coalesce(doc ->> 'dueDate', '9')) VIRTUAL;
      ALTER TABLE task ADD COLUMN done_key TEXT GENERATED ALWAYS AS (
        coalesce(doc ->> 'completedTime', doc ->> 'modifiedTime', doc ->> 'dueDate', '')
      ) VIRTUAL;
      ALTER TABLE contract ADD COLUMN account_id TEXT GENERATED ALWAYS AS (doc ->> 'accountId') VIRTUAL;
      ALTER TABLE contract ADD COLUMN ends TEXT GENERATED ALWAYS AS (coalesce(doc ->> 'endDate', '9')) VIRTUAL;

      CREATE TABLE record_detail (
        noun TEXT NOT NULL,
        id TEXT NOT NULL,
        whole_as_of INTEGER,
        files TEXT NOT NULL DEFAULT '[]',
        files_as_of INTEGER,
        PRIMARY KEY (noun, id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX ticket_of_contact ON ticket (contact_id, is_open DESC, recent DESC, id) WHERE contact_id IS NOT NULL;
    `);
    for (const table of ['account', 'contact', 'task', 'contract'] as const) fill(db, table);
    const ownTime = (row: string): string =>
      `coalesce(${row}.doc ->> 'modifiedTime', ${row}.doc ->> 'createdTime', '')`;
    const used = `
      UPDATE contact SET active = new.recent WHERE id = new.contact_id AND active < new.recent;`;
    db.exec(`
      UPDATE contact SET
        account_key = coalesce((SELECT sort_key FROM account WHERE id = contact.account_id), '~~'),
        active = max(${ownTime('contact')}, coalesce((SELECT max(recent) FROM ticket WHERE contact_id = contact.id), ''));
      CREATE INDEX contact_name ON contact (is_live, sort_key, id, find);
      CREATE INDEX contact_account ON contact (is_live, account_key, sort_key, id);
      CREATE INDEX contact_active ON contact (is_live, active, id);
      CREATE INDEX contact_of_account ON contact (account_id, sort_key, id) WHERE account_id IS NOT NULL;
      UPDATE account SET active = max(${ownTime('account')}, coalesce((SELECT max(active) FROM contact WHERE account_id = account.id), ''));
      CREATE INDEX account_name ON account (is_live, sort_key, id, find);
      CREATE INDEX account_active ON account (is_live, active, id);
      CREATE INDEX task_list ON task (is_live, is_open, due_key, id, find);
      CREATE INDEX task_mine ON task (owner_id, is_live, is_open, due_key, id);
      CREATE INDEX task_done ON task (is_live, is_open, done_key, id);
      CREATE INDEX task_mine_done ON task (owner_id, is_live, is_open, done_key, id);
      CREATE INDEX contract_ends ON contract (is_live, ends, id, find);
      CREATE INDEX contract_of_account ON contract (account_id, ends) WHERE account_id IS NOT NULL;

      CREATE TRIGGER contact_active_insert AFTER INSERT ON contact WHEN new.account_id IS NOT NULL BEGIN
        UPDATE account SET active = new.active WHERE id = new.account_id AND active < new.active;
      END;
      CREATE TRIGGER contact_active_update AFTER UPDATE OF active, doc ON contact
      WHEN new.account_id IS NOT NULL AND (old.active <> new.active OR old.account_id IS NOT new.account_id) BEGIN
        UPDATE account SET active = new.active WHERE id = new.account_id AND active < new.active;
      END;
      CREATE TRIGGER account_placed_insert AFTER INSERT ON account BEGIN
        UPDATE contact SET account_key = new.sort_key WHERE account_id = new.id AND account_key <> new.sort_key;
      END;
      CREATE TRIGGER account_renamed AFTER UPDATE OF sort_key ON account WHEN old.sort_key <> new.sort_key BEGIN
        UPDATE contact SET account_key = new.sort_key WHERE account_id = new.id;
      END;
      CREATE TRIGGER account_gone AFTER DELETE ON account BEGIN
        UPDATE contact SET account_key = '~~' WHERE account_id = old.id;
      END;
      CREATE TRIGGER ticket_used_insert AFTER INSERT ON ticket WHEN new.contact_id IS NOT NULL BEGIN ${used} END;
      CREATE TRIGGER ticket_used_update AFTER UPDATE OF doc ON ticket
      WHEN new.contact_id IS NOT NULL AND (old.recent IS NOT new.recent OR old.contact_id IS NOT new.contact_id) BEGIN
        ${used}
      END;
      ${['contact', 'account', 'task', 'contract']
        .map(
          (table) => `CREATE TRIGGER ${table}_detail_gone AFTER DELETE ON ${table} BEGIN
            DELETE FROM record_detail WHERE noun = '${table}' AND id = old.id;
          END;`,
        )
        .join('\n')}
    `);
  },
};
