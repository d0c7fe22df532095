import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Host } from '../host.ts';
import type { Clock } from '../lib/clock.ts';
import type { Emit } from '../lib/emitter.ts';
import type { Effective } from '../outbox/effective.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { createAgentSettings } from '../store/agent-settings.ts';
import type { Cache } from '../store/cache.ts';
import type { Db } from '../store/database.ts';
import { createTimerStore, type Timer } from '../store/timers.ts';
import type { TimerRow } from '../../src-preload/contract/timers.ts';
import { createPageIdleness } from '../timers/page-idleness.ts';
import { createReminders, reminded } from '../timers/reminders.ts';
import { createTimers, type Timers } from '../timers/timers.ts';
import { createTimeEntryHandlers } from './time-entries.ts';
import { createTimerDesk, type TimerDesk } from './timers.ts';

export interface TimerRoomOptions {
  db: Db;
  cache: Cache;
  outbox: Outbox;
  effective: Effective;
  clock: Clock;
  emit: Emit;
  host: Pick<Host, 'idleMs' | 'onSuspend' | 'onResume'>;
  agentId: string;
  /** The zone of the agent's clock by its IANA name. */
  zone(): string;
  isOffline(): boolean;
  /** A timer left on for long, in its so manieth stretch of hours, or null for a working day without time. */
  remind(timer: TimerRow | null, stretch: number): void;
}

/** Timers, time entries and what the tray needs of them, for one agent. */
export interface TimerRoom {
  readonly timers: Timers;
  readonly desk: TimerDesk;
  readonly handlers: HandlersOf<'timers'> & HandlersOf<'timeEntries'>;
  /** Called after every second in which a timer ran. Answers the function that ends it. */
  onTick(listener: (running: readonly Timer[]) => void): () => void;
  close(): Promise<void>;
}

export function openTimerRoom(options: TimerRoomOptions): TimerRoom {
  const { db, cache, outbox, effective, clock, emit, host, agentId } = options;
  const store = createTimerStore(db);
  const settings = createAgentSettings(db);
  const page = createPageIdleness(clock);
  const listeners = new Set<(running: readonly Timer[]) => void>();
  const onChange = (ids: readonly string[]): void => emit('timers.changed', { ids: [...ids] });
  const timers = createTimers({
    store,
    settings,
    clock,
    idleMs: () => host.idleMs() ?? page.idleMs(),
    onChange,
    onTick(running) {
      reminders.onTick(running);
      for (const listener of listeners) listener(running);
    },
  });
  const desk = createTimerDesk({
    timers,
    cache,
    effective,
    settings,
    clock,
    put: (kind, input, id) =>
      outbox.enqueue(kind, input, { wasOffline: options.isOffline(), ...(id === undefined ? {} : { id }) }),
    transaction: (work) => outbox.jobs.transaction(work),
    noteIdle(idleMs) {
      page.note(idleMs);
      // Who comes back is seen at once.
      timers.look();
    },
    onChange: () => onChange([]),
  });
  const entries = createTimeEntryHandlers({ cache, outbox, effective, timers: store, settings, agentId });
  const reminders = createReminders({
    clock,
    zone: options.zone,
    preferences: timers.preferences,
    hasTimeSince(since) {
      if (store.hasSince(since)) return true;
      const from = new Date(since).toISOString();
      const to = new Date(since + 24 * 3_600_000).toISOString();
      if (cache.timeEntries.listOfOwner(agentId, from, to).length > 0) return true;
      // What waits to be sent is logged too.
      return outbox.recentJobs(['timeEntry']).some(({ kind, state, payload }) => {
        const { executedTime = '' } = (payload ?? {}) as { executedTime?: string };
        return kind === 'timeEntry.create' && state !== 'cancelled' && executedTime >= from && executedTime < to;
      });
    },
    reminded: {
      get: () => settings.get('timers.reminded', reminded),
      set: (stretches) => settings.set('timers.reminded', stretches),
    },
    remind(timer, stretch) {
      emit('timers.reminder', { id: timer?.id ?? null });
      options.remind(timer === null ? null : desk.row(timer), stretch);
    },
  });
  const stops = [
    host.onSuspend(timers.look),
    host.onResume(timers.look),
    outbox.onJob((job) => {
      if (job.kind === 'ticket.create' && job.localId !== null && job.serverId !== null) {
        timers.renameTicket(job.localId, job.serverId);
      }
      if (job.kind !== 'timeEntry.create') return;
      if (job.state === 'cancelled') timers.markUnlogged(job.id);
      if (job.state === 'sent' && job.serverId !== null) timers.markEntry(job.id, job.serverId);
    }),
  ];
  timers.open();
  reminders.start();

  return {
    timers,
    desk,
    handlers: {
      ...desk.handlers,
      ...entries,
      'timers.updateSettings': (patch) => {
        const next = timers.updatePreferences(patch);
        reminders.reset();
        return next;
      },
    },
    onTick(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      for (const stop of stops) stop();
      desk.stop();
      reminders.stop();
      await timers.close();
    },
  };
}
