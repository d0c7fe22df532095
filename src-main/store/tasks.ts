import type { Task } from '../../src-preload/contract/tasks.ts';
import { atomically, type Db } from './database.ts';
import { createDocumentStore, type DocumentStore, type Held } from './documents.ts';
import { createRecordLists, type RecordLists } from './record-lists.ts';

export interface TaskStore extends DocumentStore<Task> {
  lists: RecordLists;
  /** By due time, those without one first. */
  listOfTicket(ticketId: string): Held<Task>[];
  countOfTicket(ticketId: string): number;
  /** What is held of a ticket becomes exactly `rows`. */
  replaceOfTicket(ticketId: string, rows: readonly Task[], asOf: number): void;
}

/** Things to do, with or without a ticket. */
export function createTaskStore(db: Db): TaskStore {
  const documents = createDocumentStore<Task>(db, 'task');
  const selectOfTicket = db.prepare<[string], { doc: string; as_of: number }>(
    'SELECT doc, as_of FROM task WHERE ticket_id = ? ORDER BY due, id',
  );
  const count = db.prepare<[string], { n: number }>('SELECT count(*) AS n FROM task WHERE ticket_id = ?');
  const listOfTicket = (ticketId: string): Held<Task>[] =>
    selectOfTicket.all(ticketId).map((row) => ({ doc: JSON.parse(row.doc) as Task, asOf: row.as_of }));
  return {
    ...documents,
    lists: createRecordLists(db, 'task'),
    listOfTicket,
    countOfTicket: (ticketId) => count.get(ticketId)?.n ?? 0,
    replaceOfTicket: atomically(db, (ticketId: string, rows: readonly Task[], asOf: number) => {
      const kept = new Set(rows.map(({ id }) => id));
      for (const { doc } of listOfTicket(ticketId)) if (!kept.has(doc.id)) documents.delete(doc.id);
      documents.upsert(
        rows.map((row) => ({ ...row, ticketId })),
        asOf,
      );
    }),
  };
}
