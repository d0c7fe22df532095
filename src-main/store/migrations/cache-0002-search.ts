import type { Migration } from '../database.ts';

/**
 * Full text. `search` holds one row per ticket with its threads and comments; its rowid, the slot, begins with the
 * ticket's time, so that SQLite walks matches newest first without sorting. `search_directory` holds contacts and accounts.
 * Both are contentless: the texts stand in the documents only. Triggers write down what changed in the transaction that
 * changed it (`search_pending`); the indexer follows in small steps.
 * `search_term` holds common words, counted in a sample of the tickets; `search_value` the values met per field.
 */
export const cacheSearch: Migration = {
  version: 2,
  description: 'full-text search',
  up(db) {
    db.exec(`
      CREATE VIRTUAL TABLE search USING fts5(
        number, subject, contact, account, sender, recipient, body, facet,
        content = '', contentless_delete = 1, tokenize = 'ascii'
      );
      -- Merging is the indexer's own work, in steps: by itself it comes in bursts that the event loop would feel.
      INSERT INTO search (search, rank) VALUES ('automerge', 0);
      INSERT INTO search (search, rank) VALUES ('crisismerge', 500);
      INSERT INTO search (search, rank) VALUES ('usermerge', 4);
      CREATE VIRTUAL TABLE search_vocab USING fts5vocab('search', 'instance');
      CREATE TABLE search_slot (slot INTEGER PRIMARY KEY, ticket_id TEXT NOT NULL UNIQUE) STRICT;

      CREATE VIRTUAL TABLE search_directory USING fts5(
        name, email, other, facet,
        content = '', contentless_delete = 1, tokenize = 'ascii'
      );
      CREATE VIRTUAL TABLE search_directory_vocab USING fts5vocab('search_directory', 'instance');
      CREATE TABLE search_entry (entry INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, UNIQUE (kind, id)) STRICT;

      CREATE TABLE search_term (term TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE search_value (
        field TEXT NOT NULL, value TEXT NOT NULL, label TEXT NOT NULL, PRIMARY KEY (field, value)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE search_pending (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, UNIQUE (kind, id)) STRICT;
    `);
    const enqueue = (kind: string, id: string): string =>
      `INSERT INTO search_pending (kind, id) SELECT '${kind}', ${id}
       WHERE NOT EXISTS (SELECT 1 FROM search_pending WHERE kind = '${kind}' AND id = ${id});`;
    const watch = (table: string, kind: string, column: string): void =>
      void db.exec(`
        CREATE TRIGGER search_${table}_insert AFTER INSERT ON ${table} BEGIN ${enqueue(kind, `new.${column}`)} END;
        CREATE TRIGGER search_${table}_update AFTER UPDATE OF doc ON ${table} WHEN old.doc IS NOT new.doc BEGIN
          ${enqueue(kind, `new.${column}`)}
        END;
        CREATE TRIGGER search_${table}_delete AFTER DELETE ON ${table} BEGIN ${enqueue(kind, `old.${column}`)} END;
      `);
    watch('ticket', 'ticket', 'id');
    watch('thread', 'ticket', 'ticket_id');
    watch('comment', 'ticket', 'ticket_id');
    watch('contact', 'contact', 'id');
    watch('account', 'account', 'id');
    const name = (row: string): string =>
      `(${row}.doc ->> 'firstName', ${row}.doc ->> 'lastName', ${row}.doc ->> 'email')`;
    db.exec(`
      -- A ticket is found by its contact's name too, which list rows without include=contacts lack.
      CREATE TRIGGER search_contact_named AFTER INSERT ON contact BEGIN
        INSERT INTO search_pending (kind, id) SELECT 'ticket', ticket.id FROM ticket
        WHERE contact_id = new.id AND ticket.doc ->> '$.contact.id' IS NULL
          AND NOT EXISTS (SELECT 1 FROM search_pending p WHERE p.kind = 'ticket' AND p.id = ticket.id);
      END;
      CREATE TRIGGER search_contact_renamed AFTER UPDATE OF doc ON contact WHEN ${name('old')} IS NOT ${name('new')} BEGIN
        INSERT INTO search_pending (kind, id) SELECT 'ticket', ticket.id FROM ticket
        WHERE contact_id = new.id
          AND NOT EXISTS (SELECT 1 FROM search_pending p WHERE p.kind = 'ticket' AND p.id = ticket.id);
      END;
      INSERT INTO search_pending (kind, id) SELECT 'contact', id FROM contact;
      INSERT INTO search_pending (kind, id) SELECT 'account', id FROM account;
      INSERT INTO search_pending (kind, id) SELECT 'ticket', id FROM ticket ORDER BY is_open DESC, recent DESC;
    `);
  },
};
