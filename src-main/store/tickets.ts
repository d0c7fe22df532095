import type { Ticket, TicketView } from '../../src-preload/contract/tickets.ts';
import { atomically, type Db } from './database.ts';
import { type Held, mergeDocs } from './documents.ts';
import { type Direction, withLastWord } from './last-word.ts';
import { isLatenessMoved } from './ticket-late.ts';
import { createTagIndex } from './ticket-tags.ts';
import { comparePlaces, movedPage, type MovedTicket, movesIn, type ViewScope } from './ticket-places.ts';
import { type Page, prepareViews } from './ticket-views.ts';

export type { MovedTicket, ViewScope } from './ticket-places.ts';

export interface HeldTicket extends Held<Ticket> {
  /** Epoch milliseconds of the last whole answer (getTicket); null while only list rows were seen. */
  detailAsOf: number | null;
  /** Whether threads and comments are held as of the counts in `doc`. */
  isComplete: boolean;
  /** The signature whose contents are held, with `?` for parts that are in doubt; null when none are. */
  bodyOf: string | null;
  signature: string;
}

export type StatusType = 'Open' | 'On Hold' | 'Closed';

export interface TicketStore {
  /** Rows of a list. Answers the ids whose document changed. */
  upsertRows(rows: readonly Ticket[], asOf: number): string[];
  /** As upsertRows, telling what changed. `isWhole` rows are as complete as a detail. */
  applyRows(rows: readonly Ticket[], asOf: number, isWhole: (row: Ticket) => boolean): RowChange[];
  /** A whole ticket. Answers whether its document changed. */
  upsertDetail(row: Ticket, asOf: number): boolean;
  get(id: string): HeldTicket | null;
  /** A page of a view. `moved`: tickets that show otherwise than their rows say, or have none. */
  list(view: TicketView, scope: ViewScope, page: Page, moved?: readonly MovedTicket[]): Ticket[];
  countView(view: TicketView, scope: ViewScope, moved?: readonly MovedTicket[]): number;
  /** Those of `ids` that are held, as the text of their documents. */
  listTexts(ids: readonly string[]): { id: string; doc: string; asOf: number }[];
  /** Those that are held and marked as spam, the latest first. */
  listSpam(limit: number): Ticket[];
  /** Open ones by department; '' for none. */
  countOpenByDepartment(): Map<string, number>;
  /** Another number after every change of the cache. */
  revision(): number;
  /** What each status means, as far as the open and the closed tickets of late show it. */
  statusTypes(): Record<string, StatusType>;
  countOfContact(contactId: string): { open: number; closed: number };
  /** How many open tickets each agent has, by id. */
  openByAgent(): Map<string, number>;
  count(): number;
  /** Who spoke last, as its threads say: single tickets come without it, and their rows later. */
  noteLastWord(id: string, direction: Direction): void;
  /** Says that threads and comments are held as of `signature`. */
  markBody(id: string, signature: string): void;
  /** Says that parts of what is held may be old although the signature is the same. */
  doubt(id: string, parts: readonly BodyPart[]): void;
  /** Tickets to be doubted by the next sweep: something may have changed unseen. */
  noteForSweep(id: string): void;
  listForSweep(limit: number): string[];
  settleForSweep(id: string): void;
  /** Threads that were being sent when they were read, the newest first. */
  listUnsettled(limit: number): { ticketId: string; id: string }[];
  /** Ids of all open tickets. */
  listOpenIds(): string[];
  /** Ids whose threads or comments are missing or old, open ones first, then the most recent; the agent's own before. */
  listPendingBodies(agentId: string, limit: number): string[];
  countBodies(): { pending: number; total: number };
  /** Removes a ticket with everything that hangs on it. */
  delete(id: string): void;
}

/** Parts of a ticket's body, in the order in which its signature has them. */
export const BODY_PARTS = ['threads', 'comments', 'timeEntries', 'tasks', 'attachments', 'detail'] as const;
export type BodyPart = (typeof BODY_PARTS)[number];

/**
 * What a change of a ticket's contents shows in, part by part. A status or an assignee is no part of it. Rows of lists
 * lack the counts behind the first two; those of an earlier detail stand for them.
 */
