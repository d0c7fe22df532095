import type { Clock } from '../../../src-main/lib/clock.ts';

export interface VirtualClock extends Clock {
  /** Sets the wall clock off; the monotonic one goes on. */
  step(ms: number): void;
  /** Runs everything that is due until `check` holds; time passes only when nobody has work. False when `maxMs` passed. */
  runUntil(check: () => boolean, maxMs: number): Promise<boolean>;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time that passes only when everybody sleeps. */
export function createVirtualClock(start = Date.parse('2026-03-01T08:00:00.000Z')): VirtualClock {
  let monotonic = 0;
  let offset = start;
  const timers = new Set<{ at: number; wake: () => void }>();
  return {
    now: () => offset + monotonic,
    monotonic: () => monotonic,
    step(ms) {
      offset += ms;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const timer = {
          at: monotonic + Math.max(0, ms),
          wake: () => {
            timers.delete(timer);
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        const onAbort = (): void => {
          timers.delete(timer);
          reject(signal?.reason as Error);
        };
        timers.add(timer);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    async runUntil(check, maxMs) {
      const end = monotonic + maxMs;
      for (;;) {
        await settled();
        await settled();
        if (check()) return true;
        const next = [...timers].sort((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > end) return check();
        monotonic = Math.max(monotonic, Math.ceil(next.at));
        next.wake();
      }
    },
  };
}
