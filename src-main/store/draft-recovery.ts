import type { Db } from './database.ts';
import { LOCAL_PREFIX } from './local-ids.ts';
import { insertRow, isWhole, readRows } from './readable-rows.ts';

interface Found {
  ticketId: string | null;
  doc: string;
  savedAt: number;
}

const OF_TICKET = /^(?:reply|forward|comment|task|timeEntry|edit:ticket):(\d+|local-[0-9a-f-]{36})(?:[:#]|$)/;
const LOCAL = new RegExp(`${LOCAL_PREFIX}[0-9a-f-]{36}`, 'g');

const isJson = (text: unknown): boolean => {
  try {
    return typeof text === 'string' && typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
};

/** Drafts of a file: one whose row can't be read is its newest version, which is removed in the same transactions. */
function draftsOf(from: Db): Map<string, Found> {
  const found = new Map<string, Found>();
  for (const [key, ticketId, doc, savedAt] of readRows(from, 'draft', ['key', 'ticket_id', 'doc', 'saved_at']))
    if (isJson(doc)) found.set(key as string, { ticketId, doc, savedAt } as Found);
  const newest = new Map<string, { id: number } & Found>();
  for (const row of readRows(from, 'draft_version', ['id', 'key', 'doc', 'saved_at'])) {
    const [id, key, doc, savedAt] = row as [number, string, string, number];
    if (found.has(key) || (newest.get(key)?.id ?? 0) >= id || !isJson(doc)) continue;
    newest.set(key, { id, ticketId: OF_TICKET.exec(key)?.[1] ?? null, doc, savedAt });
  }
  for (const [key, draft] of newest) found.set(key, draft);
  return found;
}

/** What became of a copy's drafts, as far as newer files tell. By the order of writing: clocks are set back. */
function fateIn(db: Db, copy: Db): (key: string) => boolean {
  const serverIdOf = db.prepare<[string], string | null>('SELECT server_id FROM local_id WHERE local = ?').pluck();
  const named = (key: string): string => key.replace(LOCAL, (local) => serverIdOf.get(local) ?? local);
  let last: number;
  try {
    last = copy.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM job').pluck().get() ?? 0;
  } catch {
    last = Number.MAX_SAFE_INTEGER;
  }
  const queued = db
    .prepare<[number], string>(
      `SELECT payload ->> 'draftKey' FROM job
       WHERE seq > ? AND state <> 'cancelled' AND json_valid(payload) AND payload ->> 'draftKey' IS NOT NULL`,
    )
    .pluck()
    .all(last);
  const taken = new Set(queued.map(named));
  const keyOfVersion = db
    .prepare<[number, number], string>('SELECT key FROM draft_version WHERE id = ? AND saved_at = ?')
    .pluck();
  const moved = new Set<string>();
  for (const row of readRows(copy, 'draft_version', ['id', 'key', 'saved_at'])) {
    const [id, key, savedAt] = row as [number, string, number];
    const now = keyOfVersion.get(id, savedAt);
    // Versions go along when a key is renamed.
    if (now !== undefined && now !== key) moved.add(key);
  }
  return (key) => taken.has(named(key)) || moved.has(key);
}

/**
 * Puts the drafts of one file into `db`, which has those of newer files already, and leaves out what became a job or has
 * another key since. In doubt a draft comes back. Answers how many came, and whether older files can add none.
 */
export function copyDrafts(from: Db, db: Db, isNewest: boolean): { copied: number; isAll: boolean } {
  const isGone = isNewest ? () => false : fateIn(db, from);
  const insert = db.prepare<[string, string | null, string, number]>(
    'INSERT OR IGNORE INTO draft (key, ticket_id, doc, saved_at) VALUES (?, ?, ?, ?)',
  );
  let copied = 0;
  for (const [key, { ticketId, doc, savedAt }] of draftsOf(from))
    if (!isGone(key)) copied += insertRow(insert, [key, ticketId, doc, savedAt]);
  return { copied, isAll: isWhole(from, 'draft') || isWhole(from, 'draft_version') };
}

/** What is left beside the drafts: versions of none of them go, and their files are theirs. */
export function tidyDrafts(db: Db): void {
  db.exec(`
    DELETE FROM draft_version WHERE key NOT IN (SELECT key FROM draft);
    DELETE FROM file_ref WHERE owner LIKE 'draft:%' AND substr(owner, 7) NOT IN (SELECT key FROM draft);
    INSERT OR IGNORE INTO file_ref (sha256, owner)
      SELECT file.value ->> 'sha256', 'draft:' || draft.key FROM draft, json_each(doc, '$.files') AS file
      WHERE file.value ->> 'sha256' IN (SELECT sha256 FROM file);
  `);
}
