import type { Snooze } from '../../src-preload/contract/snoozes.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import type { Emit } from '../lib/emitter.ts';
import type { HeldSnooze, SnoozeStore } from '../store/snoozes.ts';

export interface SnoozerDeps {
  store: SnoozeStore;
  /** A ticket as the service last said it; null when it is not held. */
  getTicket(id: string): Ticket | null;
  clock: Clock;
  emit: Emit;
}

/** Puts tickets off and brings them back when their time is there or their customer writes. */
export interface Snoozer {
  list(): readonly Snooze[];
  has(ticketId: string): boolean;
  set(ticketIds: readonly string[], until: number): void;
  end(ticketIds: readonly string[]): void;
  /** These may have changed; all of them for none. */
  check(ticketIds: readonly string[]): void;
  start(): void;
  stop(): void;
}

/** A machine that slept finds out no later than this after waking. Milliseconds. */
const LOOK_MS = 30_000;

const isOver = ({ statusType, status, isDeleted }: Ticket): boolean =>
  isDeleted === true || (statusType ?? status) === 'Closed';

export function createSnoozer({ store, getTicket, clock, emit }: SnoozerDeps): Snoozer {
  let waiting: AbortController | null = null;
  let isRunning = false;

  const say = (ids: readonly string[]): void => {
    if (ids.length === 0) return;
    emit('snoozes.changed', { ids: [...ids] });
    emit('tickets.changed', { ids: [...ids] });
  };

  /** Whether it comes back, and whether somebody should hear of it: of a closed one nobody needs to. */
  function wakes(held: HeldSnooze): { ends: boolean; says: boolean; isDue: boolean } {
    const ticket = getTicket(held.ticketId);
    if (ticket !== null && isOver(ticket)) return { ends: true, says: false, isDue: false };
    const last = ticket?.customerResponseTime ?? null;
    const wrote = last !== null && last > (held.seenTime ?? '');
    return { ends: wrote || held.until <= clock.now(), says: true, isDue: !wrote };
  }

  function look(among: readonly HeldSnooze[]): void {
    const over = among.map((held) => ({ id: held.ticketId, ...wakes(held) })).filter(({ ends }) => ends);
    if (over.length === 0) return;
    store.end(over.map(({ id }) => id));
    say(over.map(({ id }) => id));
    const woken = over.filter(({ says }) => says);
    const due = woken.filter(({ isDue }) => isDue);
    if (woken.length > 0) emit('snoozes.woken', { ids: woken.map(({ id }) => id), dueIds: due.map(({ id }) => id) });
  }

  /** Sleeps until the next one's time, no longer than a while, as long as there is any. */
  async function wait(): Promise<void> {
    waiting?.abort();
    const mine = new AbortController();
    waiting = mine;
    while (isRunning && !mine.signal.aborted) {
      look(store.list());
      const next = store.list()[0];
      if (next === undefined) return;
      try {
        await clock.sleep(Math.max(0, Math.min(LOOK_MS, next.until - clock.now())), mine.signal);
      } catch {
        return;
      }
    }
  }

  return {
    list: () => store.list().map(({ ticketId, until, since }) => ({ ticketId, until, since })),
    has: (ticketId) => store.get(ticketId) !== null,
    set(ticketIds, until) {
      const now = clock.now();
      if (until <= now) throw new AppError('invalid', 'This time has passed already.', { fields: { until: 'passed' } });
      const seen = (id: string): string | null => getTicket(id)?.customerResponseTime ?? null;
      store.set(ticketIds.map((ticketId) => ({ ticketId, until, since: now, seenTime: seen(ticketId) })));
      say(ticketIds);
      if (isRunning) void wait();
    },
    end(ticketIds) {
      const known = ticketIds.filter((id) => store.get(id) !== null);
      store.end(known);
      say(known);
    },
    check(ticketIds) {
      const list = store.list();
      if (!isRunning || list.length === 0) return;
      const ids = new Set(ticketIds);
      look(ids.size === 0 ? list : list.filter(({ ticketId }) => ids.has(ticketId)));
    },
    start() {
      isRunning = true;
      void wait();
    },
    stop() {
      isRunning = false;
      waiting?.abort();
    },
  };
}
