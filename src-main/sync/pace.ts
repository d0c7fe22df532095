/** What decides how soon the service is looked at again. */
export interface PaceInput {
  /** Whether the window has the agent's attention. */
  focused: boolean;
  /** Whether it can be seen at all. */
  visible: boolean;
  /** Milliseconds since the service last had news, or the agent came back. */
  quietMs: number;
}

/** Milliseconds: at the liveliest, and at the quietest. */
export const PACE = { liveliestMs: 30_000, livelyMs: 60_000, focusedMs: 4 * 60_000, hiddenMs: 10 * 60_000 } as const;

/** After this much quiet it is no longer lively. */
const LIVELY_MS = 5 * 60_000;

/**
 * Milliseconds until the next look: 30 to 60 s while the agent looks on and something happens, growing with the quiet to
 * minutes; twice that while the window is in the background, and still more while it can't be seen.
 */
export function paceMs({ focused, visible, quietMs }: PaceInput): number {
  const quiet = Math.max(0, quietMs);
  const lively = PACE.liveliestMs + (PACE.livelyMs - PACE.liveliestMs) * Math.min(1, quiet / LIVELY_MS);
  // Beyond: a fifth of the quiet, so that ten minutes of it cost two minutes of delay.
  const wanted = Math.max(lively, (quiet - LIVELY_MS) / 5 + PACE.livelyMs * Number(quiet > LIVELY_MS));
  if (focused) return Math.min(PACE.focusedMs, wanted);
  if (visible) return Math.min(PACE.hiddenMs, Math.max(PACE.livelyMs, 2 * wanted));
  return Math.min(PACE.hiddenMs, Math.max(2 * PACE.livelyMs, 4 * wanted));
}

/** Spreads clients that began together: up to 15% either way. */
export const jittered = (ms: number, random: () => number): number => Math.round(ms * (0.85 + 0.3 * random()));
