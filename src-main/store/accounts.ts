import type { Account } from '../../src-preload/contract/accounts.ts';
import type { Db } from './database.ts';
import { createDocumentStore, type DocumentStore } from './documents.ts';
import { createRecordLists, type RecordLists } from './record-lists.ts';

export interface AccountCounts {
  contacts: number;
  openTickets: number;
  closedTickets: number;
}

export interface AccountStore extends DocumentStore<Account> {
  lists: RecordLists;
  /** Ids of its contacts' tickets, open ones first, then by the customer's last word; without those of one contact. */
  listTicketIds(id: string, page: { offset: number; limit: number }, exceptContactId?: string): string[];
  /** Its contacts, and their tickets. */
  countsOf(id: string): AccountCounts;
  /** The last time of one of its contacts or of its own change; empty when neither is known. */
  activeTime(id: string): string;
}

/** The companies that contacts belong to. */
export function createAccountStore(db: Db): AccountStore {
  const tickets = db.prepare<[object], { id: string }>(
    `SELECT ticket.id FROM contact CROSS JOIN ticket ON ticket.contact_id = contact.id WHERE contact.account_id = :id
       AND contact.id <> :except ORDER BY is_open DESC, recent DESC, ticket.id LIMIT :limit OFFSET :offset`,
  );
  const contacts = db.prepare<[string], { n: number }>('SELECT count(*) AS n FROM contact WHERE account_id = ?');
  const ofTickets = db.prepare<[string], { is_open: number; n: number }>(
    `SELECT ticket.is_open, count(*) AS n FROM contact CROSS JOIN ticket INDEXED BY ticket_of_contact ON contact_id = contact.id
     WHERE contact.account_id = ? GROUP BY ticket.is_open`,
  );
  const active = db.prepare<[string], { active: string }>('SELECT active FROM account WHERE id = ?');
  return {
    ...createDocumentStore<Account>(db, 'account'),
    lists: createRecordLists(db, 'account'),
    listTicketIds: (id, page, except = '') => tickets.all({ id, except, ...page }).map((row) => row.id),
    countsOf(id) {
      const byState = new Map(ofTickets.all(id).map(({ is_open: isOpen, n }) => [isOpen, n]));
      return {
        contacts: contacts.get(id)?.n ?? 0,
        openTickets: byState.get(1) ?? 0,
        closedTickets: byState.get(0) ?? 0,
      };
    },
    activeTime: (id) => active.get(id)?.active ?? '',
  };
}
