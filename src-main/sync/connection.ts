import type { SyncStatus } from '../../src-preload/contract/sync.ts';
import type { CallOutcome } from '../api/client.ts';
import type { Clock } from '../lib/clock.ts';

export interface Connection {
  readonly state: Pick<SyncStatus, 'connection' | 'since' | 'reason' | 'creditsRemaining' | 'clockOffsetMs'>;
  noteOutcome(outcome: CallOutcome): void;
  noteRefreshing(isRefreshing: boolean): void;
  /** The agent must sign in before anything goes over the network again. */
  noteSignInNeeded(reason: string): void;
}

type Name = SyncStatus['connection'];

/** Offsets smaller than this are the Date header's own second and the way. */
const CLOCK_NOISE_MS = 2_000;

/** What the calls say of the service: the one picture behind the status bar. */
export function createConnection(clock: Clock, onChange: () => void): Connection {
  let connection: Name = 'online';
  let since = clock.now();
  let reason: string | null = null;
  let creditsRemaining: number | null = null;
  let clockOffsetMs = 0;
  let isRefreshing = false;

  function set(next: Name, why: string | null): void {
    if (connection === 'signInNeeded' || (connection === next && reason === why)) return;
    if (connection !== next) since = clock.now();
    connection = next;
    reason = why;
    onChange();
  }

  return {
    get state() {
      return {
        connection: isRefreshing && connection === 'online' ? 'signingInAgain' : connection,
        since,
        reason,
        creditsRemaining,
        clockOffsetMs,
      };
    },
    noteOutcome({ error, creditsRemaining: credits, clockOffsetMs: offset }) {
      if (credits !== null) creditsRemaining = credits;
      if (offset !== null) {
        const measured = Math.abs(offset) < CLOCK_NOISE_MS ? 0 : offset;
        if (Math.abs(measured - clockOffsetMs) >= CLOCK_NOISE_MS) {
          clockOffsetMs = measured;
          onChange();
        }
      }
      if (error?.code === 'offline' || (error?.code === 'unknownOutcome' && error.service === undefined))
        set('offline', error.message);
      else if (error?.code === 'rateLimited') set('busy', error.message);
      else if (error?.code !== 'unauthorized') set('online', null);
    },
    noteRefreshing(value) {
      isRefreshing = value;
      onChange();
    },
    noteSignInNeeded(why) {
      set('signInNeeded', why);
    },
  };
}
