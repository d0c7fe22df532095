/** Milliseconds of one operation, over many runs. */
export interface Timing {
  p50: number;
  p95: number;
  p99: number;
  runs: number;
}

export interface Measured extends Timing {
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

/** Runs both in turns, so that what else the machine does meets them alike. The first tenth warms up. */
export function measure(
  run: (index: number) => unknown,
  raw: ((index: number) => unknown) | null,
  runs = 300,
): Measured {
  const times: number[] = [];
  const rawTimes: number[] = [];
  const time = (work: (index: number) => unknown, index: number, into: number[]): void => {
    const start = performance.now();
    work(index);
    if (index >= runs / 10) into.push(performance.now() - start);
  };
  for (let index = 0; index < runs; index += 1) {
    time(run, index, times);
    if (raw !== null) time(raw, index, rawTimes);
  }
  const timing = timingOf(times);
  const rawP50 = raw === null ? null : timingOf(rawTimes).p50;
  return { ...timing, rawP50, ratio: rawP50 === null || rawP50 === 0 ? null : round(timing.p50 / rawP50) };
}
