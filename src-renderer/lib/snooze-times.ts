import { timeAt, wallOf } from './zone.svelte.ts';

export type SnoozeTime = 'laterToday' | 'evening' | 'tomorrow' | 'weekend' | 'nextWeek';

const HOUR_MS = 3_600_000;

/** Times at which people like to see a ticket again, in the agent's zone, soonest first; only such as are to come. */
export function snoozeTimes(now: number): { name: SnoozeTime; time: number }[] {
  const at = (days: number, hour: number): number => {
    const { year, month, day } = wallOf(now);
    return timeAt(year, month, day + days, hour);
  };
  const { weekday } = wallOf(now);
  const times: { name: SnoozeTime; time: number }[] = [
    { name: 'laterToday', time: Math.ceil((now + 3 * HOUR_MS) / 60_000) * 60_000 },
    { name: 'evening', time: at(0, 18) },
    { name: 'tomorrow', time: at(1, 9) },
    { name: 'weekend', time: at((6 - weekday + 7) % 7 || 7, 9) },
    { name: 'nextWeek', time: at((1 - weekday + 7) % 7 || 7, 9) },
  ];
  const toCome = times.filter(({ time }) => time > now + HOUR_MS / 2);
  // Where two are the same moment the nearer name says it.
  return toCome
    .filter(({ time }, index) => toCome.findIndex((other) => other.time === time) === index)
    .sort((a, b) => a.time - b.time);
}
