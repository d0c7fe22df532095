/** Where days begin around `now` in the machine's zone; weeks end with Sunday. ISO 8601 in UTC, as `tasks.list` takes them. */
export function taskDays(now: number): { now: string; tomorrow: string; next: string; week: string } {
  const date = new Date(now);
  const midnight = (by: number): string =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate() + by).toISOString();
  const toMonday = ((8 - date.getDay()) % 7 || 7) as number;
  return { now: date.toISOString(), tomorrow: midnight(1), next: midnight(2), week: midnight(Math.max(2, toMonday)) };
}

/** The machine's own day, YYYY-MM-DD. */
export function localDay(now: number): string {
  const date = new Date(now);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

const DAY_MS = 86_400_000;
/** Whole days from one YYYY-MM-DD to another; negative when it lies before. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to.slice(0, 10)}T00:00:00Z`) - Date.parse(`${from.slice(0, 10)}T00:00:00Z`)) / DAY_MS);
