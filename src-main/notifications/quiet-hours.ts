import type { NotificationSettings } from '../../src-preload/contract/notifications.ts';

/**
 * When pop-ups may show again, epoch milliseconds of this machine: `now` when they may, else the end of the pause or of
 * the quiet hours, which are told in this machine's zone.
 */
export function quietUntil({ quietHours, pausedUntil }: NotificationSettings, now: number): number {
  const paused = pausedUntil !== null && pausedUntil > now ? pausedUntil : now;
  if (quietHours === null || quietHours.from === quietHours.to) return paused;
  const day = new Date(paused);
  const minute = day.getHours() * 60 + day.getMinutes();
  const { from, to } = quietHours;
  const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isQuiet) return paused;
  const end = new Date(paused);
  end.setHours(Math.floor(to / 60), to % 60, 0, 0);
  if (end.getTime() <= paused) end.setDate(end.getDate() + 1);
  return end.getTime();
}