export const ticketSignature = (ticket: Ticket): string => {
  const { threadCount, commentCount, customerResponseTime, lastThread } = ticket;
  const threads = [threadCount ?? '', customerResponseTime ?? '', lastThread?.isDraft === true ? 1 : 0].join(',');
  const { timeEntryCount, taskCount, attachmentCount } = ticket;
  return [threads, commentCount, timeEntryCount, taskCount, attachmentCount, 'd'].map((part) => part ?? '').join('|');
};

/** The parts in which two signatures differ; all of them when nothing is held. */
export function changedParts(bodyOf: string | null, signature: string): BodyPart[] {
  if (bodyOf === null) return [...BODY_PARTS];
  const before = bodyOf.split('|');
  return BODY_PARTS.filter((_, at) => before[at] !== signature.split('|')[at]);
}

/** Parts whose contents are held but may be old. */
export const doubtedParts = (bodyOf: string | null): BodyPart[] =>
  bodyOf === null ? [] : BODY_PARTS.filter((_, at) => bodyOf.split('|')[at] === '?');

/** What a row of a list changed. */
export interface RowChange {
  id: string;
  isNew: boolean;
  /** Names of the fields whose values changed. */
  fields: string[];
}

type Row = { doc: string; as_of: number; detail_as_of: number | null; signature: string; body_of: string | null };

/** Tickets, open and closed each, whose statuses stand for all that the portal has. */
const LATE = 300;

