export interface BackoffOptions {
  /** Milliseconds of the first wait. */
  baseMs: number;
  maxMs: number;
}

/** Milliseconds to wait before attempt `attempt` (1 for the first retry): exponential, with full jitter above the half. */
export function backoffMs(
  attempt: number,
  { baseMs, maxMs }: BackoffOptions,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}
