import type { Contact } from '../../src-preload/contract/contacts.ts';
import type { Ticket, TimelineItem } from '../../src-preload/contract/tickets.ts';
import type { Held } from '../store/documents.ts';
import { applyToTicket, applyToTimeline, createdRows, type EchoAuthor } from './pending.ts';
import type { Outbox } from './outbox.ts';

/** The local picture: the service's rows with what is on its way (truth 2: derived, never stored). */
export interface Effective {
  /** The service's id of a row that was made here, once there is one; other ids as they are. */
  idOf(id: string): string;
  ticket(held: Held<Ticket>): Ticket;
  /** A ticket that is being created here; null when there is none of this id. */
  createdTicket(id: string): Held<Ticket> | null;
  timeline(ticketId: string, items: readonly TimelineItem[], asOf: number): TimelineItem[];
}

export function createEffective(
  outbox: Outbox,
  author: () => Omit<EchoAuthor, 'mark'>,
  getContact: (id: string) => Contact | null,
): Effective {
  return {
    idOf: (id) => outbox.localIds.resolve(id) ?? id,
    ticket({ doc, asOf }) {
      const jobs = outbox.jobsOfTicket(doc.id);
      return jobs.length === 0 ? doc : applyToTicket(doc, asOf, jobs);
    },
    createdTicket(id) {
      const jobs = outbox.recentJobs();
      const [fields] = createdRows('ticket', 0, jobs, new Set(), author().agentId).filter((row) => row.id === id);
      if (fields === undefined) return null;
      const { contactId } = fields;
      const contact = typeof contactId === 'string' ? getContact(contactId) : null;
      const doc = { status: 'Open', statusType: 'Open', channel: 'Phone', ...fields, contact } as Ticket;
      const asOf = jobs.find((job) => job.localId === id || job.serverId === id)?.createdAt ?? 0;
      return { doc: applyToTicket(doc, asOf, outbox.jobsOfTicket(id)), asOf };
    },
    timeline(ticketId, items, asOf) {
      const jobs = outbox.jobsOfTicket(ticketId);
      return jobs.length === 0 ? [...items] : applyToTimeline(items, asOf, jobs, { ...author(), mark: outbox.mark });
    },
  };
}