export function createTicketStore(db: Db): TicketStore {
  const select = db.prepare<[string], Row>(
    'SELECT doc, as_of, detail_as_of, signature, body_of FROM ticket WHERE id = ?',
  );
  const insert = db.prepare(
    `INSERT INTO ticket (id, doc, as_of, detail_as_of, signature) VALUES (:id, :doc, :asOf, :detailAsOf, :signature)
     ON CONFLICT (id) DO UPDATE SET doc = excluded.doc, as_of = excluded.as_of,
       detail_as_of = coalesce(excluded.detail_as_of, detail_as_of), signature = excluded.signature`,
  );
  const touch = db.prepare<[number, number | null, string]>(
    'UPDATE ticket SET as_of = ?, detail_as_of = coalesce(?, detail_as_of) WHERE id = ?',
  );
  const mark = db.prepare<[string, string]>('UPDATE ticket SET body_of = ? WHERE id = ?');
  const pendingMine = db.prepare<[string, number], { id: string }>(
    'SELECT id FROM ticket INDEXED BY ticket_pending_mine WHERE is_open = 1 AND assignee_id = ? AND body_of IS NOT signature ORDER BY recent DESC, id LIMIT ?',
  );
  const pending = db.prepare<[number], { id: string }>(
    'SELECT id FROM ticket WHERE body_of IS NOT signature ORDER BY is_open DESC, recent DESC, id LIMIT ?',
  );
  const countPending = db.prepare<[], { n: number }>("SELECT n FROM ticket_count WHERE list = 'pending'");
  const countAll = db.prepare<[], { n: number }>(
    "SELECT total(n) AS n FROM ticket_count WHERE list IN ('open', 'closed')",
  );
  const countContact = db.prepare<[string], { is_open: number; n: number }>(
    'SELECT is_open, count(*) AS n FROM ticket INDEXED BY ticket_of_contact WHERE contact_id = ? GROUP BY is_open',
  );
  const openByAgent = db.prepare<[], { id: string; n: number }>(
    // The lists `open:<assignee>`; `open:` alone is of nobody.
    "SELECT substr(list, 6) AS id, total(n) AS n FROM ticket_count WHERE list > 'open:' AND list < 'open;' GROUP BY list",
  );
  const removals = [
    'DELETE FROM thread WHERE ticket_id = ?',
    'DELETE FROM comment WHERE ticket_id = ?',
    'DELETE FROM time_entry WHERE ticket_id = ?',
    'DELETE FROM attachment WHERE ticket_id = ?',
    'DELETE FROM ticket_doubt WHERE id = ?',
    'DELETE FROM ticket_tag WHERE ticket_id = ?',
    'DELETE FROM ticket WHERE id = ?',
  ].map((sql) => db.prepare<[string]>(sql));
  const views = prepareViews(db);

  const noteDoubt = db.prepare<[string]>('INSERT OR IGNORE INTO ticket_doubt (id) VALUES (?)');
  const doubts = db.prepare<[number], { id: string }>('SELECT id FROM ticket_doubt LIMIT ?');
  const settleDoubt = db.prepare<[string]>('DELETE FROM ticket_doubt WHERE id = ?');
  const unsettled = db.prepare<[number], { ticketId: string; id: string }>(
    `SELECT ticket_id AS ticketId, id FROM thread INDEXED BY thread_unsettled
     WHERE doc ->> 'status' = 'PENDING' ORDER BY created DESC LIMIT ?`,
  );
  const openIds = db.prepare<[], { id: string }>('SELECT id FROM ticket INDEXED BY ticket_open WHERE is_open = 1');

  const changes = db.prepare<[], { n: number }>('SELECT total_changes() AS n');
  const revision = (): number => changes.get()?.n ?? 0;
  /** It walks all open tickets, and is asked for after every write that waits in the outbox. */
  let counted: { revision: number; counts: ReadonlyMap<string, number> } | null = null;
  const texts = db.prepare<[string], { id: string; doc: string; asOf: number }>(
    'SELECT id, doc, as_of AS asOf FROM ticket WHERE id IN (SELECT value FROM json_each(?))',
  );
  const listTexts: TicketStore['listTexts'] = (ids) => (ids.length === 0 ? [] : texts.all(JSON.stringify(ids)));
  const spam = db.prepare<[number], { doc: string }>(
    `SELECT doc FROM ticket WHERE is_open IN (0, 1) AND hidden = 1 AND coalesce(doc ->> 'isSpam', 0) <> 0
     AND coalesce(doc ->> 'isDeleted', 0) = 0 ORDER BY recent DESC, id LIMIT ?`,
  );
  const byDepartment = db.prepare<[], { id: string; n: number }>(
    `SELECT coalesce(department_id, '') AS id, count(*) AS n FROM ticket WHERE is_open = 1 AND hidden = 0 GROUP BY 1`,
  );
  const lateStatuses = ['is_open = 1 ORDER BY recent DESC, id', 'is_open = 0 ORDER BY closed DESC, id'].map((late) =>
    db.prepare<[], { status: string; type: string | null }>(
      `SELECT DISTINCT doc ->> 'status' AS status, doc ->> 'statusType' AS type
       FROM (SELECT doc FROM ticket WHERE ${late} LIMIT ${LATE}) WHERE doc ->> 'status' IS NOT NULL`,
    ),
  );

  const tags = createTagIndex(db);
  /** Writes only what changed, so that a poll of unchanged rows leaves the indexes alone. Null when nothing did. */
  function upsert(row: Ticket, asOf: number, detailAsOf: number | null): RowChange | null {
    const earlier = select.get(row.id);
    const before = earlier === undefined ? undefined : (JSON.parse(earlier.doc) as Ticket);
    const merged = withLastWord(before, mergeDocs(before, row), row);
    if (row.isOverDue === undefined && before !== undefined && isLatenessMoved(before, merged)) delete merged.isOverDue;
    tags.follow(row, before, merged);
    const doc = JSON.stringify(merged);
    if (doc === earlier?.doc) {
      touch.run(asOf, detailAsOf, row.id);
      return null;
    }
    insert.run({ id: row.id, doc, asOf, detailAsOf, signature: ticketSignature(merged) });
    const fields =
      before === undefined
        ? []
        : Object.keys(row).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(merged[name]));
    return { id: row.id, isNew: before === undefined, fields };
  }

  const applyRows = atomically(db, (rows: readonly Ticket[], asOf: number, isWhole: (row: Ticket) => boolean) =>
    rows.map((row) => upsert(row, asOf, isWhole(row) ? asOf : null)).filter((change) => change !== null),
  );

  return {
    upsertRows: (rows, asOf) => applyRows(rows, asOf, () => false).map(({ id }) => id),
    applyRows,
    upsertDetail: atomically(db, (row: Ticket, asOf: number) => upsert(row, asOf, asOf) !== null),
    get(id) {
      const row = select.get(id);
      if (row === undefined) return null;
      return {
        doc: JSON.parse(row.doc) as Ticket,
        asOf: row.as_of,
        detailAsOf: row.detail_as_of,
        isComplete: row.body_of === row.signature,
        bodyOf: row.body_of,
        signature: row.signature,
      };
    },
    list(view, scope, page, moved = []) {
      const shown = new Map(moved.map((one) => [one.shown.id, one.shown]));
      const moves = movesIn(view, moved, scope);
      if (moves.leave.length + moves.come.length === 0) {
        const rows = views[view].list(scope, page).map(({ doc }) => JSON.parse(doc) as Ticket);
        return shown.size === 0 ? rows : rows.map((row) => shown.get(row.id) ?? row);
      }
      const ids = [...movedPage(comparePlaces(view), moves, page, (offset) => views[view].walk(scope, offset))];
      const texts = new Map(listTexts(ids.filter((id) => !shown.has(id))).map(({ id, doc }) => [id, doc]));
      return ids.map((id) => shown.get(id) ?? (JSON.parse(texts.get(id) as string) as Ticket));
    },
    countView(view, scope, moved = []) {
      const { leave, come } = movesIn(view, moved, scope);
      return views[view].count(scope) - leave.length + come.length;
    },
    listTexts,
    listSpam: (limit) => spam.all(limit).map(({ doc }) => JSON.parse(doc) as Ticket),
    countOpenByDepartment() {
      const now = revision();
      if (counted?.revision !== now) {
        counted = { revision: now, counts: new Map(byDepartment.all().map(({ id, n }) => [id, n])) };
      }
      return new Map(counted.counts);
    },
    revision,
    statusTypes() {
      const types: Record<string, StatusType> = {};
      for (const { status, type } of lateStatuses.flatMap((statement) => statement.all())) {
        if (type === 'Open' || type === 'On Hold' || type === 'Closed') types[status] = type;
      }
      return types;
    },
    openByAgent: () => new Map(openByAgent.all().map(({ id, n }) => [id, n])),
    countOfContact(contactId) {
      const counts = { open: 0, closed: 0 };
      for (const { is_open: isOpen, n } of countContact.all(contactId)) counts[isOpen === 1 ? 'open' : 'closed'] = n;
      return counts;
    },
    count: () => countAll.get()?.n ?? 0,
    noteLastWord(id, direction) {
      const row = select.get(id);
      if (row === undefined) return;
      const doc = JSON.parse(row.doc) as Ticket;
      if (doc.lastThread?.direction === direction) return;
      const said = JSON.stringify({ ...doc, lastThread: { ...doc.lastThread, direction } });
      insert.run({ id, doc: said, asOf: row.as_of, detailAsOf: null, signature: row.signature });
    },
    markBody: (id, signature) => void mark.run(signature, id),
    doubt(id, parts) {
      const row = select.get(id);
      if (row === undefined || row.body_of === null) return;
      const held = row.body_of.split('|');
      for (const part of parts) held[BODY_PARTS.indexOf(part)] = '?';
      mark.run(held.join('|'), id);
    },
    noteForSweep: (id) => void noteDoubt.run(id),
    listForSweep: (limit) => doubts.all(limit).map(({ id }) => id),
    settleForSweep: (id) => void settleDoubt.run(id),
    listUnsettled: (limit) => unsettled.all(limit),
    listOpenIds: () => openIds.all().map(({ id }) => id),
    listPendingBodies(agentId, limit) {
      const mine = pendingMine.all(agentId, limit).map(({ id }) => id);
      return mine.length > 0 ? mine : pending.all(limit).map(({ id }) => id);
    },
    countBodies: () => ({ pending: countPending.get()?.n ?? 0, total: countAll.get()?.n ?? 0 }),
    delete: atomically(db, (id: string) => {
      for (const removal of removals) removal.run(id);
    }),
  };
}
