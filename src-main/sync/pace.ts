/** What decides how soon the service is looked at again. */
export interface PaceInput {
  /** Whether the window has the agent's attention. */
  focused: boolean;
  /** Whether it can be seen at all. */
  visible: boolean;
  /** How much happened lately, see createHeat. */
  heat: number;
}

/** Milliseconds: at the liveliest, at the quietest while the agent looks on, and at the quietest of all. */
export const PACE = { liveliestMs: 40_000, focusedMs: 4 * 60_000, hiddenMs: 10 * 60_000 } as const;
/** Milliseconds until the next look when one thing happened just now. */
const ONE_THING_MS = 123_000;

/**
 * Milliseconds until the next look: 40 to 60 s while the agent looks on and something happens, growing with the quiet to
 * minutes; twice that while the window is in the background, and four times while it can't be seen.
 */
export function paceMs({ focused, visible, heat }: PaceInput): number {
  const wanted = Math.min(PACE.focusedMs, Math.max(PACE.liveliestMs, ONE_THING_MS / Math.max(heat, 1e-9)));
  return focused ? wanted : Math.min(PACE.hiddenMs, (visible ? 2 : 4) * wanted);
}

/** Spreads clients that began together: up to 15% either way. */
export const jittered = (ms: number, random: () => number): number => Math.round(ms * (0.85 + 0.3 * random()));

/** Things that happened stop counting after some minutes: a share of 1/e is left after this. */
const FADE_MS = 150_000;
/** Beyond, more of them changes nothing: coming back from an hour away is no hour of bustle. */
const HOTTEST = 5;

export interface Heat {
  add(things: number, now: number): void;
  at(now: number): number;
}

/** How much happened lately: the number of things, each fading with its age. A clock that goes back changes nothing. */
export function createHeat(): Heat {
  let value = 0;
  let since = 0;
  const at = (now: number): number => value * Math.exp(-Math.max(0, now - since) / FADE_MS);
  return {
    at,
    add(things, now) {
      value = Math.min(HOTTEST, at(now) + things);
      since = now;
    },
  };
}

const DAY_MS = 24 * 3_600_000;
/** Credits of a page of a list, while its offset is small (service-facts, Limits). */
const PAGE_CREDITS = 3;
/** What one whole reading may take of the organisation's day, which all its agents share. */
const WHOLE_SHARE = 0.01;
const LONGEST_DAYS = 7;
const SPREAD_MS = 2 * 3_600_000;

/**
 * How long a whole reading of so many pages is good for, milliseconds: a day where it is cheap, up to a week where it
 * would take much of what the organisation has. `who` spreads what began together, and the agents of one organisation.
 */
export function wholeReadingMs(pages: number, creditsPerDay: number, who: string): number {
  const days = Math.ceil((pages * PAGE_CREDITS) / (creditsPerDay * WHOLE_SHARE));
  let hash = 0;
  for (let at = 0; at < who.length; at += 1) hash = (Math.imul(hash, 31) + who.charCodeAt(at)) >>> 0;
  return Math.min(LONGEST_DAYS, Math.max(1, days)) * DAY_MS + (hash % SPREAD_MS);
}
