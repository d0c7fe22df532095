import type { TicketFile } from '../../src-preload/contract/attachments.ts';
import type { Ticket, TimelineItem } from '../../src-preload/contract/tickets.ts';
import type { Clock } from '../lib/clock.ts';
import type { Cache } from '../store/cache.ts';
import type { Held } from '../store/documents.ts';
import type { Job } from '../store/jobs.ts';
import type { MovedTicket } from '../store/ticket-places.ts';
import { createMovedTickets } from './moved-tickets.ts';
import type { Outbox } from './outbox.ts';
import { type FieldState, fieldStates } from './pending-fields.ts';
import { applyToFiles } from './pending-files.ts';
import { applyToTicket, applyToTimeline, createdRows, type EchoAuthor, statusTypeOf } from './pending.ts';

/** The local picture: the service's rows with what is on its way (truth 2: derived, never stored). */
export interface Effective {
  /** The service's id of a row that was made here, once there is one; other ids as they are. */
  idOf(id: string): string;
  ticket(held: Held<Ticket>): Ticket;
  /** A ticket that is being created here; null when there is none of this id. */
  createdTicket(id: string): Held<Ticket> | null;
  /** One that the service has no more, or never got, as it last was; null where nothing is known of it. */
  goneTicket(id: string): Ticket | null;
  /** Tickets that show otherwise than their rows say, for the lists. */
  movedTickets(): MovedTicket[];
  /** What the portal's statuses mean, as tickets of late tell it. */
  statusTypes(): StatusTypes;
  /** Whether a ticket with this status counts as closed here. */
  isClosing(status: string): boolean;
  timeline(ticketId: string, items: readonly TimelineItem[], asOf: number): TimelineItem[];
  /** The item that an intent adds to its ticket's timeline; null where it also takes something away, or adds none any more. */
  echo(jobId: string): TimelineItem | null;
  /** Fields of a ticket with a change that is not at the service yet. */
  fieldStates(ticketId: string): Record<string, FieldState>;
  files(ticketId: string, files: readonly TicketFile[], asOf: number): TicketFile[];
}

export interface EffectiveDeps {
  outbox: Outbox;
  cache: Pick<Cache, 'contacts' | 'tickets' | 'tombstones'>;
  clock: Clock;
  author(): Omit<EchoAuthor, 'mark'>;
}

type StatusTypes = ReturnType<Cache['tickets']['statusTypes']>;
/** What the portal's statuses mean is read again after this. */
const TYPES_AGE_MS = 60_000;

export function createEffective({ outbox, cache, clock, author }: EffectiveDeps): Effective {
  let known: { types: StatusTypes; at: number } | null = null;
  function types(): StatusTypes {
    if (known === null || clock.monotonic() - known.at > TYPES_AGE_MS) {
      known = { types: cache.tickets.statusTypes(), at: clock.monotonic() };
    }
    return known.types;
  }
  function apply({ doc, asOf }: Held<Ticket>, jobs: readonly Job[]): Ticket {
    if (jobs.length === 0) return doc;
    const shown = applyToTicket(doc, asOf, jobs, { types: types(), clockOffsetMs: author().clockOffsetMs });
    // The row has its contact along; another one comes from the contacts.
    if (shown.contactId === doc.contactId || !shown.contactId) return shown;
    return { ...shown, contact: cache.contacts.get(shown.contactId)?.doc ?? null };
  }

  function echo(jobId: string): TimelineItem | null {
    const job = outbox.jobs.get(jobId);
    const goesOn = (job?.payload as { draftThreadId?: string } | null)?.draftThreadId !== undefined;
    // What is sent already may be among the service's rows.
    if (job === null || goesOn || job.state === 'sent') return null;
    return applyToTimeline([], 0, [job], { ...author(), mark: outbox.mark })[0] ?? null;
  }

  function madeBy(job: Job, fields: { id: string; contactId?: unknown }): Ticket {
    const { contactId } = fields;
    const contact = typeof contactId === 'string' ? (cache.contacts.get(contactId)?.doc ?? null) : null;
    const createdTime = new Date(job.createdAt + author().clockOffsetMs).toISOString();
    return { status: 'Open', statusType: 'Open', channel: 'Phone', ...fields, createdTime, contact } as Ticket;
  }

  function createdTicket(id: string): Held<Ticket> | null {
    // One that the service had and has no more is not made anew.
    if (cache.tombstones.get('ticket', id) !== null) return null;
    const job = outbox.makerOf('ticket', id);
    const [fields] = job === null ? [] : createdRows('ticket', 0, [job], new Set(), author().agentId);
    if (job === null || fields === undefined) return null;
    const doc = madeBy(job, fields);
    return { doc: apply({ doc, asOf: job.createdAt }, outbox.jobsOfTicket(fields.id)), asOf: job.createdAt };
  }

  function goneTicket(id: string): Ticket | null {
    const stone = cache.tombstones.get('ticket', id);
    if (stone !== null) return stone.doc as Ticket;
    const job = outbox.makerOf('ticket', id);
    return job === null ? null : madeBy(job, { ...(job.payload as object), id });
  }

  return {
    idOf: (id) => outbox.localIds.resolve(id) ?? id,
    ticket: (held) => apply(held, outbox.jobsOfTicket(held.doc.id)),
    createdTicket,
    goneTicket,
    movedTickets: createMovedTickets({ outbox, clock, rows: cache.tickets, apply, createdTicket }),
    statusTypes: types,
    isClosing: (status) => statusTypeOf(status, types()) === 'Closed',
    fieldStates: (ticketId) => fieldStates(outbox.jobsOfTicket(ticketId)),
    files: (ticketId, files, asOf) => applyToFiles(files, asOf, outbox.jobsOfTicket(ticketId), outbox.mark),
    echo,
    timeline(ticketId, items, asOf) {
      const jobs = outbox.jobsOfTicket(ticketId);
      return jobs.length === 0 ? [...items] : applyToTimeline(items, asOf, jobs, { ...author(), mark: outbox.mark });
    },
  };
}
