import { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import type { Timer } from '../store/timers.ts';
import type { TimerSettings } from '../../src-preload/contract/timers.ts';

export interface RemindersOptions {
  clock: Clock;
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
const isWorkday = (day: Date): boolean => day.getDay() >= 1 && day.getDay() <= 5;

/** The next time at which the machine's clock shows this full hour, epoch milliseconds. */
export function nextHour(now: number, hour: number): number {
  const at = new Date(now);
  at.setHours(hour, 0, 0, 0);
  if (at.getTime() <= now) at.setDate(at.getDate() + 1);
  return at.getTime();
}

export function createReminders(options: RemindersOptions): Reminders {
  const { clock, preferences, hasTimeSince, remind } = options;
  let told = options.reminded.get();
  let waiting: AbortController | null = null;

  async function watch(signal: AbortSignal): Promise<void> {
    for (;;) {
      const { noneByHour } = preferences();
      if (noneByHour === null) return;
      const at = nextHour(clock.now(), noneByHour);
      // In steps: a machine that sleeps, or whose clock is set, must not be late by a day.
      while (clock.now() < at) await clock.sleep(Math.min(at - clock.now(), 15 * 60_000), signal);
      const midnight = new Date(clock.now()).setHours(0, 0, 0, 0);
      if (isWorkday(new Date(midnight)) && clock.now() - at < HOUR_MS && !hasTimeSince(midnight)) remind(null, 0);
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
