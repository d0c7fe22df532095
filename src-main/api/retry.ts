import type { AppError } from '../lib/app-error.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { NetworkReason } from './errors.ts';

const READ_RETRIES = 2;
/** Known not to have reached the service: once more soon, then the caller's own backoff decides. */
const NOT_SENT_RETRIES = 1;
const CONCURRENCY_RETRIES = 6;
const RETRY = { baseMs: 400, maxMs: 8_000 };
/** A longer Retry-After is the caller's to wait for: a call that sleeps holds one of the few places. */
const LONGEST_WAIT_MS = 30_000;

/** Gone in a moment, as a rule, and harmless to ask again where asking changes nothing. */
const PASSING: readonly NetworkReason[] = ['cut', 'service', 'proxy', 'unreadable'];
const NOT_SENT: readonly NetworkReason[] = ['dns', 'unreachable', 'tls', 'proxy'];

export interface Attempt {
  /** 1 after the first failure. */
  attempt: number;
  isWrite: boolean;
  random: () => number;
}

/**
 * Milliseconds to wait before the same request may go out again, or null when it must not. Only where nothing can happen
 * twice: reads, and writes that never reached the service (429, or `offline`, which a write is only then).
 */
export function retryDelay(error: AppError, { attempt, isWrite, random }: Attempt): number | null {
  const asked = error.retryAfterMs ?? 0;
  const wait = (limit: number): number | null =>
    attempt > limit || asked > LONGEST_WAIT_MS ? null : Math.max(asked, backoffMs(attempt, RETRY, random));
  if (error.code === 'rateLimited') {
    // From the service only: the sign-in has a limit of its own, in minutes.
    return error.service === undefined || error.service.errorCode === 'THRESHOLD_EXCEEDED'
      ? null
      : wait(CONCURRENCY_RETRIES);
  }
  const reason = error.reason as NetworkReason | undefined;
  if (error.code !== 'offline' || reason === undefined) return null;
  if (!isWrite && PASSING.includes(reason)) return wait(READ_RETRIES);
  return NOT_SENT.includes(reason) || (isWrite && reason === 'timeout') ? wait(NOT_SENT_RETRIES) : null;
}
