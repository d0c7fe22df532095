import type { Account } from '../../src-preload/contract/accounts.ts';
import type { Contact } from '../../src-preload/contract/contacts.ts';
import type { Task } from '../../src-preload/contract/tasks.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import type { Db } from './database.ts';
import { DIRECTORY_COLUMNS, directoryColumns, type DirectoryKind, TICKET_COLUMNS } from './search-documents.ts';
import { facetValue } from './search-facets.ts';
import { createSlotStore } from './search-slots.ts';
import { createTicketReader } from './search-sources.ts';
import { createTermSample } from './search-terms.ts';

export interface SearchIndex {
  /** One step towards an up-to-date index, a short one unless told otherwise. Answers whether rows still wait. */
  indexSome(most?: StepSize): boolean;
  /** One short step towards fewer pieces, which makes finding faster; between steps and for idle times. Answers whether there was any to do. */
  mergeSome(): boolean;
  /** Rows that changed and are not in the index yet; a few too many where some of them went meanwhile. */
  countPending(): number;
  /** Has everything indexed anew, in steps: after a change of how text becomes words. */
  reindex(): void;
}

type Pending = { seq: number; kind: 'ticket' | DirectoryKind; id: string };
type Prepared = { slot: number; columns: string[] };

/** What one step takes at most. */
export interface StepSize {
  rows: number;
  characters: number;
}

/**
 * What a short step takes at most: some milliseconds of work. Counted rather than timed: steps that shrink on a busy
 * machine leave more pieces to merge, which makes it busier.
 */
export const SHORT: StepSize = { rows: 24, characters: 24_576 };
/** Pages of the index that one step of merging writes. */
const MERGE_PAGES = 8;
const marks = (columns: readonly string[]): string => columns.map(() => '?').join(', ');

