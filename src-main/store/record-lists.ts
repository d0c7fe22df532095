import type { Db } from './database.ts';
import { createColumnsOf, DONE_STATUSES, type KeyedTable, priorityRank } from './record-keys.ts';

type Value = string | number | null;

/** What a list is asked for: SQL over the table's columns, with named parameters. Columns of `order` only. */
export interface RecordQuery {
  where: readonly string[];
  /** Only rows in whose `find` this stands, folded; empty for all. */
  text?: string;
  /** Column names, `DESC` after them where it goes down. The id is always the last. */
  order: readonly string[];
  params: Readonly<Record<string, Value>>;
}

export type RecordFilter = Omit<RecordQuery, 'order'>;

export interface RecordPageQuery extends RecordQuery {
  offset: number;
  limit: number;
}

/**
 * A row that shows otherwise than the table has it: `doc` is null where it does not show at all. Rows that are made here
 * have an id that the table does not know.
 */
export interface LocalRow {
  id: string;
  doc: object | null;
}

export interface RecordLists {
  /** Ids of a page, as they show with `local` laid over. */
  page(query: RecordPageQuery, local: readonly LocalRow[]): string[];
  count(query: RecordFilter, local: readonly LocalRow[]): number;
  /** As `count`, by the value of an SQL expression. */
  countBy(by: string, query: RecordFilter, local: readonly LocalRow[]): Record<string, number>;
}

/** An order turned round. */
export const turned = (order: readonly string[], isReversed: boolean): readonly string[] =>
  isReversed ? order.map((term) => (term.endsWith(' DESC') ? term.slice(0, -' DESC'.length) : `${term} DESC`)) : order;

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Columns that the table generates from the document, for rows that are not in it. */
const GENERATED: Record<KeyedTable, (doc: Record<string, unknown>) => Record<string, Value>> = {
  contact: (doc) => ({ account_id: text(doc['accountId']) }),
  account: () => ({}),
  task(doc) {
    const { status, priority, dueDate, completedTime, modifiedTime, ownerId, ticketId } = doc;
    const isDone = text(completedTime) !== null || DONE_STATUSES.includes((text(status) ?? '').toLowerCase());
    return {
      is_open: isDone ? 0 : 1,
      priority_rank: priorityRank(priority),
      due_key: text(dueDate) ?? '9',
      done_key: text(completedTime) ?? text(modifiedTime) ?? text(dueDate) ?? '',
      owner_id: text(ownerId),
      ticket_id: text(ticketId),
    };
  },
  contract: (doc) => ({ account_id: text(doc['accountId']), ends: text(doc['endDate']) ?? '9' }),
};

const COLUMNS: Record<KeyedTable, readonly string[]> = {
  contact: ['is_live', 'sort_key', 'find', 'active', 'account_key', 'account_id'],
  account: ['is_live', 'sort_key', 'find', 'active'],
  task: ['is_live', 'sort_key', 'find', 'is_open', 'priority_rank', 'due_key', 'done_key', 'owner_id', 'ticket_id'],
  contract: ['is_live', 'sort_key', 'find', 'account_id', 'ends'],
};

const FIND_INDEX: Record<KeyedTable, string> = {
  contact: 'contact_name',
  account: 'account_name',
  task: 'task_list',
  contract: 'contract_ends',
};

/** Rows of a filter with the columns that are asked for; with `hasLocal` those that are laid over besides. */
function selectSql(
  table: KeyedTable,
  columns: string,
  { where, text: wanted = '' }: Omit<RecordFilter, 'params'>,
  hasLocal: boolean,
): string {
  const select = (from: string, ...more: string[]): string =>
    `SELECT ${columns} FROM ${from} WHERE ${['is_live = 1', ...where, ...more].join(' AND ')}`;
  // Looks through the one index that has the texts, whatever index serves the order.
  const holdsText = `rowid IN (SELECT rowid FROM ${table} INDEXED BY ${FIND_INDEX[table]} WHERE is_live = 1 AND instr(find, :text) > 0)`;
  const held = wanted === '' ? [] : [holdsText];
  if (!hasLocal) return select(table, ...held);
  const local = `(SELECT value ->> 'id' AS id, ${COLUMNS[table]
    .map((column) => `value ->> '${column}' AS ${column}`)
    .join(', ')} FROM json_each(:local))`;
  const shown = wanted === '' ? [] : ['instr(find, :text) > 0'];
  const others = 'id NOT IN (SELECT value FROM json_each(:hidden))';
  return `${select(table, ...held, others)} UNION ALL ${select(local, ...shown)}`;
}

/** The SQL of a page, with the query's own parameters, `:text`, `:limit`, `:offset`, `:local` and `:hidden`. */
export function recordPageSql(table: KeyedTable, query: Omit<RecordQuery, 'params'>, hasLocal: boolean): string {
  const { order } = query;
  const names = order.map((term) => term.replace(/ DESC$/, ''));
  const last = order.at(-1)?.endsWith(' DESC') === true ? 'id DESC' : 'id';
  const rows = selectSql(table, ['id', ...names].join(', '), query, hasLocal);
  return `${rows} ORDER BY ${[...order, last].join(', ')} LIMIT :limit OFFSET :offset`;
}

/**
 * Pages and counts of one table, straight from its indexes. What is on its way is laid over as rows of a query of its
 * own: both come sorted, and SQLite merges them up to the page's end. `test/unit/store` asserts the plans.
 */
export function createRecordLists(db: Db, table: KeyedTable): RecordLists {
  const columnsOf = createColumnsOf(db, table);
  const statements = new Map<string, ReturnType<Db['prepare']>>();
  const prepare = (sql: string): ReturnType<Db['prepare']> => {
    const known = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, known);
    return known;
  };

  const laidOver = (local: readonly LocalRow[]): string =>
    JSON.stringify(
      local.flatMap(({ id, doc }) =>
        doc === null
          ? []
          : [{ id, is_live: 1, ...columnsOf({ ...doc, id }), ...GENERATED[table](doc as Record<string, unknown>) }],
      ),
    );

  const given = ({ text: wanted = '' }: Omit<RecordFilter, 'params'>, local: readonly LocalRow[]) => ({
    ...(wanted === '' ? {} : { text: wanted }),
    ...(local.length === 0 ? {} : { local: laidOver(local), hidden: JSON.stringify(local.map(({ id }) => id)) }),
  });

  return {
    page({ params, offset, limit, ...query }, local) {
      const statement = prepare(recordPageSql(table, query, local.length > 0));
      const rows = statement.all({ ...params, ...given(query, local), offset, limit });
      return (rows as { id: string }[]).map(({ id }) => id);
    },
    count({ params, ...filter }, local) {
      const sql = selectSql(table, '1', filter, local.length > 0);
      const row = prepare(`SELECT count(*) AS n FROM (${sql})`).get({ ...params, ...given(filter, local) });
      return (row as { n: number }).n;
    },
    countBy(by, { params, ...filter }, local) {
      const sql = selectSql(table, `${by} AS part`, filter, local.length > 0);
      const statement = prepare(`SELECT part, count(*) AS n FROM (${sql}) GROUP BY part`);
      const rows = statement.all({ ...params, ...given(filter, local) });
      return Object.fromEntries((rows as { part: string; n: number }[]).map(({ part, n }) => [part, n]));
    },
  };
}
