import { turn } from '../lib/slices.ts';
import { atomically, type Db } from './database.ts';
import type { Held } from './documents.ts';

/** A row that left one ticket for another: `from` no longer has it. */
export interface Taken {
  id: string;
  from: string;
}

export interface TicketPartStore<T extends { id: string }> {
  /** Oldest first. */
  listOfTicket(ticketId: string): Held<T>[];
  /** `listOfTicket` for what may be megabytes: everything else has its turn in between. */
  readOfTicket(ticketId: string): Promise<Held<T>[]>;
  /** When the newest of the ticket's rows was read, epoch milliseconds; 0 where there are none. */
  asOfTicket(ticketId: string): number;
  /** Ids of the files of each row, by SQLite: without the texts, which are the most of what is held. */
  filesOfTicket(ticketId: string): { id: string; fileId: string }[];
  /** What is held of a ticket becomes exactly `rows`. Answers those that another ticket had until now. */
  replaceOfTicket(ticketId: string, rows: readonly T[], asOf: number): Taken[];
  /** One row, whatever ticket it belongs to now. */
  get(id: string): (Held<T> & { ticketId: string }) | null;
  count(): number;
}

/** Characters of documents that are read between two turns. */
const AT_ONCE = 512 * 1024;

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
  const selectIdsInOrder = db.prepare<[string], { id: string }>(
    `SELECT id FROM ${table} WHERE ticket_id = ? ORDER BY ${order}, id`,
  );
  const selectAsOf = db.prepare<[string], { asOf: number }>(
    `SELECT coalesce(max(as_of), 0) AS asOf FROM ${table} WHERE ticket_id = ?`,
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
  const selectIds = db.prepare<[string], { id: string }>(`SELECT id FROM ${table} WHERE ticket_id = ?`);
  const selectTicketOf = db.prepare<[string], { ticket_id: string }>(`SELECT ticket_id FROM ${table} WHERE id = ?`);
  const selectCount = db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`);
  return {
    listOfTicket: (ticketId) =>
      selectOfTicket.all(ticketId).map((row) => ({ doc: JSON.parse(row.doc) as T, asOf: row.as_of })),
    async readOfTicket(ticketId) {
      const read: Held<T>[] = [];
      let size = 0;
      for (const { id } of selectIdsInOrder.all(ticketId)) {
        if (size > AT_ONCE) {
          size = 0;
          await turn();
        }
        const row = selectOne.get(id);
        // It went, or left the ticket, meanwhile.
        if (row?.ticket_id !== ticketId) continue;
        size += row.doc.length;
        read.push({ doc: JSON.parse(row.doc) as T, asOf: row.as_of });
      }
      return read;
    },
    asOfTicket: (ticketId) => selectAsOf.get(ticketId)?.asOf ?? 0,
    filesOfTicket: (ticketId) => selectFiles.all(ticketId),
    replaceOfTicket: atomically(db, (ticketId: string, rows: readonly T[], asOf: number) => {
      const earlier = new Set(selectIds.all(ticketId).map(({ id }) => id));
      const taken: Taken[] = [];
      for (const row of rows) {
        const from = earlier.delete(row.id) ? undefined : selectTicketOf.get(row.id)?.ticket_id;
        if (from !== undefined) taken.push({ id: row.id, from });
        insert.run(row.id, ticketId, JSON.stringify(row), asOf);
      }
      for (const id of earlier) remove.run(id);
      return taken;
    }),
    get(id) {
      const row = selectOne.get(id);
      return row === undefined ? null : { doc: JSON.parse(row.doc) as T, asOf: row.as_of, ticketId: row.ticket_id };
    },
    count: () => selectCount.get()?.n ?? 0,
  };
}
