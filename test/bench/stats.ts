import { existsSync, openSync, readSync } from 'node:fs';

/** Milliseconds of one operation, over many runs. */
export interface Timing {
  p50: number;
  p95: number;
  p99: number;
  runs: number;
}

export interface Measured extends Timing {
  /** Milliseconds a run that were left out on the average, see `measure`. */
  waitedMs: number;
  /** Median of the bare prepared statement in the same run; null where there is none. */
  rawP50: number | null;
  /** p50 over rawP50. */
  ratio: number | null;
  /** Rows that a search shows, each with its snippet: where they are more, it takes longer. */
  finds?: number;
}

const round = (value: number): number => Number(value.toFixed(value < 1 ? 4 : 3));

export function timingOf(times: readonly number[]): Timing {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), runs: sorted.length };
}

/** Where Linux says how long this thread has waited for a processor; null elsewhere. */
const waits = existsSync('/proc/thread-self/schedstat') ? openSync('/proc/thread-self/schedstat', 'r') : null;
const line = Buffer.alloc(128);

/** Milliseconds that this thread has waited for a processor which other programs had; 0 where nobody tells. */
export function waited(): number {
  if (waits === null) return 0;
  const text = line.toString('latin1', 0, readSync(waits, line, 0, line.length, 0));
  return Number(text.split(' ')[1]) / 1e6;
}

/**
 * Runs both in turns, so that what else the machine does meets them alike. The first tenth warms up. Waits for a processor
 * that other programs had are left out where the system tells them: they are the machine's, not the operation's.
 */
export function measure(
  run: (index: number) => unknown,
  raw: ((index: number) => unknown) | null,
  runs = 300,
): Measured {
  const times: number[] = [];
  const rawTimes: number[] = [];
  let waiting = 0;
  const time = (work: (index: number) => unknown, index: number, into: number[]): void => {
    const before = waited();
    const start = performance.now();
    work(index);
    const spent = performance.now() - start;
    const wait = Math.min(spent, waited() - before);
    if (index < runs / 10) return;
    into.push(spent - wait);
    if (into === times) waiting += wait;
  };
  for (let index = 0; index < runs; index += 1) {
    time(run, index, times);
    if (raw !== null) time(raw, index, rawTimes);
  }
  const timing = timingOf(times);
  const rawP50 = raw === null ? null : timingOf(rawTimes).p50;
  return {
    ...timing,
    waitedMs: round(waiting / Math.max(1, times.length)),
    rawP50,
    ratio: rawP50 === null || rawP50 === 0 ? null : round(timing.p50 / rawP50),
  };
}