/** Follows what triggers wrote down in `search_pending`, in steps that are short enough for the event loop. */
export function createSearchIndex(db: Db): SearchIndex {
  const slots = createSlotStore(db);
  const terms = createTermSample(db);
  const selectPending = db.prepare<[number], Pending>('SELECT seq, kind, id FROM search_pending ORDER BY seq LIMIT ?');
  const removePending = db.prepare<[number]>('DELETE FROM search_pending WHERE seq <= ?');
  const countPending = db
    .prepare<[], number>(
      'SELECT coalesce((SELECT max(seq) FROM search_pending) - (SELECT min(seq) FROM search_pending) + 1, 0)',
    )
    .pluck();
  const hasPending = db.prepare<[], number>('SELECT EXISTS (SELECT 1 FROM search_pending)').pluck();
  const selectTicket = db.prepare<[string], { doc: string; is_open: number; recent: string }>(
    'SELECT doc, is_open, recent FROM ticket WHERE id = ?',
  );
  const columnsOf = createTicketReader(db);
  const docOf = (table: DirectoryKind) => db.prepare<[string], string>(`SELECT doc FROM ${table} WHERE id = ?`).pluck();
  const selectDoc = { contact: docOf('contact'), account: docOf('account'), task: docOf('task') };
  const insert = db.prepare(
    `INSERT INTO search (rowid, ${TICKET_COLUMNS.join(', ')}) VALUES (?, ${marks(TICKET_COLUMNS)})`,
  );
  const remove = db.prepare<[number]>('DELETE FROM search WHERE rowid = ?');
  const selectEntry = db
    .prepare<[string, string], number>('SELECT entry FROM search_entry WHERE kind = ? AND id = ?')
    .pluck();
  const insertEntry = db.prepare<[string, string]>('INSERT INTO search_entry (kind, id) VALUES (?, ?)');
  const removeEntry = db.prepare<[number]>('DELETE FROM search_entry WHERE entry = ?');
  const insertDirectory = db.prepare(
    `INSERT INTO search_directory (rowid, ${DIRECTORY_COLUMNS.join(', ')}) VALUES (?, ${marks(DIRECTORY_COLUMNS)})`,
  );
  const removeDirectory = db.prepare<[number]>('DELETE FROM search_directory WHERE rowid = ?');
  const merges = ['search', 'search_directory'].map((table) =>
    db.prepare<[number]>(`INSERT INTO ${table} (${table}, rank) VALUES ('merge', ?)`),
  );
  const totalChanges = db.prepare<[], number>('SELECT total_changes()').pluck();
  const insertValue = db.prepare<[string, string, string]>(
    'INSERT INTO search_value (field, value, label) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const knownValues = new Set<string>();

  function noteValues(ticket: Ticket): void {
    const { status, priority, channel, tags = [] } = ticket;
    const met = [...Object.entries({ status, priority, channel }), ...tags.map((tag) => ['tag', tag] as const)];
    for (const [field, label] of met) {
      if (!label || knownValues.has(`${field} ${label}`)) continue;
      knownValues.add(`${field} ${label}`);
      insertValue.run(field, facetValue(label), label);
    }
  }

  /** Takes the old row out and answers the new one; null for a ticket that is no longer held. */
  function prepareTicket({ seq, id }: Pending): Prepared | null {
    const row = selectTicket.get(id);
    if (row === undefined) {
      const slot = slots.release(id);
      if (slot !== null) remove.run(slot);
      return null;
    }
    const ticket = JSON.parse(row.doc) as Ticket;
    const columns = columnsOf(ticket, row.is_open === 1);
    noteValues(ticket);
    terms.note(seq, columns);
    const { slot, earlier } = slots.claim(id, row.recent);
    if (earlier !== null) remove.run(earlier);
    return { slot, columns };
  }

  function entryColumns(kind: DirectoryKind, id: string): string[] | null {
    const doc = selectDoc[kind].get(id);
    if (doc === undefined) return null;
    if (kind === 'contact') return directoryColumns.contact(JSON.parse(doc) as Contact);
    return kind === 'account'
      ? directoryColumns.account(JSON.parse(doc) as Account)
      : directoryColumns.task(JSON.parse(doc) as Task);
  }

  function indexEntry(kind: DirectoryKind, id: string): void {
    const columns = entryColumns(kind, id);
    const earlier = selectEntry.get(kind, id);
    if (earlier !== undefined) removeDirectory.run(earlier);
    if (columns === null) {
      if (earlier !== undefined) removeEntry.run(earlier);
      return;
    }
    const entry = earlier ?? Number(insertEntry.run(kind, id).lastInsertRowid);
    insertDirectory.run(entry, ...columns);
  }

  /** One transaction. */
  const step = db.transaction(({ rows, characters }: StepSize): void => {
    const prepared: Prepared[] = [];
    let size = 0;
    let done = 0;
    for (const pending of selectPending.all(rows)) {
      if (pending.kind === 'ticket') {
        const row = prepareTicket(pending);
        if (row !== null) prepared.push(row);
        for (const column of row?.columns ?? []) size += column.length;
      } else indexEntry(pending.kind, pending.id);
      done = pending.seq;
      if (size > characters) break;
    }
    removePending.run(done);
    // In the index's own order: each step back would make it write out what it holds in memory.
    prepared.sort((a, b) => a.slot - b.slot);
    for (const { slot, columns } of prepared) insert.run(slot, ...columns);
    terms.write();
  });

  function merge(): boolean {
    let isBusy = false;
    for (const command of merges) {
      const before = totalChanges.get() ?? 0;
      command.run(MERGE_PAGES);
      // The command itself counts as one change.
      isBusy ||= (totalChanges.get() ?? 0) - before >= 2;
    }
    return isBusy;
  }

  return {
    indexSome(most = SHORT) {
      if (hasPending.get() === 0) return false;
      step.immediate(most);
      return hasPending.get() === 1;
    },
    mergeSome: merge,
    countPending: () => countPending.get() ?? 0,
    reindex: db.transaction(() => {
      db.exec(`
        INSERT INTO search_pending (kind, id) SELECT 'ticket', id FROM ticket WHERE true ORDER BY is_open DESC, recent DESC ON CONFLICT DO NOTHING;
        INSERT INTO search_pending (kind, id) SELECT 'contact', id FROM contact WHERE true ON CONFLICT DO NOTHING;
        INSERT INTO search_pending (kind, id) SELECT 'account', id FROM account WHERE true ON CONFLICT DO NOTHING;
        INSERT INTO search_pending (kind, id) SELECT 'task', id FROM task WHERE true ON CONFLICT DO NOTHING;
      `);
    }),
  };
}
