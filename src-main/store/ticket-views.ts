import type { TicketView } from '../../src-preload/contract/tickets.ts';
import type { Db } from './database.ts';
import type { Place, ViewScope } from './ticket-places.ts';

const OVERDUE = 'is_open = 1 AND late IS NOT NULL AND late < :now';
interface ViewSpec {
  where: string;
  /** The index that has its rows in its order; named, since a wider one looks better to the planner and would sort them. */
  index: string;
  order: string;
  /** The days of `ticket_count` that add up to the view, and the column that they are days of. */
  list: string;
  by: 'recent' | 'closed' | 'late';
}
/** Each view as a condition and an order that one index serves; `test/unit/store` asserts the plans. */
const VIEWS: Record<TicketView, ViewSpec> = {
  myOpen: {
    where: 'is_open = 1 AND assignee_id = :agentId',
    index: 'ticket_open_assignee',
    order: 'recent DESC, id',
    list: "'open:' || :agentId",
    by: 'recent',
  },
  unassigned: {
    where: 'is_open = 1 AND assignee_id IS NULL',
    index: 'ticket_open_assignee',
    order: 'recent DESC, id',
    list: "'open:'",
    by: 'recent',
  },
  overdue: { where: OVERDUE, index: 'ticket_open_late', order: 'late, id', list: "'late'", by: 'late' },
  allOpen: { where: 'is_open = 1', index: 'ticket_open', order: 'recent DESC, id', list: "'open'", by: 'recent' },
  closed: { where: 'is_open = 0', index: 'ticket_closed', order: 'closed DESC, id', list: "'closed'", by: 'closed' },
};
/** Pages that begin further down than this skip whole days first. */
const FAR = 1_000;

/**
 * The SQL of a view's page, of its page from a time on (`:from`), and of its count the long way, with `:agentId`, `:now`,
 * `:limit`, `:offset`.
 */
export const viewSql = (
  view: TicketView,
): Record<'page' | 'pageFromDay' | 'walk' | 'walkFromDay' | 'count', string> => {
  const { where, index, order, by } = VIEWS[view];
  // The index finds the rows of the page; only those documents are read.
  const page = (condition: string): string =>
    `SELECT doc FROM (SELECT rowid AS page_row FROM ticket INDEXED BY ${index} WHERE ${condition} ORDER BY ${order} LIMIT :limit OFFSET :offset) CROSS JOIN ticket ON ticket.rowid = page_row`;
  const walk = (condition: string): string =>
    `SELECT id, ${by} AS "by" FROM ticket INDEXED BY ${index} WHERE ${condition} ORDER BY ${order} LIMIT :limit OFFSET :offset`;
  const whereFromDay = `${where} AND ${by === 'late' ? 'late >= :from' : `${by} < :from`}`;
  return {
    page: page(where),
    pageFromDay: page(whereFromDay),
    walk: walk(where),
    walkFromDay: walk(whereFromDay),
    count: `SELECT count(*) AS n FROM ticket WHERE ${where}`,
  };
};

/** The SQL of a view's count, of how many its days have and of one day, in the view's order, from the counters. */
const countSql = (view: TicketView): { total: string; days: string; day: string } => {
  const { list, by, index } = VIEWS[view];
  const days = `FROM ticket_count WHERE list = ${list} ORDER BY day ${by === 'late' ? 'ASC' : 'DESC'}`;
  return {
    total:
      view === 'overdue'
        ? `SELECT (SELECT total(n) FROM ticket_count WHERE list = 'late' AND day < substr(:now, 1, 10))
             + (SELECT count(*) FROM ticket INDEXED BY ${index} WHERE ${OVERDUE} AND late >= substr(:now, 1, 10)) AS n`
        : `SELECT total(n) AS n FROM ticket_count WHERE list = ${list}`,
    days: `SELECT n ${days}`,
    day: `SELECT day ${days} LIMIT 1 OFFSET :at`,
  };
};

/** So many rows, from a place in the view's order on. */
export type Page = { offset: number; limit: number };

/** Where a day begins in a view's order. Days end with `U`, which follows the `T` of their times; '' stands for no time. */
const beginOf = (view: TicketView, day: string): string =>
  VIEWS[view].by === 'late' ? day : day === '' ? '0' : `${day}U`;

function prepareView(db: Db, view: TicketView) {
  const sql = { ...viewSql(view), ...countSql(view) };
  const page = db.prepare<[object], { doc: string }>(sql.page);
  const pageFromDay = db.prepare<[object], { doc: string }>(sql.pageFromDay);
  const total = db.prepare<[object], { n: number }>(sql.total);
  const days = db.prepare<[object], number>(sql.days).pluck();
  const dayAt = db.prepare<[object], string>(sql.day).pluck();
  const walk = db.prepare<[object], Place>(sql.walk);
  const walkFromDay = db.prepare<[object], Place>(sql.walkFromDay);

  /** The day in which a page far down begins, and how far down in it; null beyond the end. */
  function dayOf(scope: ViewScope, offset: number): { from: string; offset: number } | null {
    let passed = 0;
    let at = 0;
    // Numbers alone: rows of two columns take three times as long to read.
    for (const n of days.all({ ...scope })) {
      if (passed + n > offset) break;
      passed += n;
      at += 1;
    }
    const day = dayAt.get({ ...scope, at });
    return day === undefined ? null : { from: beginOf(view, day), offset: offset - passed };
  }

  return {
    /** Places from `offset` on, without their documents. */
    walk(scope: ViewScope, offset: number): Iterable<Place> {
      if (offset < FAR) return walk.iterate({ ...scope, offset, limit: -1 });
      const from = dayOf(scope, offset);
      return from === null ? [] : walkFromDay.iterate({ ...scope, ...from, limit: -1 });
    },
    count: (scope: ViewScope): number => total.get({ ...scope })?.n ?? 0,
    list(scope: ViewScope, { offset, limit }: Page): { doc: string }[] {
      if (offset < FAR) return page.all({ ...scope, offset, limit });
      const from = dayOf(scope, offset);
      return from === null ? [] : pageFromDay.all({ ...scope, ...from, limit });
    },
  };
}

/** Each view's rows, a page at a time and as quick far down as at its top, and how many it has. */
export const prepareViews = (db: Db): Record<TicketView, ReturnType<typeof prepareView>> =>
  Object.fromEntries((Object.keys(VIEWS) as TicketView[]).map((view) => [view, prepareView(db, view)])) as Record<
    TicketView,
    ReturnType<typeof prepareView>
  >;
