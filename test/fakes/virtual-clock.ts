import type { Clock } from '../../src-main/lib/clock.ts';

export interface VirtualClock extends Clock {
  /**
   * Lets time pass: whoever sleeps is woken in order, and time stands still while `isBusy` (a call is on the wire), so
   * that a day takes seconds and is the same day each time.
   */
  runFor(ms: number): Promise<void>;
  /** The machine sleeps: time passes and nobody wakes before it is over. */
  jump(ms: number): void;
  /** The time, one millisecond later each time: no two things happen in the same instant. */
  tick(): number;
  /** Waits until nothing is on the wire, without letting time pass. */
  idle(): Promise<void>;
}

interface Sleeper {
  at: number;
  wake(): void;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock that stands still unless told to go on. */
export function createVirtualClock(start: number, isBusy: () => boolean): VirtualClock {
  let now = start;
  const sleepers = new Set<Sleeper>();

  async function idle(): Promise<void> {
    for (let calm = 0; calm < 20; calm = isBusy() ? 0 : calm + 1) await turn();
  }
  return {
    now: () => Math.round(now),
    monotonic: () => now - start,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const sleeper: Sleeper = {
          at: now + ms,
          wake() {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        const onAbort = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason as Error);
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    jump: (ms) => void (now += ms),
    tick: () => Math.round((now += 1)),
    idle,
    async runFor(ms) {
      const end = now + ms;
      for (;;) {
        await idle();
        const next = Math.min(...[...sleepers].map(({ at }) => at));
        if (next > end) break;
        now = Math.max(now, next);
        for (const sleeper of [...sleepers].filter(({ at }) => at <= now)) sleeper.wake();
      }
      now = Math.max(now, end);
      await idle();
    },
  };
}
