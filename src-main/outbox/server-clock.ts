import type { ApiClient } from '../api/client.ts';
import type { Clock } from '../lib/clock.ts';

/** The service's time, carried by a clock that never jumps: this machine's wall clock may be set at any moment. */
export interface ServerClock {
  /** Epoch milliseconds, at most a second (the Date header's own) behind; null before the first answer. */
  now(): number | null;
  stop(): void;
}

export function createServerClock(client: Pick<ApiClient, 'onOutcome'>, clock: Clock): ServerClock {
  let seen: { server: number; at: number } | null = null;
  // Not by way of an offset: the wall clock may be set between a call and its answer.
  const stop = client.onOutcome(({ serverTimeMs }) => {
    if (serverTimeMs !== null) seen = { server: serverTimeMs, at: clock.monotonic() };
  });
  return {
    now: () => (seen === null ? null : Math.floor(seen.server + (clock.monotonic() - seen.at))),
    stop,
  };
}
