import type { Contact } from '../../src-preload/contract/contacts.ts';
import type { Db } from './database.ts';
import { createDocumentStore, type DocumentStore } from './documents.ts';
import { createRecordLists, type RecordLists } from './record-lists.ts';

export interface ContactStore extends DocumentStore<Contact> {
  lists: RecordLists;
  /** Ids of tickets that it wrote, open ones first, then by the customer's last word. */
  listTicketIds(id: string, page: { offset: number; limit: number }): string[];
  /** The last time of one of its tickets or of its own change; empty when neither is known. */
  activeTime(id: string): string;
}

/** The people who write. */
export function createContactStore(db: Db): ContactStore {
  const tickets = db.prepare<[object], { id: string }>(
    `SELECT id FROM ticket WHERE contact_id = :id ORDER BY is_open DESC, recent DESC, id LIMIT :limit OFFSET :offset`,
  );
  const active = db.prepare<[string], { active: string }>('SELECT active FROM contact WHERE id = ?');
  return {
    ...createDocumentStore<Contact>(db, 'contact'),
    lists: createRecordLists(db, 'contact'),
    listTicketIds: (id, page) => tickets.all({ id, ...page }).map((row) => row.id),
    activeTime: (id) => active.get(id)?.active ?? '',
  };
}
