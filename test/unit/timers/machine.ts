import type { Clock } from '../../../src-main/lib/clock.ts';

/** A machine with a person at it: time passes only when it is told to, in work, idleness, sleep or while nothing runs. */
export interface Machine extends Clock {
  /** Whether its monotonic clock goes on in sleep, as on Windows. */
  readonly isCountingSleep: boolean;
  /** Since somebody last touched it, milliseconds. */
  readonly idleMs: number;
  /** Until the program looks at its clocks again; 0 while it waits for nothing. */
  readonly nextTickMs: number;
  /** Somebody is at it all the time. */
  work(ms: number): Promise<void>;
  idle(ms: number): Promise<void>;
  sleepMachine(ms: number): Promise<void>;
  /** Time in which the program does not run; afterwards somebody starts it. */
  pass(ms: number): void;
  /** Sets the wall clock. */
  step(ms: number): void;
  /** The program ends in the middle of whatever it waits for. */
  kill(): void;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function createMachine(start: number, isCountingSleep: boolean): Machine {
  let wall = start;
  let monotonic = 0;
  let touched = 0;
  /** Time of the person: it goes on in everything. */
  let lived = 0;
  const sleepers = new Set<{ at: number; wake(): void }>();

  async function run(ms: number, isTouched: boolean): Promise<void> {
    const end = monotonic + ms;
    for (;;) {
      const next = [...sleepers].sort((a, b) => a.at - b.at)[0];
      const to = Math.max(monotonic, Math.min(end, next?.at ?? end));
      wall += to - monotonic;
      lived += to - monotonic;
      monotonic = to;
      if (isTouched) touched = lived;
      if (next === undefined || next.at > end) return;
      next.wake();
      await settled();
    }
  }
  return {
    isCountingSleep,
    get idleMs() {
      return lived - touched;
    },
    get nextTickMs() {
      return sleepers.size === 0 ? 0 : Math.max(0, Math.min(...[...sleepers].map(({ at }) => at)) - monotonic);
    },
    now: () => wall,
    monotonic: () => monotonic,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const sleeper = {
          at: monotonic + ms,
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
    work: (ms) => run(ms, true),
    idle: (ms) => run(ms, false),
    async sleepMachine(ms) {
      wall += ms;
      lived += ms;
      if (isCountingSleep) monotonic += ms;
      touched = lived;
      await settled();
    },
    pass(ms) {
      wall += ms;
      lived += ms;
      monotonic += ms;
      touched = lived;
    },
    step(ms) {
      wall += ms;
    },
    kill() {
      sleepers.clear();
    },
  };
}
