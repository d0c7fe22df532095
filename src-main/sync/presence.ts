import type { Clock } from '../lib/clock.ts';

/** Whether somebody has the console before the eyes. */
export interface Presence {
  focused: boolean;
  visible: boolean;
}

/** A page that has not said anything for so long is gone: one that is seen says so every few minutes. */
const GONE_MS = 10 * 60_000;

/** Joins what each page says of itself: the agent is there as long as one of them has the focus. */
export function createPresence(clock: Pick<Clock, 'now'>) {
  const pages = new Map<string, Presence & { at: number }>();
  return {
    note(page: string, presence: Presence): Presence {
      const now = clock.now();
      pages.set(page, { ...presence, at: now });
      for (const [id, { at }] of pages) if (Math.abs(now - at) > GONE_MS) pages.delete(id);
      const all = [...pages.values()];
      return { focused: all.some(({ focused }) => focused), visible: all.some(({ visible }) => visible) };
    },
  };
}
