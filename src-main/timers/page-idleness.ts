import type { Clock } from '../lib/clock.ts';

/** A page that says nothing for so long is hidden or closed: then nobody can tell. */
const TRUSTED_MS = 45_000;

/** What pages say of the last key or mouse, for hosts that hear nothing of the system. The busiest page counts. */
export function createPageIdleness(clock: Pick<Clock, 'monotonic'>) {
  let touchedAt = -Infinity;
  let saidAt = -Infinity;
  return {
    note(idleMs: number): void {
      saidAt = clock.monotonic();
      touchedAt = Math.max(touchedAt, saidAt - idleMs);
    },
    /** Milliseconds; null where no page has said anything of late. */
    idleMs(): number | null {
      const now = clock.monotonic();
      return now - saidAt > TRUSTED_MS ? null : now - touchedAt;
    },
  };
}
