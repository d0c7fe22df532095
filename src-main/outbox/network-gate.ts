import type { AppError } from '../lib/app-error.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { Clock } from '../lib/clock.ts';

const BACKOFF = { baseMs: 1_000, maxMs: 30_000 };

/** One wait for all jobs while the network, the sign-in or the call budget fails: forty jobs must not ask forty times. */
export interface NetworkGate {
  /** Milliseconds until something may be tried; 0 when open. */
  waitMs(): number;
  /** Whether the last try failed: then one job goes ahead as a probe. */
  readonly isFailing: boolean;
  close(error: AppError): void;
  /** Something got through. Answers whether it was closed before. */
  open(): boolean;
}

export function createNetworkGate(clock: Clock, random: () => number): NetworkGate {
  let failures = 0;
  let until = 0;
  return {
    waitMs: () => Math.max(0, until - clock.monotonic()),
    get isFailing() {
      return failures > 0;
    },
    close(error) {
      failures += 1;
      until = clock.monotonic() + Math.max(error.retryAfterMs ?? 0, backoffMs(failures, BACKOFF, random));
    },
    open() {
      const wasClosed = failures > 0;
      failures = 0;
      until = 0;
      return wasClosed;
    },
  };
}
