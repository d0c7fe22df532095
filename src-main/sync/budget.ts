import { z } from 'zod';
import type { CallOutcome } from '../api/client.ts';
import type { Clock } from '../lib/clock.ts';
import type { SyncCursorStore } from '../store/sync-cursors.ts';

/** What the credits left allow. */
export type Allowance = 'all' | 'noHistory' | 'screenOnly' | 'none';
/** What a piece of work is for. */
export type Purpose = 'screen' | 'fresh' | 'history';

/** Shares of the day's credits below which history, and everything but the screen, stops. */
const HISTORY_SHARE = 0.4;
const FRESH_SHARE = 0.1;
/** The least that any edition gives a day (service-facts, Limits). */
const SMALLEST_DAY = 5_000;

/** Pure: `remaining` null is unknown, and allows all. */
export function allowanceOf(remaining: number | null, perDay: number): Allowance {
  if (remaining === null) return 'all';
  if (remaining <= 0) return 'none';
  const share = remaining / perDay;
  return share < FRESH_SHARE ? 'screenOnly' : share < HISTORY_SHARE ? 'noHistory' : 'all';
}

export const isAllowed = (allowance: Allowance, purpose: Purpose): boolean =>
  allowance === 'all' ||
  (allowance === 'noHistory' && purpose !== 'history') ||
  (allowance === 'screenOnly' && purpose === 'screen');

const kept = z.object({
  /** UTC day. */
  day: z.string(),
  credits: z.number(),
  /** The most that was ever left: the day's allowance, as far as anybody told. */
  most: z.number(),
});
const NAME = 'credits';
/** The day's sum is written down this often at most: what a crash forgets of it is a few seconds' worth. */
const KEEP_MS = 2_000;
/** What others of the organisation spent meanwhile, or a new day's credits, show only in a call: then one goes out. */
const KNOWLEDGE_MS = 60 * 60_000;

export interface Budget {
  note(outcome: CallOutcome): void;
  allowance(): Allowance;
  allows(purpose: Purpose): boolean;
  /** Credits spent by this console today (UTC). */
  readonly today: number;
  /** What the organisation has a day, as far as anybody told; never less than its edition gives. */
  readonly perDay: number;
  /** Writes the day's sum down, every few seconds at most unless it is the `last` time; cheap, once per step of work. */
  keep(isLast?: boolean): void;
}

/**
 * Watches the credits, which are the whole organisation's: background work leaves most of them to the others.
 * `byEdition` is what its edition gives a day, 0 while unknown: without it a first day that begins with little would look full.
 */
export function createBudget(cursors: SyncCursorStore, clock: Clock, byEdition: () => number): Budget {
  const dayOf = (): string => new Date(clock.now()).toISOString().slice(0, 10);
  const held = cursors.get(NAME, kept);
  let day = held?.day ?? dayOf();
  let credits = held?.credits ?? 0;
  let most = held?.most ?? 0;
  let remaining: number | null = null;
  let toldAt = 0;
  let isDirty = false;
  let keptAt = Number.NEGATIVE_INFINITY;

  function turn(): void {
    const today = dayOf();
    if (today === day) return;
    day = today;
    credits = 0;
    isDirty = true;
  }
  const perDay = (): number => Math.max(most, byEdition(), SMALLEST_DAY);
  const allowance = (): Allowance => {
    if (remaining === null) return 'all';
    const current = allowanceOf(remaining, perDay());
    const isOld = Math.abs(clock.now() - toldAt) > KNOWLEDGE_MS;
    return isOld && current !== 'all' ? 'noHistory' : current;
  };
  return {
    note({ credits: spent, creditsRemaining }) {
      turn();
      if (spent > 0) isDirty = true;
      credits += spent;
      if (creditsRemaining === null) return;
      remaining = creditsRemaining;
      toldAt = clock.now();
      if (remaining > most) most = remaining;
    },
    allowance,
    allows: (purpose) => isAllowed(allowance(), purpose),
    get perDay() {
      return perDay();
    },
    get today() {
      turn();
      return credits;
    },
    keep(isLast = false) {
      const now = clock.monotonic();
      if (!isDirty || (!isLast && now - keptAt < KEEP_MS)) return;
      isDirty = false;
      keptAt = now;
      cursors.set(NAME, { day, credits, most }, clock.now());
    },
  };
}
