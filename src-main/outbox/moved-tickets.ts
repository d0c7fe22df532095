import type { Ticket } from '../../src-preload/contract/tickets.ts';
import type { Held } from '../store/documents.ts';
import type { Job } from '../store/jobs.ts';
import type { MovedTicket } from '../store/ticket-places.ts';
import type { TicketStore } from '../store/tickets.ts';
import { ticketIdsOf } from './affected.ts';
import type { Outbox } from './outbox.ts';
import { ECHO_MS, isApplied } from './pending.ts';

export interface MovedTicketsDeps {
  outbox: Pick<Outbox, 'jobsOfTicket' | 'recentJobs' | 'onJob' | 'localIds'>;
  clock: { now(): number };
  rows: Pick<TicketStore, 'listTexts' | 'revision'>;
  apply(held: Held<Ticket>, jobs: readonly Job[]): Ticket;
  /** A ticket that was made here, with its later changes; null when there is none of this id. */
  createdTicket(id: string): Held<Ticket> | null;
}

type RowText = { doc: string; asOf: number };

interface Entry {
  jobs: readonly Job[];
  /** When the first of what was sent need not show any more, whatever was read; epoch milliseconds. */
  endsAt: number;
  /** The row that `moved` was made of, undefined where there is none; null before the first. */
  from: RowText | undefined | null;
  moved: MovedTicket | null;
}

/**
 * Tickets that show otherwise than their rows say, for the lists. Derived from rows and jobs, and only for tickets that
 * have jobs: what is kept from one list to the next goes with the job's change or the row's.
 */
export function createMovedTickets(deps: MovedTicketsDeps): () => MovedTicket[] {
  const { outbox, clock, rows, apply, createdTicket } = deps;
  const idsOf = (job: Job): string[] => ticketIdsOf(job, outbox.localIds.resolve);
  /** Null before the first list; a null entry has to be read. */
  let entries: Map<string, Entry | null> | null = null;
  /** The cache's revision at the last list. */
  let seen = -1;
  outbox.onJob((job) => {
    for (const id of idsOf(job)) entries?.set(id, null);
  });

  function read(id: string): Entry {
    const jobs = outbox.jobsOfTicket(id);
    const sent = jobs.flatMap(({ state, settledAt }) => (state === 'sent' && settledAt !== null ? [settledAt] : []));
    return { jobs, endsAt: Math.min(Number.POSITIVE_INFINITY, ...sent) + ECHO_MS, from: null, moved: null };
  }

  function derive(id: string, jobs: readonly Job[], row: RowText | undefined): MovedTicket | null {
    if (row === undefined) {
      const created = createdTicket(id);
      // Once sent it has two ids, and shows by the service's.
      return created === null || created.doc.id !== id ? null : { row: null, shown: created.doc };
    }
    const { asOf } = row;
    if (!jobs.some((job) => isApplied(job, asOf))) return null;
    const doc = JSON.parse(row.doc) as Ticket;
    return { row: doc, shown: apply({ doc, asOf }, jobs) };
  }

  function refresh(all: Map<string, Entry | null>, ids: readonly string[], now: number): void {
    const texts = new Map(rows.listTexts(ids).map((row) => [row.id, row]));
    for (const id of ids) {
      const kept = all.get(id) ?? null;
      const entry = kept === null || kept.endsAt < now ? read(id) : kept;
      const row = texts.get(id);
      const isSame = entry.from !== null && entry.from?.asOf === row?.asOf && entry.from?.doc === row?.doc;
      if (!isSame) {
        entry.moved = derive(id, entry.jobs, row);
        entry.from = row;
      }
      // Nothing of it is on its way any more, and the service's row is there.
      const isOver = entry.moved === null && row !== undefined && entry.jobs.every(({ state }) => state === 'sent');
      if (isOver || (entry.jobs.length === 0 && entry.moved === null)) all.delete(id);
      else all.set(id, entry);
    }
  }

  return () => {
    entries ??= new Map(outbox.recentJobs().flatMap((job) => idsOf(job).map((id) => [id, null])));
    const now = clock.now();
    const revision = rows.revision();
    const areRowsSame = revision === seen;
    seen = revision;
    const stale = [...entries].filter(([, entry]) => !areRowsSame || entry === null || entry.endsAt < now);
    refresh(
      entries,
      stale.map(([id]) => id),
      now,
    );
    return [...entries.values()].flatMap((entry) => entry?.moved ?? []);
  };
}
