import { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import { dayAfter, dayOf, startOfDay, timesAt, weekdayOf } from '../lib/days.ts';
import type { Timer } from '../store/timers.ts';
import type { TimerSettings } from '../../src-preload/contract/timers.ts';

export interface RemindersOptions {
  clock: Clock;
  /** The zone of the agent's clock by its IANA name. */
  zone(): string;
  preferences(): TimerSettings;
  /** Whether any time of mine was counted or logged since `since`, epoch milliseconds. */
  hasTimeSince(since: number): boolean;
  /** A timer left on for long, in its so manieth stretch of hours, or null for a working day with no time. */
  remind(timer: Timer | null, stretch: number): void;
  /** What was reminded of, kept across restarts. */
  reminded: { get(): Reminded; set(stretches: Reminded): void };
}

/** The last stretch of hours that each running timer was reminded of, by the timer's id. */
export const reminded = z.record(z.string(), z.number()).default({});
export type Reminded = z.output<typeof reminded>;

export interface Reminders {
  /** Looks at timers that run: each is reminded of once per stretch of hours. */
  onTick(running: readonly Timer[]): void;
  /** Sleeps until the hour at which an empty day is worth a word. */
  start(): void;
  /** The hour may be another one. */
  reset(): void;
  stop(): void;
}

const HOUR_MS = 3_600_000;
const STEP_MS = 15 * 60_000;
const isWorkday = (day: string): boolean => weekdayOf(day) >= 1 && weekdayOf(day) <= 5;

/** The next time at which a clock in the zone shows this full hour, epoch milliseconds. */
export function nextHour(now: number, hour: number, zone: string): number {
  const today = dayOf(now, zone);
  const [at, ...later] = [today, dayAfter(today)].map((day) => timesAt(day, hour * 60, zone)[0]);
  return at !== undefined && at > now ? at : (later[0] ?? now);
}

export function createReminders(options: RemindersOptions): Reminders {
  const { clock, zone, preferences, hasTimeSince, remind } = options;
  let told = options.reminded.get();
  let waiting: AbortController | null = null;

  async function watch(signal: AbortSignal): Promise<void> {
    let since = clock.now();
    for (;;) {
      const { noneByHour } = preferences();
      if (noneByHour === null) return;
      const at = nextHour(since, noneByHour, zone());
      if (clock.now() < at) {
        // In steps: a machine that sleeps, or whose clock or zone is set, must not be late by a day.
        await clock.sleep(Math.min(at - clock.now(), STEP_MS), signal);
        continue;
      }
      since = clock.now();
      const today = dayOf(since, zone());
      const midnight = Date.parse(startOfDay(today, zone()));
      if (isWorkday(today) && since - at < HOUR_MS && !hasTimeSince(midnight)) remind(null, 0);
    }
  }
  const stop = (): void => waiting?.abort();
  const start = (): void => {
    stop();
    const mine = new AbortController();
    waiting = mine;
    watch(mine.signal).catch((error: unknown) => {
      if (!mine.signal.aborted) throw error;
    });
  };
  return {
    start,
    reset: start,
    stop,
    onTick(running) {
      const { longHours } = preferences();
      if (longHours === 0) return;
      const now = Object.fromEntries(running.map(({ id, ms }) => [id, Math.floor(ms / (longHours * HOUR_MS))]));
      const due = running.filter(({ id }) => (now[id] ?? 0) > (told[id] ?? 0));
      if (due.length === 0 && running.every(({ id }) => (now[id] ?? 0) === (told[id] ?? 0))) return;
      // Before it is said, so that no restart says it again; what runs no more is forgotten.
      told = now;
      options.reminded.set(now);
      for (const timer of due) remind(timer, now[timer.id] ?? 0);
    },
  };
}
