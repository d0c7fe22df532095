import { backoffMs } from '../lib/backoff.ts';
import type { Clock } from '../lib/clock.ts';

const BACKOFF = { baseMs: 1_000, maxMs: 30_000 };

/** Jobs that wait although nothing but a failure of their own keeps them. Gone with the process. */
export interface Rests {
  /** It failed: it waits, longer each time. */
  rest(id: string): void;
  /** It got on. */
  forget(id: string): void;
  clear(): void;
  /** Milliseconds until it may be tried; 0 when it may. */
  waitMs(id: string): number;
  /** Milliseconds until the first of them may be tried; infinite when none rests. */
  nextMs(): number;
  readonly size: number;
}

export function createRests(clock: Clock, random: () => number): Rests {
  const rests = new Map<string, { failures: number; until: number }>();
  const left = ({ until }: { until: number }): number => Math.max(0, until - clock.monotonic());
  return {
    rest(id) {
      const failures = (rests.get(id)?.failures ?? 0) + 1;
      rests.set(id, { failures, until: clock.monotonic() + backoffMs(failures, BACKOFF, random) });
    },
    forget: (id) => void rests.delete(id),
    clear: () => rests.clear(),
    waitMs(id) {
      const rest = rests.get(id);
      return rest === undefined ? 0 : left(rest);
    },
    nextMs: () => Math.min(Number.POSITIVE_INFINITY, ...[...rests.values()].map(left).filter((ms) => ms > 0)),
    get size() {
      return rests.size;
    },
  };
}
