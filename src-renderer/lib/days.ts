import { startOfDay, wallOf } from './zone.svelte.ts';

/** Where days begin around `now` in the agent's zone; weeks end with Sunday. ISO 8601 in UTC, as `tasks.list` takes them. */
export function taskDays(now: number): { now: string; tomorrow: string; next: string; week: string } {
  const midnight = (by: number): string => new Date(startOfDay(now, by)).toISOString();
  const toMonday = (8 - wallOf(now).weekday) % 7 || 7;
  return {
    now: new Date(now).toISOString(),
    tomorrow: midnight(1),
    next: midnight(2),
    week: midnight(Math.max(2, toMonday)),
  };
}

const DAY_MS = 86_400_000;
/** Whole days from one YYYY-MM-DD to another; negative when it lies before. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to.slice(0, 10)}T00:00:00Z`) - Date.parse(`${from.slice(0, 10)}T00:00:00Z`)) / DAY_MS);
