import { atomically, type Db } from './database.ts';
import { createColumnsOf, isKeyed, RECORD_COLUMNS } from './record-keys.ts';

/** A row as it is kept: the service's document and when it said so (epoch milliseconds). */
export interface Held<T> {
  doc: T;
  asOf: number;
}

export interface DocumentStore<T extends { id: string }> {
  /**
   * Fields that the answer lacks keep what an earlier answer said: lists carry fewer than single rows. Answers the ids
   * whose document changed.
   */
  upsert(rows: readonly T[], asOf: number): string[];
  get(id: string): Held<T> | null;
  list(): Held<T>[];
  count(): number;
  delete(id: string): void;
  /** Rows that no answer has named since `asOf`, at most `limit`: gone, after a list was read whole. */
  listOlderThan(asOf: number, limit: number): T[];
  countOlderThan(asOf: number): number;
}

type Row = { doc: string; as_of: number };
const held = <T>(row: Row): Held<T> => ({ doc: JSON.parse(row.doc) as T, asOf: row.as_of });

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/**
 * Later answer over earlier: fields that the later one has win, nulls included; fields that it lacks stay, since lists
 * carry less than single rows. Nested objects are merged likewise, unless their ids say that they are of another row.
 */
export function mergeDocs<T extends object>(earlier: T | undefined, later: T): T {
  const merged: Record<string, unknown> = { ...earlier };
  for (const [name, value] of Object.entries(later)) {
    const before = merged[name];
    merged[name] =
      isObject(value) && isObject(before) && before['id'] === value['id'] ? mergeDocs(before, value) : value;
  }
  return merged as T;
}

export type DocumentTable =
  'agent' | 'department' | 'contact' | 'account' | 'task' | 'contract' | 'mail_reply_address' | 'organization';

/** A table of documents, by id. */
export function createDocumentStore<T extends { id: string }>(db: Db, table: DocumentTable): DocumentStore<T> {
  const select = db.prepare<[string], Row>(`SELECT doc, as_of FROM ${table} WHERE id = ?`);
  const selectAll = db.prepare<[], Row>(`SELECT doc, as_of FROM ${table} ORDER BY id`);
  const selectCount = db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`);
  // Where lists are sorted and filtered by more than SQL can read from a document, its columns go along.
  const columnsOf = isKeyed(table) ? createColumnsOf(db, table) : () => ({});
  const names = ['doc', 'as_of', ...(isKeyed(table) ? RECORD_COLUMNS[table] : [])];
  const insert = db.prepare<[object]>(
    `INSERT INTO ${table} (id, ${names.join(', ')}) VALUES (:id, ${names.map((name) => `:${name}`).join(', ')})
     ON CONFLICT (id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
  );
  const touch = db.prepare<[number, string]>(`UPDATE ${table} SET as_of = ? WHERE id = ?`);
  const remove = db.prepare<[string]>(`DELETE FROM ${table} WHERE id = ?`);
  const older = db.prepare<[number, number], Row>(`SELECT doc, as_of FROM ${table} WHERE as_of < ? LIMIT ?`);
  const countOlder = db.prepare<[number], { n: number }>(`SELECT count(*) AS n FROM ${table} WHERE as_of < ?`);
  const get = (id: string): Held<T> | null => {
    const row = select.get(id);
    return row === undefined ? null : held<T>(row);
  };
  return {
    upsert: atomically(db, (rows: readonly T[], asOf: number) =>
      rows.flatMap((row) => {
        const earlier = select.get(row.id);
        const merged = mergeDocs(earlier === undefined ? undefined : (JSON.parse(earlier.doc) as T), row);
        const doc = JSON.stringify(merged);
        if (doc === earlier?.doc) {
          touch.run(asOf, row.id);
          return [];
        }
        insert.run({ id: row.id, doc, as_of: asOf, ...columnsOf(merged) });
        return [row.id];
      }),
    ),
    get,
    list: () => selectAll.all().map(held<T>),
    count: () => selectCount.get()?.n ?? 0,
    delete: (id) => void remove.run(id),
    listOlderThan: (asOf, limit) => older.all(asOf, limit).map(({ doc }) => JSON.parse(doc) as T),
    countOlderThan: (asOf) => countOlder.get(asOf)?.n ?? 0,
  };
}
