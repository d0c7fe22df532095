import type { Ticket } from '../../src-preload/contract/tickets.ts';
import { VIEW_BOUND, type ViewFilter, type ViewSort } from '../../src-preload/contract/views.ts';
import type { Db } from './database.ts';
import {
  compareBy,
  type FilterScope,
  filterSql,
  fitsFilter,
  placeBy,
  type SortedPlace,
  teachFilters,
} from './ticket-filter.ts';
import { movedPage, type MovedTicket } from './ticket-places.ts';

/** What is asked for: a filter in an order. `found`: the ids that its text finds, null without one. */
export interface TicketQuery {
  filter: ViewFilter;
  sort: ViewSort;
  scope: FilterScope;
  found: ReadonlySet<string> | null;
  /** Tickets that show otherwise than their rows say. */
  moved: readonly MovedTicket[];
}

/** Lists by any filter, at most `VIEW_BOUND` tickets each. */
export interface TicketQueries {
  list(query: TicketQuery, page: { offset: number; limit: number }): Ticket[];
  /** Up to `VIEW_BOUND + 1`, which stands for more. */
  count(query: Omit<TicketQuery, 'sort'>): number;
}

const SORT: ViewSort = { by: 'recent', descending: true };

/** Prepared on first use and kept while it is used: filters are few, their parts vary. */
const MOST_PREPARED = 60;

export function createTicketQueries(db: Db): TicketQueries {
  teachFilters(db);
  const prepared = new Map<string, ReturnType<Db['prepare']>>();
  function prepare(sql: string): ReturnType<Db['prepare']> {
    const held = prepared.get(sql) ?? db.prepare(sql);
    prepared.delete(sql);
    prepared.set(sql, held);
    for (const oldest of prepared.keys()) {
      if (prepared.size <= MOST_PREPARED) break;
      prepared.delete(oldest);
    }
    return held;
  }
  const texts = db.prepare<[string], { id: string; doc: string }>(
    'SELECT id, doc FROM ticket WHERE id IN (SELECT value FROM json_each(?))',
  );

  /** Tickets that come in where they show; their rows are left out of the SQL. */
  function laidOver({ filter, scope, found, moved }: Omit<TicketQuery, 'sort'>) {
    return {
      ids: moved.map(({ shown }) => shown.id),
      come: moved.filter(({ shown }) => fitsFilter(shown, filter, scope, found)).map(({ shown }) => shown),
    };
  }
  const sqlOf = ({ filter, sort, scope, found }: Omit<TicketQuery, 'moved'>, ids: readonly string[]) =>
    filterSql(filter, sort, scope, found === null ? null : [...found], ids);

  return {
    list(query, { offset, limit }) {
      const { sort } = query;
      const { ids, come } = laidOver(query);
      const { where, key, order, params } = sqlOf(query, ids);
      const walk = prepare(
        `SELECT id, ${key} AS "by", recent FROM ticket WHERE ${where} ORDER BY ${order} LIMIT :most OFFSET :offset`,
      );
      const compare = compareBy(sort);
      const places = come.map((ticket) => placeBy(sort, ticket)).sort(compare);
      const page = { offset, limit: Math.max(0, Math.min(limit, VIEW_BOUND - offset)) };
      const wanted = [
        ...movedPage<SortedPlace>(
          compare,
          { leave: [], come: places },
          page,
          (from) =>
            walk.iterate({ ...params, most: page.limit + places.length, offset: from }) as Iterable<SortedPlace>,
        ),
      ];
      const shown = new Map(come.map((ticket) => [ticket.id, ticket]));
      const docs = new Map(texts.all(JSON.stringify(wanted)).map(({ id, doc }) => [id, doc]));
      return wanted.map((id) => shown.get(id) ?? (JSON.parse(docs.get(id) as string) as Ticket));
    },
    count(query) {
      const { ids, come } = laidOver(query);
      const { where, params } = sqlOf({ ...query, sort: SORT }, ids);
      const { n } = prepare(
        `SELECT count(*) AS n FROM (SELECT 1 FROM ticket WHERE ${where} LIMIT ${VIEW_BOUND + 1})`,
      ).get(params) as { n: number };
      return Math.min(VIEW_BOUND + 1, n + come.length);
    },
  };
}
