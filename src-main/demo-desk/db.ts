import Database from 'better-sqlite3';

/** Bumped when the tables change: an older file is refused rather than misread. */
export const SCHEMA_VERSION = 1;

const TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE departments (n INTEGER PRIMARY KEY, name TEXT NOT NULL, enabled INTEGER NOT NULL, doc TEXT NOT NULL);
CREATE TABLE agents (n INTEGER PRIMARY KEY, first TEXT NOT NULL, last TEXT NOT NULL, email TEXT NOT NULL UNIQUE,
  password TEXT NOT NULL, zuid TEXT NOT NULL, status TEXT NOT NULL, profile INTEGER NOT NULL, doc TEXT NOT NULL);
CREATE TABLE mail_reply_addresses (n INTEGER PRIMARY KEY, address TEXT NOT NULL, name TEXT NOT NULL, department INTEGER NOT NULL, active INTEGER NOT NULL);
CREATE TABLE products (n INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE accounts (n INTEGER PRIMARY KEY, name TEXT NOT NULL, created INTEGER NOT NULL, modified INTEGER NOT NULL, doc TEXT NOT NULL);
CREATE TABLE contacts (n INTEGER PRIMARY KEY, first TEXT, last TEXT NOT NULL, fullName TEXT NOT NULL, email TEXT, phone TEXT, mobile TEXT,
  account INTEGER, created INTEGER NOT NULL, modified INTEGER NOT NULL, doc TEXT NOT NULL);
CREATE TABLE tickets (n INTEGER PRIMARY KEY, src INTEGER, subject TEXT NOT NULL, description TEXT, status TEXT NOT NULL, statusType TEXT NOT NULL,
  priority TEXT, channel TEXT NOT NULL, category TEXT, subCategory TEXT, classification TEXT, department INTEGER NOT NULL, contact INTEGER NOT NULL,
  account INTEGER, product INTEGER, assignee INTEGER, email TEXT, phone TEXT, created INTEGER NOT NULL, modified INTEGER NOT NULL, modifiedBy INTEGER,
  closed INTEGER, onHold INTEGER, due INTEGER, responseDue INTEGER, customerResponse INTEGER, recent INTEGER NOT NULL, resolution TEXT,
  threads INTEGER NOT NULL, comments INTEGER NOT NULL, attachments INTEGER NOT NULL, tasks INTEGER NOT NULL, timeEntries INTEGER NOT NULL,
  approvals INTEGER NOT NULL, lastChannel TEXT, lastDirection TEXT, lastDraft INTEGER NOT NULL DEFAULT 0, lastForward INTEGER NOT NULL DEFAULT 0, cf TEXT NOT NULL DEFAULT '{}',
  tags TEXT NOT NULL DEFAULT '[]', followers TEXT NOT NULL DEFAULT '[]', isRead INTEGER NOT NULL DEFAULT 0,
  hidden INTEGER NOT NULL DEFAULT 0, mergedInto INTEGER);
CREATE TABLE threads (n INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, src INTEGER, pos INTEGER, created INTEGER NOT NULL, direction TEXT NOT NULL,
  channel TEXT NOT NULL, status TEXT NOT NULL, sendAt INTEGER, agent INTEGER, contact INTEGER, doc TEXT);
CREATE TABLE comments (n INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, commented INTEGER NOT NULL, modified INTEGER, isPublic INTEGER NOT NULL,
  agent INTEGER NOT NULL, contentType TEXT NOT NULL, content TEXT NOT NULL);
CREATE TABLE attachments (n INTEGER PRIMARY KEY, kind TEXT NOT NULL, parent INTEGER NOT NULL, ticket INTEGER, name TEXT NOT NULL, size INTEGER NOT NULL,
  isPublic INTEGER NOT NULL, creator INTEGER NOT NULL, created INTEGER NOT NULL, bytes BLOB);
CREATE TABLE time_entries (n INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, created INTEGER NOT NULL, executed INTEGER, owner INTEGER, doc TEXT NOT NULL);
CREATE TABLE tasks (n INTEGER PRIMARY KEY, ticket INTEGER, department INTEGER NOT NULL, subject TEXT NOT NULL, status TEXT NOT NULL, priority TEXT,
  owner INTEGER, creator INTEGER NOT NULL, due INTEGER, completed INTEGER, created INTEGER NOT NULL, modified INTEGER NOT NULL, doc TEXT NOT NULL);
CREATE TABLE contracts (n INTEGER PRIMARY KEY, account INTEGER NOT NULL, department INTEGER NOT NULL, owner INTEGER NOT NULL, name TEXT NOT NULL,
  startDate TEXT NOT NULL, endDate TEXT NOT NULL, created INTEGER NOT NULL, modified INTEGER NOT NULL, doc TEXT NOT NULL);
CREATE TABLE photos (kind TEXT NOT NULL, n INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (kind, n)) WITHOUT ROWID;
CREATE TABLE ledger (seq INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, operation TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
  status INTEGER NOT NULL, agent INTEGER, noun TEXT NOT NULL, ids TEXT NOT NULL, digest TEXT NOT NULL, fields TEXT NOT NULL, origin TEXT NOT NULL);
CREATE TABLE history (ticket INTEGER NOT NULL, time INTEGER NOT NULL, agent INTEGER, event TEXT NOT NULL, doc TEXT NOT NULL);
CREATE TABLE oauth_codes (code TEXT PRIMARY KEY, doc TEXT NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE oauth_refresh (token TEXT PRIMARY KEY, agent INTEGER NOT NULL, client TEXT NOT NULL, scopes TEXT NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE oauth_access (token TEXT PRIMARY KEY, agent INTEGER NOT NULL, client TEXT NOT NULL, scopes TEXT NOT NULL, refresh TEXT, created INTEGER NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE oauth_grants (refresh TEXT NOT NULL, time INTEGER NOT NULL);
`;

/** Made after seeding: filling a table is several times faster without its indexes. */
export const INDEXES = `
CREATE INDEX accounts_name ON accounts (name COLLATE NOCASE);
CREATE INDEX contacts_first ON contacts (first COLLATE NOCASE);
CREATE INDEX contacts_last ON contacts (last COLLATE NOCASE);
CREATE INDEX contacts_email ON contacts (email COLLATE NOCASE);
CREATE INDEX tickets_recent ON tickets (hidden, recent, n);
CREATE INDEX tickets_due ON tickets (hidden, due, n);
CREATE INDEX tickets_hidden ON tickets (hidden);
CREATE INDEX tickets_created ON tickets (hidden, created, n);
CREATE INDEX tickets_response ON tickets (hidden, customerResponse, n);
CREATE INDEX tickets_modified ON tickets (hidden, modified, n);
CREATE INDEX tickets_assignee ON tickets (assignee, statusType, recent);
CREATE INDEX tickets_contact ON tickets (contact);
CREATE INDEX tickets_account ON tickets (account);
CREATE INDEX threads_ticket ON threads (ticket, created, n);
CREATE INDEX comments_ticket ON comments (ticket, commented, n);
CREATE INDEX attachments_parent ON attachments (kind, parent);
CREATE INDEX attachments_ticket ON attachments (ticket) WHERE ticket IS NOT NULL;
CREATE INDEX time_entries_ticket ON time_entries (ticket, n);
CREATE INDEX tasks_ticket ON tasks (ticket) WHERE ticket IS NOT NULL;
CREATE INDEX tasks_due ON tasks (due, n);
CREATE INDEX history_ticket ON history (ticket, time);
CREATE INDEX oauth_access_refresh ON oauth_access (refresh, created);
CREATE INDEX oauth_grants_time ON oauth_grants (refresh, time);
`;

/** A statement cache over one database: `sql(text)` prepares each text once. */
export interface Sqlite {
  db: Database.Database;
  sql(text: string): Database.Statement<unknown[]>;
  getMeta(key: string): string | undefined;
  setMeta(key: string, value: string): void;
}

/** Opens (or makes) a desk file. A new one has its tables but wants seeding and INDEXES. Throws on a file of another schema. */
export function openSqlite(file: string): Sqlite {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('temp_store = MEMORY');
  const version = db.pragma('user_version', { simple: true }) as number;
  const empty = db.prepare('SELECT count(*) AS c FROM sqlite_master').get() as { c: number };
  const fresh = empty.c === 0;
  if (!fresh && version !== SCHEMA_VERSION) {
    db.close();
    throw new Error(
      `${file} was made by another version of the demo desk (or by another program). Choose another file.`,
    );
  }
  if (fresh) {
    db.transaction(() => {
      db.exec(TABLES);
      db.pragma(`user_version = ${SCHEMA_VERSION}`);
    })();
  }
  const cache = new Map<string, Database.Statement<unknown[]>>();
  const sql = (text: string): Database.Statement<unknown[]> => {
    let statement = cache.get(text);
    if (!statement) {
      statement = db.prepare<unknown[]>(text);
      cache.set(text, statement);
    }
    return statement;
  };
  return {
    db,
    sql,
    getMeta: (key) => (sql('SELECT value FROM meta WHERE key = ?').get(key) as { value: string } | undefined)?.value,
    setMeta: (key, value) => {
      sql('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value').run(
        key,
        value,
      );
    },
  };
}
