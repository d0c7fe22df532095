import type { ApiClient } from '../api/client.ts';
import type { Clock } from '../lib/clock.ts';

/** The service's time, carried by a clock that never jumps: this machine's wall clock may be set at any moment. */
export interface ServerClock {
  /** Epoch milliseconds, at most a second (the Date header's own) behind; null before the first answer. */
  now(): number | null;
  /** False before the first answer, and once this machine has slept or its clock was set since the last one. */
  readonly isSure: boolean;
  stop(): void;
}

/** What the two clocks of this machine may drift apart while nobody touches them. */
const DRIFT_MS = 60_000;

export function createServerClock(client: Pick<ApiClient, 'onOutcome'>, clock: Clock): ServerClock {
  let seen: { server: number; at: number; wall: number } | null = null;
  // Not by way of an offset: the wall clock may be set between a call and its answer.
  const stop = client.onOutcome(({ serverTimeMs }) => {
    if (serverTimeMs !== null) seen = { server: serverTimeMs, at: clock.monotonic(), wall: clock.now() };
  });
  return {
    now: () => (seen === null ? null : Math.floor(seen.server + (clock.monotonic() - seen.at))),
    get isSure() {
      if (seen === null) return false;
      // The clock that never jumps stands still while the machine sleeps; the wall clock tells.
      return Math.abs(clock.now() - seen.wall - (clock.monotonic() - seen.at)) < DRIFT_MS;
    },
    stop,
  };
}
