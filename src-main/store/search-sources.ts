import type { Account } from '../../src-preload/contract/accounts.ts';
import type { Comment } from '../../src-preload/contract/comments.ts';
import type { Contact } from '../../src-preload/contract/contacts.ts';
import type { Thread } from '../../src-preload/contract/threads.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import type { Db } from './database.ts';
import { ticketColumns } from './search-documents.ts';

const parse = <T>(doc: string | undefined): T | null => (doc === undefined ? null : (JSON.parse(doc) as T));

/** Reads what an index holds of a ticket: itself, its messages, contact and account. In the order of `TICKET_COLUMNS`. */
export function createTicketReader(db: Db): (ticket: Ticket, isOpen: boolean) => string[] {
  const docsOf = (table: 'thread' | 'comment', order: string) =>
    db.prepare<[string], string>(`SELECT doc FROM ${table} WHERE ticket_id = ? ORDER BY ${order}, id`).pluck();
  const selectThreads = docsOf('thread', 'created');
  const selectComments = docsOf('comment', 'commented');
  const docOf = (table: 'contact' | 'account') =>
    db.prepare<[string], string>(`SELECT doc FROM ${table} WHERE id = ?`).pluck();
  const [selectContact, selectAccount] = [docOf('contact'), docOf('account')];
  return (ticket, isOpen) => {
    const contact = parse<Contact>(ticket.contactId ? selectContact.get(ticket.contactId) : undefined);
    const accountId = ticket.accountId ?? contact?.accountId;
    return ticketColumns({
      ticket,
      isOpen,
      threads: selectThreads.all(ticket.id).map((doc) => JSON.parse(doc) as Thread),
      comments: selectComments.all(ticket.id).map((doc) => JSON.parse(doc) as Comment),
      contact,
      account: parse<Account>(accountId ? selectAccount.get(accountId) : undefined),
    });
  };
}
