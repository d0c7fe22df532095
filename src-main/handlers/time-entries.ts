import { z } from 'zod';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { TimeEntry, TimeEntryRow } from '../../src-preload/contract/time-entries.ts';
import type { Effective } from '../outbox/effective.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { applyToRow, createdRows, isApplied } from '../outbox/pending.ts';
import type { AgentSettings } from '../store/agent-settings.ts';
import type { Cache } from '../store/cache.ts';
import type { Held } from '../store/documents.ts';
import type { Job } from '../store/jobs.ts';
import type { TimerStore } from '../store/timers.ts';
import { TICKETS_AS_OF } from '../sync/tickets.ts';
import { createAgentName } from './ticket-row.ts';

export interface TimeEntryHandlersDeps {
  cache: Cache;
  outbox: Outbox;
  effective: Pick<Effective, 'idOf' | 'ticket' | 'createdTicket'>;
  timers: Pick<TimerStore, 'rawOfEntry' | 'ofJob'>;
  settings: AgentSettings;
  agentId: string;
}

type Entry = Held<TimeEntry> & { ticketId: string };
const UNSETTLED = new Set(['held', 'queued', 'sending', 'unknown', 'rejected', 'conflict']);
/** The agent's own price of an hour, as last logged. */
export const COST_SETTING = 'timeEntries.costPerHour';
export const costPerHour = z.number().nonnegative().nullable().default(null);

const secondsOf = ({ hoursSpent, minutesSpent, secondsSpent }: TimeEntry): number =>
  (hoursSpent ?? 0) * 3600 + (minutesSpent ?? 0) * 60 + (secondsSpent ?? 0);

/** Time entries as the agent left them: the service's with what is on its way. Nothing here waits for the network. */
export function createTimeEntryHandlers(deps: TimeEntryHandlersDeps): HandlersOf<'timeEntries'> {
  const { cache, outbox, effective, timers, settings, agentId } = deps;
  const agentName = createAgentName(cache.agents);

  function ticketOf(id: string) {
    const held = cache.tickets.get(id);
    const doc = held === null ? effective.createdTicket(id)?.doc : effective.ticket(held);
    const account = doc?.contact?.account;
    return {
      ticketNumber: doc?.ticketNumber ?? '',
      subject: doc?.subject ?? '',
      accountId: account?.id ?? doc?.accountId ?? null,
      accountName:
        account?.accountName ?? (doc?.accountId ? (cache.accounts.get(doc.accountId)?.doc.accountName ?? null) : null),
    };
  }
  function present(doc: TimeEntry, ticketId: string, jobs: readonly Job[]): TimeEntryRow {
    const job = jobs.findLast(
      (each) =>
        UNSETTLED.has(each.state) &&
        (each.localId === doc.id || (each.payload as { id?: string } | null)?.id === doc.id),
    );
    const maker = jobs.find(
      (each) => each.kind === 'timeEntry.create' && (each.localId === doc.id || each.serverId === doc.id),
    );
    const seconds = secondsOf(doc);
    const rawMs = (maker && timers.ofJob(maker.id)?.ms) ?? timers.rawOfEntry(doc.id);
    return {
      id: doc.id,
      ticketId,
      ...ticketOf(ticketId),
      ownerName: doc.owner?.name ?? agentName(doc.ownerId),
      isMine: (doc.ownerId ?? agentId) === agentId,
      executedTime: doc.executedTime ?? doc.createdTime ?? null,
      seconds,
      rawSeconds: rawMs === null ? seconds : Math.floor(rawMs / 1000),
      description: doc.description ?? '',
      requestChargeType: doc.requestChargeType || null,
      agentCostPerHour: doc.agentCostPerHour ?? null,
      additionalCost: doc.additionalCost ?? null,
      totalCost: doc.totalCost ?? null,
      isBillable: doc.isBillable ?? null,
      customFields: doc.customFields ?? {},
      pending: job === undefined ? null : outbox.mark(job),
    };
  }
  const readAt = (ticketId: string): number =>
    Math.max(cache.timeEntries.asOfTicket(ticketId), cache.threads.asOfTicket(ticketId));
  /** Refused ones stay in sight: their time is not lost. */
  const shown = (job: Job): Job =>
    job.state === 'rejected' || job.state === 'conflict' ? { ...job, state: 'queued' } : job;

  function rows(
    entries: readonly Entry[],
    jobs: readonly Job[],
    isWanted: (ticketId: string) => boolean,
  ): TimeEntryRow[] {
    const edited = jobs.map(shown);
    // One that the service had when its ticket was last read, and has no more, is not made anew.
    const making = edited.filter(
      (job) => job.ticketId === null || isApplied(job, readAt(effective.idOf(job.ticketId))),
    );
    const fresh = createdRows('timeEntry', 0, making, new Set(), agentId).filter(
      ({ id }) => cache.timeEntries.get(id) === null,
    );
    const ticketIdOf = (id: string): string => {
      const maker = making.find((job) => job.serverId === id || job.localId === id);
      return effective.idOf(maker?.ticketId ?? '');
    };
    const all = [
      ...entries,
      ...fresh.map((row) => ({ doc: row as unknown as TimeEntry, asOf: 0, ticketId: ticketIdOf(row.id) })),
    ];
    return all
      .filter(({ ticketId }) => isWanted(ticketId))
      .flatMap(({ doc, asOf, ticketId }) => {
        const row = applyToRow('timeEntry', doc, asOf, edited);
        return row === null ? [] : [present(row, ticketId, jobs)];
      })
      .sort((a, b) => (a.executedTime ?? '').localeCompare(b.executedTime ?? '') || a.id.localeCompare(b.id));
  }
  const ours = (jobs: readonly Job[]): Job[] => jobs.filter(({ kind }) => kind.startsWith('timeEntry.'));

  return {
    'timeEntries.list': ({ from: given, to: until }) => {
      const [from, to] = [new Date(given).toISOString(), new Date(until).toISOString()];
      const jobs = outbox.recentJobs(['timeEntry']);
      const held = cache.timeEntries.listOfOwner(agentId, from, to);
      const ids = new Set(held.map(({ doc }) => doc.id));
      // An edit may bring an entry into these days.
      const moved = jobs.flatMap(({ payload }) => {
        const { id } = (payload ?? {}) as { id?: string };
        const entry = id === undefined || ids.has(id) ? null : cache.timeEntries.get(id);
        if (entry === null || entry.doc.ownerId !== agentId) return [];
        ids.add(entry.doc.id);
        return [entry];
      });
      const entries = rows([...held, ...moved], jobs, () => true).filter(
        ({ executedTime }) => executedTime !== null && executedTime >= from && executedTime < to,
      );
      return { entries, asOf: cache.cursors.updatedAt(TICKETS_AS_OF) };
    },
    'timeEntries.ofTicket': ({ ticketId: given }) => {
      const ticketId = effective.idOf(given);
      const held = cache.timeEntries.listOfTicket(ticketId).map((each) => ({ ...each, ticketId }));
      const entries = rows(held, ours(outbox.jobsOfTicket(ticketId)), (id) => id === ticketId || id === given);
      return { entries, seconds: entries.reduce((sum, { seconds }) => sum + seconds, 0) };
    },
    'timeEntries.choices': () => ({
      ...cache.timeEntries.choices(),
      agentCostPerHour: settings.get(COST_SETTING, costPerHour),
    }),
  };
}
