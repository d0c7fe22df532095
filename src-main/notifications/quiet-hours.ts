import type { NotificationSettings } from '../../src-preload/contract/notifications.ts';
import { dayAfter, dayOf, minuteOf, timesAt } from '../lib/days.ts';

/**
 * When pop-ups may show again, epoch milliseconds of this machine: `now` when they may, else the end of the pause or of
 * the quiet hours, which a clock in `zone` (an IANA name) shows.
 */
export function quietUntil(
  { quietHours, pausedUntil }: Pick<NotificationSettings, 'quietHours' | 'pausedUntil'>,
  now: number,
  zone: string,
): number {
  const paused = pausedUntil !== null && pausedUntil > now ? pausedUntil : now;
  if (quietHours === null || quietHours.from === quietHours.to) return paused;
  const minute = minuteOf(paused, zone);
  const { from, to } = quietHours;
  const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isQuiet) return paused;
  const day = dayOf(paused, zone);
  const ends = [day, dayAfter(day)].flatMap((each) => timesAt(each, to, zone));
  return ends.find((time) => time > paused) ?? paused;
}
