/** Milliseconds of one operation, over many runs. */
export interface Timing {
  p50: number;
  p95: number;
  p99: number;
  runs: number;
}

export interface Measured extends Timing {
  /** Runs that were done again, see `measure`. */
  interrupted: number;
  /** Median of the bare prepared statement in the same run; null where there is none. */
  rawP50: number | null;
  /** p50 over rawP50. */
  ratio: number | null;
}

const round = (value: number): number => Number(value.toFixed(value < 1 ? 4 : 3));

export function timingOf(times: readonly number[]): Timing {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), runs: sorted.length };
}

/** Another program took the processor in the middle: that is the machine's time, not the operation's. */
const interruptions = (): number => process.resourceUsage().involuntaryContextSwitches;
/** So many tries for each run at most. */
const PATIENCE = 4;

/**
 * Runs both in turns, so that what else the machine does meets them alike. The first tenth warms up. Runs in which another
 * program took the processor are done again, and counted as `interrupted`.
 */
export function measure(
  run: (index: number) => unknown,
  raw: ((index: number) => unknown) | null,
  runs = 300,
): Measured {
  const times: number[] = [];
  const rawTimes: number[] = [];
  let interrupted = 0;
  const time = (work: (index: number) => unknown, index: number, into: number[]): void => {
    for (let left = PATIENCE; left > 0; left -= 1) {
      const before = interruptions();
      const start = performance.now();
      work(index);
      const spent = performance.now() - start;
      const isWhole = interruptions() === before;
      if (!isWhole && left > 1) {
        interrupted += 1;
        continue;
      }
      if (index >= runs / 10) into.push(spent);
      return;
    }
  };
  for (let index = 0; index < runs; index += 1) {
    time(run, index, times);
    if (raw !== null) time(raw, index, rawTimes);
  }
  const timing = timingOf(times);
  const rawP50 = raw === null ? null : timingOf(rawTimes).p50;
  return { ...timing, interrupted, rawP50, ratio: rawP50 === null || rawP50 === 0 ? null : round(timing.p50 / rawP50) };
}
