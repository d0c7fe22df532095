import { type ConnectionCause, connectionCause, type SyncStatus } from '../../src-preload/contract/sync.ts';
import type { CallOutcome } from '../api/client.ts';
import type { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';

export interface Connection {
  readonly state: Pick<SyncStatus, 'connection' | 'since' | 'reason' | 'cause' | 'creditsRemaining' | 'clockOffsetMs'>;
  noteOutcome(outcome: CallOutcome): void;
  noteRefreshing(isRefreshing: boolean): void;
  /** The agent must sign in before anything goes over the network again. */
  noteSignInNeeded(reason: string): void;
}

type Name = SyncStatus['connection'];

/** Offsets smaller than this are the Date header's own second and the way. */
const CLOCK_NOISE_MS = 2_000;

function causeOf({ code, reason, service }: AppError): ConnectionCause | null {
  if (code === 'rateLimited') return service?.errorCode === 'THRESHOLD_EXCEEDED' ? 'credits' : 'busy';
  return connectionCause.safeParse(reason).data ?? null;
}

/** What the calls say of the service: the one picture behind the status bar. */
export function createConnection(clock: Clock, onChange: () => void): Connection {
  let connection: Name = 'online';
  let since = clock.now();
  let reason: string | null = null;
  let cause: ConnectionCause | null = null;
  let creditsRemaining: number | null = null;
  let clockOffsetMs = 0;
  let isRefreshing = false;

  function set(next: Name, why: string | null, error?: AppError): void {
    if (connection === 'signInNeeded' || (connection === next && reason === why)) return;
    if (connection !== next) since = clock.now();
    connection = next;
    reason = why;
    cause = error === undefined ? null : causeOf(error);
    onChange();
  }

  return {
    get state() {
      return {
        connection: isRefreshing && connection === 'online' ? 'signingInAgain' : connection,
        since,
        reason,
        cause,
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
        set('offline', error.message, error);
      else if (error?.code === 'rateLimited') set('busy', error.message, error);
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
