import type { Draft, DraftDoc } from '../../src-preload/contract/drafts.ts';
import type { Db } from './database.ts';
import { LOCAL_PREFIX } from './local-ids.ts';

export interface DraftVersion {
  id: number;
  savedAt: number;
  doc: DraftDoc;
}

export interface DraftStore {
  /** One transaction: the newest text and a version of it. */
  save(key: string, ticketId: string | null, doc: DraftDoc, at: number): void;
  get(key: string): Draft | null;
  /** The latest of those that are kept beside a key: `<key>#…`. */
  getBeside(key: string): Draft | null;
  list(ticketId?: string): Draft[];
  /** Tickets that there are drafts of, the latest first. */
  ticketIds(): string[];
  /** Newest first. */
  versions(key: string): DraftVersion[];
  /** Forgets it with its versions; answers what it was. */
  remove(key: string): Draft | null;
  /** A row that was made here has its name at the service: drafts on it and their keys follow, none in another's place. */
  rename(from: string, to: string): void;
}

const KEPT_VERSIONS = 50;
/** Typing within this time of the version before it takes that version's place, so that versions are steps and not keys. */
const VERSION_STEP_MS = 15_000;

type Row = { key: string; ticket_id: string | null; doc: string; saved_at: number };
const toDraft = (row: Row): Draft => ({
  key: row.key,
  ticketId: row.ticket_id,
  doc: JSON.parse(row.doc) as DraftDoc,
  savedAt: row.saved_at,
});

/** Drafts of every composer, with versions to go back to. */
export function createDraftStore(db: Db): DraftStore {
  const upsert = db.prepare<[string, string | null, string, number]>(
    `INSERT INTO draft (key, ticket_id, doc, saved_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET ticket_id = excluded.ticket_id, doc = excluded.doc, saved_at = excluded.saved_at`,
  );
  const lastVersions = db.prepare<[string], { id: number; saved_at: number }>(
    'SELECT id, saved_at FROM draft_version WHERE key = ? ORDER BY id DESC LIMIT 2',
  );
  const insertVersion = db.prepare<[string, string, number]>(
    'INSERT INTO draft_version (key, doc, saved_at) VALUES (?, ?, ?)',
  );
  const replaceVersion = db.prepare<[string, number]>('UPDATE draft_version SET doc = ? WHERE id = ?');
  const thin = db.prepare<[string, string, number]>(
    'DELETE FROM draft_version WHERE key = ? AND id NOT IN (SELECT id FROM draft_version WHERE key = ? ORDER BY id DESC LIMIT ?)',
  );
  const select = db.prepare<[string], Row>('SELECT * FROM draft WHERE key = ?');
  const beside = db.prepare<[string, string], Row>(
    "SELECT * FROM draft WHERE substr(key, 1, length(?) + 1) = ? || '#' ORDER BY saved_at DESC LIMIT 1",
  );
  const selectTickets = db
    .prepare<[], string>(
      'SELECT ticket_id FROM draft WHERE ticket_id IS NOT NULL GROUP BY ticket_id ORDER BY max(saved_at) DESC, ticket_id',
    )
    .pluck();
  const get = (key: string): Draft | null => {
    const row = select.get(key);
    return row === undefined ? null : toDraft(row);
  };
  return {
    save: db.transaction((key: string, ticketId: string | null, doc: DraftDoc, at: number) => {
      const text = JSON.stringify(doc);
      upsert.run(key, ticketId, text, at);
      const [last] = lastVersions.all(key);
      if (last !== undefined && Math.abs(at - last.saved_at) < VERSION_STEP_MS) replaceVersion.run(text, last.id);
      else {
        insertVersion.run(key, text, at);
        thin.run(key, key, KEPT_VERSIONS);
      }
    }),
    get,
    getBeside(key) {
      const row = beside.get(key, key);
      return row === undefined ? null : toDraft(row);
    },
    list: (ticketId) =>
      (ticketId === undefined
        ? db.prepare<[], Row>('SELECT * FROM draft ORDER BY saved_at DESC, key').all()
        : db.prepare<[string], Row>('SELECT * FROM draft WHERE ticket_id = ? ORDER BY saved_at DESC, key').all(ticketId)
      ).map(toDraft),
    ticketIds: () => selectTickets.all(),
    versions: (key) =>
      db
        .prepare<[string], { id: number; doc: string; saved_at: number }>(
          'SELECT id, doc, saved_at FROM draft_version WHERE key = ? ORDER BY id DESC',
        )
        .all(key)
        .map((row) => ({ id: row.id, savedAt: row.saved_at, doc: JSON.parse(row.doc) as DraftDoc })),
    remove: db.transaction((key: string) => {
      const draft = get(key);
      db.prepare('DELETE FROM draft WHERE key = ?').run(key);
      db.prepare('DELETE FROM draft_version WHERE key = ?').run(key);
      return draft;
    }),
    rename(from, to) {
      db.prepare('UPDATE draft SET ticket_id = ? WHERE ticket_id = ?').run(to, from);
      const keys = db.prepare<[string], string>('SELECT key FROM draft WHERE instr(key, ?) > 0').pluck().all(from);
      for (const key of keys) {
        const named = key.replaceAll(from, to);
        // Something was written under the service's name already: this stands beside it.
        const free = get(named) === null ? named : `${named}#${from.slice(LOCAL_PREFIX.length)}`;
        db.prepare('UPDATE draft SET key = ? WHERE key = ?').run(free, key);
        db.prepare('UPDATE draft_version SET key = ? WHERE key = ?').run(free, key);
        db.prepare("UPDATE OR IGNORE file_ref SET owner = 'draft:' || ? WHERE owner = 'draft:' || ?").run(free, key);
      }
    },
  };
}
