import type { Ticket, TicketView } from '../../src-preload/contract/tickets.ts';
import type { Db } from './database.ts';
import { type Held, mergeDocs } from './documents.ts';

export interface HeldTicket extends Held<Ticket> {
  /** Epoch milliseconds of the last whole answer (getTicket); null while only list rows were seen. */
  detailAsOf: number | null;
  /** Whether threads and comments are held as of the counts in `doc`. */
  isComplete: boolean;
}

/** Whose view it is, and what "overdue" means now: the service's time, `YYYY-MM-DDTHH:mm:ss.sssZ`. */
export interface ViewScope {
  agentId: string;
  now: string;
}

export interface TicketStore {
  /** Rows of a list. Answers the ids whose document changed. */
  upsertRows(rows: readonly Ticket[], asOf: number): string[];
  /** A whole ticket. Answers whether its document changed. */
  upsertDetail(row: Ticket, asOf: number): boolean;
  get(id: string): HeldTicket | null;
  list(view: TicketView, scope: ViewScope, page: { offset: number; limit: number }): Ticket[];
  countView(view: TicketView, scope: ViewScope): number;
  countOfContact(contactId: string): { open: number; closed: number };
  count(): number;
  /** Says that threads and comments are held as of `signature`. */
  markBody(id: string, signature: string): void;
  /** Ids whose threads or comments are missing or old, open ones first, then the most recent; the agent's own before. */
  listPendingBodies(agentId: string, limit: number): string[];
  countBodies(): { pending: number; total: number };
  /** Removes a ticket with its threads and comments. */
  delete(id: string): void;
}

/** What a change of threads or comments shows in: all of these stand in list rows of both editions. */
export const ticketSignature = ({
  threadCount,
  commentCount,
  customerResponseTime,
  status,
  lastThread,
}: Ticket): string =>
  [threadCount ?? '', commentCount ?? '', customerResponseTime ?? '', status ?? '', lastThread?.isDraft ?? ''].join(
    '|',
  );

type Row = { doc: string; as_of: number; detail_as_of: number | null; signature: string; body_of: string | null };

const OVERDUE = 'is_open = 1 AND due IS NOT NULL AND due < :now';
/** Each view as a condition and an order that one index serves; `test/unit/store` asserts the plans. */
const VIEWS: Record<TicketView, { where: string; order: string }> = {
  myOpen: { where: 'is_open = 1 AND assignee_id = :agentId', order: 'recent DESC, id' },
  unassigned: { where: 'is_open = 1 AND assignee_id IS NULL', order: 'recent DESC, id' },
  overdue: { where: OVERDUE, order: 'due, id' },
  allOpen: { where: 'is_open = 1', order: 'recent DESC, id' },
  closed: { where: 'is_open = 0', order: 'closed DESC, id' },
};

/** The SQL of a view's page and of its count, with `:agentId`, `:now`, `:limit`, `:offset`. */
export const viewSql = (view: TicketView): { page: string; count: string } => {
  const { where, order } = VIEWS[view];
  return {
    // The index finds the ids of the page; only those documents are read.
    page: `SELECT doc FROM ticket JOIN (SELECT id AS page_id FROM ticket WHERE ${where} ORDER BY ${order} LIMIT :limit OFFSET :offset) ON id = page_id ORDER BY ${order}`,
    count: `SELECT count(*) AS n FROM ticket WHERE ${where}`,
  };
};

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
    'SELECT id FROM ticket WHERE is_open = 1 AND assignee_id = ? AND body_of IS NOT signature ORDER BY recent DESC, id LIMIT ?',
  );
  const pending = db.prepare<[number], { id: string }>(
    'SELECT id FROM ticket WHERE body_of IS NOT signature ORDER BY is_open DESC, recent DESC, id LIMIT ?',
  );
  const countPending = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM ticket WHERE body_of IS NOT signature');
  const countAll = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM ticket');
  const countContact = db.prepare<[string], { is_open: number; n: number }>(
    'SELECT is_open, count(*) AS n FROM ticket WHERE contact_id = ? GROUP BY is_open',
  );
  const removals = [
    'DELETE FROM thread WHERE ticket_id = ?',
    'DELETE FROM comment WHERE ticket_id = ?',
    'DELETE FROM ticket WHERE id = ?',
  ].map((sql) => db.prepare<[string]>(sql));
  const views = Object.fromEntries(
    (Object.keys(VIEWS) as TicketView[]).map((view) => {
      const { page, count } = viewSql(view);
      return [
        view,
        { page: db.prepare<[object], { doc: string }>(page), count: db.prepare<[object], { n: number }>(count) },
      ];
    }),
  ) as Record<
    TicketView,
    {
      page: ReturnType<typeof db.prepare<[object], { doc: string }>>;
      count: ReturnType<typeof db.prepare<[object], { n: number }>>;
    }
  >;

  /** Writes only what changed, so that a poll of unchanged rows leaves the indexes alone. */
  function upsert(row: Ticket, asOf: number, detailAsOf: number | null): boolean {
    const earlier = select.get(row.id);
    const merged = mergeDocs(earlier === undefined ? undefined : (JSON.parse(earlier.doc) as Ticket), row);
    const doc = JSON.stringify(merged);
    if (doc === earlier?.doc) {
      touch.run(asOf, detailAsOf, row.id);
      return false;
    }
    insert.run({ id: row.id, doc, asOf, detailAsOf, signature: ticketSignature(merged) });
    return true;
  }

  return {
    upsertRows: db.transaction((rows: readonly Ticket[], asOf: number) =>
      rows.filter((row) => upsert(row, asOf, null)).map(({ id }) => id),
    ),
    upsertDetail: db.transaction((row: Ticket, asOf: number) => upsert(row, asOf, asOf)),
    get(id) {
      const row = select.get(id);
      if (row === undefined) return null;
      return {
        doc: JSON.parse(row.doc) as Ticket,
        asOf: row.as_of,
        detailAsOf: row.detail_as_of,
        isComplete: row.body_of === row.signature,
      };
    },
    list: (view, scope, page) =>
      views[view].page.all({ ...scope, ...page }).map(({ doc }) => JSON.parse(doc) as Ticket),
    countView: (view, scope) => views[view].count.get({ ...scope })?.n ?? 0,
    countOfContact(contactId) {
      const counts = { open: 0, closed: 0 };
      for (const { is_open, n } of countContact.all(contactId)) counts[is_open === 1 ? 'open' : 'closed'] = n;
      return counts;
    },
    count: () => countAll.get()?.n ?? 0,
    markBody: (id, signature) => void mark.run(signature, id),
    listPendingBodies(agentId, limit) {
      const mine = pendingMine.all(agentId, limit).map(({ id }) => id);
      return mine.length > 0 ? mine : pending.all(limit).map(({ id }) => id);
    },
    countBodies: () => ({ pending: countPending.get()?.n ?? 0, total: countAll.get()?.n ?? 0 }),
    delete: db.transaction((id: string) => {
      for (const removal of removals) removal.run(id);
    }),
  };
}
