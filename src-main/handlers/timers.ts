import { z } from 'zod';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { JobKindName, Receipt } from '../../src-preload/contract/outbox.ts';
import type { LogTimerInput, TimerRow, TimerTicket } from '../../src-preload/contract/timers.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import type { Effective } from '../outbox/effective.ts';
import type { AgentSettings } from '../store/agent-settings.ts';
import type { Cache } from '../store/cache.ts';
import type { Timer } from '../store/timers.ts';
import type { Timers } from '../timers/timers.ts';
import { personName } from './present.ts';
import { COST_SETTING } from './time-entries.ts';

export interface TimerHandlersDeps {
  timers: Timers;
  cache: Pick<Cache, 'tickets' | 'tasks' | 'accounts'>;
  effective: Pick<Effective, 'idOf' | 'ticket' | 'createdTicket'>;
  settings: AgentSettings;
  clock: Clock;
  /** `id` names the intent. */
  put(kind: JobKindName, input: unknown, id: string | undefined): Receipt;
  /** All or nothing, in agent.db. */
  transaction<T>(work: () => T): T;
  /** The page's word on how long nobody touched it. */
  noteIdle(idleMs: number): void;
  onChange(): void;
}

/** What the tray and the methods have in common. */
export interface TimerDesk {
  readonly handlers: HandlersOf<'timers'>;
  row(timer: Timer): TimerRow;
  /** Tickets lately opened or timed, newest first. */
  recent(limit: number): TimerTicket[];
  start(input: { ticketId: string; taskId: string | null; note: string }): TimerRow;
  log(input: LogTimerInput): Receipt;
  stop(): void;
}

const RECENT = 'timers.recent';
const recentIds = z.array(z.string()).default([]);
const KEPT_RECENT = 12;
/** A ticket that is only walked past gets no timer. */
const AUTO_START_AFTER_MS = 3_000;

export function createTimerDesk(deps: TimerHandlersDeps): TimerDesk {
  const { timers, cache, effective, settings, clock } = deps;
  let recent = settings.get(RECENT, recentIds);
  let saved = recent;
  let opened = new AbortController();

  function ticketOf(given: string): Ticket | null {
    const id = effective.idOf(given);
    const held = cache.tickets.get(id);
    return held === null ? (effective.createdTicket(given)?.doc ?? null) : effective.ticket(held);
  }
  function row(timer: Timer): TimerRow {
    const ticket = ticketOf(timer.ticketId);
    const account = ticket?.contact?.account;
    const task = timer.taskId === null ? null : cache.tasks.get(effective.idOf(timer.taskId));
    return {
      id: timer.id,
      ticketId: effective.idOf(timer.ticketId),
      taskId: timer.taskId,
      ticketNumber: ticket?.ticketNumber ?? '',
      subject: ticket?.subject ?? '',
      taskSubject: task?.doc.subject ?? null,
      accountName:
        account?.accountName ??
        (ticket?.accountId ? (cache.accounts.get(ticket.accountId)?.doc.accountName ?? null) : null),
      note: timer.note,
      state: timer.state as TimerRow['state'],
      ms: timer.ms,
      at: timer.beatAt,
      startedAt: timer.startedAt,
      question: timer.question,
    };
  }
  function remember(id: string): void {
    recent = [id, ...recent.filter((each) => each !== id)].slice(0, KEPT_RECENT);
  }
  function saveRecent(): void {
    if (recent === saved) return;
    settings.set(RECENT, recent);
    saved = recent;
  }
  const recentTickets = (limit: number): TimerTicket[] =>
    // A ticket that was made here was opened under two names.
    [...new Set(recent.map(effective.idOf))].slice(0, limit).flatMap((id) => {
      const ticket = ticketOf(id);
      if (ticket === null) return [];
      const { contact } = ticket;
      return [
        {
          id: ticket.id,
          number: ticket.ticketNumber ?? '',
          subject: ticket.subject ?? '',
          contactName: personName(contact, contact?.email ?? ticket.email ?? ''),
        },
      ];
    });
  function start(input: { ticketId: string; taskId: string | null; note: string }): TimerRow {
    const timer = timers.start(input);
    remember(effective.idOf(input.ticketId));
    saveRecent();
    return row(timer);
  }
  function log({ id, ticketId, jobId, ...entry }: LogTimerInput): Receipt {
    timers.look();
    const running = timers.get(id);
    const seconds = entry.seconds ?? (running === null ? 1 : timers.roundedSeconds(running));
    if (seconds < 1) {
      throw new AppError('invalid', 'There is no time on this timer yet.', { fields: { '/seconds': 'empty' } });
    }
    const timer = timers.stop(id);
    const about = timer.note || (timer.taskId === null ? '' : (row(timer).taskSubject ?? ''));
    const input = {
      ...entry,
      ticketId: ticketId ?? timer.ticketId,
      executedTime: entry.executedTime ?? new Date(timer.startedAt).toISOString(),
      description: entry.description ?? about,
      seconds,
    };
    const receipt = deps.transaction(() => {
      // Time that nobody answered for is neither logged nor lost.
      timers.setQuestionAside(id);
      const written = deps.put('timeEntry.create', input, jobId);
      timers.markLogged(id, written.jobId, seconds);
      return written;
    });
    if (entry.agentCostPerHour !== undefined) settings.set(COST_SETTING, entry.agentCostPerHour);
    return receipt;
  }

  return {
    row,
    recent: recentTickets,
    start,
    log,
    stop() {
      opened.abort();
      saveRecent();
    },
    handlers: {
      'timers.list': () => ({
        timers: timers.list().map(row),
        settings: timers.preferences(),
        recent: recentTickets(KEPT_RECENT),
      }),
      'timers.start': start,
      'timers.pause': ({ id }) => row(timers.pause(id)),
      'timers.resume': ({ id }) => row(timers.resume(id)),
      'timers.stop': ({ id }) => row(timers.stop(id)),
      'timers.discard': ({ id }) => {
        timers.discard(id);
        return null;
      },
      'timers.restore': ({ id }) => row(timers.restore(id)),
      'timers.split': ({ id, seconds, ticketId }) => {
        const { timer, other } = timers.split(id, seconds, ticketId ?? null);
        return { timer: row(timer), other: row(other) };
      },
      'timers.answer': ({ id, answer, ticketId }) => row(timers.answer(id, answer, ticketId ?? null)),
      'timers.update': ({ id, ...patch }) => row(timers.update(id, patch)),
      'timers.log': log,
      'timers.updateSettings': (patch) => timers.updatePreferences(patch),
      'timers.noteIdle': ({ idleMs }) => {
        deps.noteIdle(idleMs);
        return null;
      },
      'timers.noteOpened': ({ ticketId }) => {
        const id = effective.idOf(ticketId);
        remember(id);
        deps.onChange();
        opened.abort();
        if (!timers.preferences().autoStart) return null;
        const mine = new AbortController();
        opened = mine;
        clock.sleep(AUTO_START_AFTER_MS, mine.signal).then(
          () => void start({ ticketId: id, taskId: null, note: '' }),
          () => undefined,
        );
        return null;
      },
    },
  };
}
