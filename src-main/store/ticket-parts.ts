import { atomically, type Db } from './database.ts';
import type { Held } from './documents.ts';

export interface TicketPartStore<T extends { id: string }> {
  /** Oldest first. */
  listOfTicket(ticketId: string): Held<T>[];
  /** Ids of the files of each row, by SQLite: without the texts, which are the most of what is held. */
  filesOfTicket(ticketId: string): { id: string; fileId: string }[];
  /** What is held of a ticket becomes exactly `rows`. Answers whether anything changed. */
  replaceOfTicket(ticketId: string, rows: readonly T[], asOf: number): boolean;
  /** One row, whatever ticket it belongs to now. */
  get(id: string): (Held<T> & { ticketId: string }) | null;
  count(): number;
}

type Row = { id: string; doc: string; as_of: number };

const ORDERS = { thread: 'created', comment: 'commented', time_entry: 'executed' } as const;

/** Threads, comments and time entries: rows that belong to one ticket and are read whole. */
export function createTicketPartStore<T extends { id: string }>(
  db: Db,
  table: keyof typeof ORDERS,
): TicketPartStore<T> {
  const order = ORDERS[table];
  const selectOfTicket = db.prepare<[string], Row>(
    `SELECT id, doc, as_of FROM ${table} WHERE ticket_id = ? ORDER BY ${order}, id`,
  );
  const selectFiles = db.prepare<[string], { id: string; fileId: string }>(
    `SELECT ${table}.id, file.value ->> '$.id' AS fileId FROM ${table}, json_each(${table}.doc, '$.attachments') AS file
     WHERE ${table}.ticket_id = ?`,
  );
  const insert = db.prepare<[string, string, string, number]>(
    `INSERT INTO ${table} (id, ticket_id, doc, as_of) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET ticket_id = excluded.ticket_id, doc = excluded.doc, as_of = excluded.as_of`,
  );
  const remove = db.prepare<[string]>(`DELETE FROM ${table} WHERE id = ?`);
  const selectOne = db.prepare<[string], Row & { ticket_id: string }>(
    `SELECT id, ticket_id, doc, as_of FROM ${table} WHERE id = ?`,
  );
  const selectCount = db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`);
  return {
    listOfTicket: (ticketId) =>
      selectOfTicket.all(ticketId).map((row) => ({ doc: JSON.parse(row.doc) as T, asOf: row.as_of })),
    filesOfTicket: (ticketId) => selectFiles.all(ticketId),
    replaceOfTicket: atomically(db, (ticketId: string, rows: readonly T[], asOf: number) => {
      const earlier = new Map(selectOfTicket.all(ticketId).map((row) => [row.id, row.doc]));
      let changed = false;
      for (const row of rows) {
        const doc = JSON.stringify(row);
        if (earlier.get(row.id) !== doc) changed = true;
        insert.run(row.id, ticketId, doc, asOf);
        earlier.delete(row.id);
      }
      for (const id of earlier.keys()) remove.run(id);
      return changed || earlier.size > 0;
    }),
    get(id) {
      const row = selectOne.get(id);
      return row === undefined ? null : { doc: JSON.parse(row.doc) as T, asOf: row.as_of, ticketId: row.ticket_id };
    },
    count: () => selectCount.get()?.n ?? 0,
  };
}
