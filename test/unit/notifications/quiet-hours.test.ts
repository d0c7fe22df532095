import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quietUntil } from '../../../src-main/notifications/quiet-hours.ts';
import type { NotificationSettings } from '../../../src-preload/contract/notifications.ts';

describe('quiet hours', () => {
  const settings = (from: number, to: number, pausedUntil: number | null = null): NotificationSettings =>
    ({ quietHours: { from, to }, pausedUntil }) as NotificationSettings;
  const at = (hours: number, minutes = 0): number => Date.UTC(2026, 2, 3, hours, minutes);
  it.each([
    ['over midnight, in the evening', settings(22 * 60, 7 * 60), at(23), at(24 + 7)],
    ['over midnight, in the morning', settings(22 * 60, 7 * 60), at(6, 59), at(7)],
    ['over midnight, by day', settings(22 * 60, 7 * 60), at(7), at(7)],
    ['at noon', settings(12 * 60, 13 * 60), at(12, 30), at(13)],
    ['a pause that ends within them', settings(22 * 60, 7 * 60, at(23)), at(21), at(24 + 7)],
    ['none at all', settings(60, 60), at(1), at(1)],
  ])('%s', (_name, chosen, now, until) => {
    expect(quietUntil(chosen, now, 'UTC')).toBe(until);
  });

  it('are those of the agent’s clock: they end with a moment that is not quiet, and no sooner', () => {
    const zones = ['America/New_York', 'Africa/Cairo', 'Australia/Lord_Howe', 'Asia/Shanghai', 'UTC'];
    const minutes = fc.integer({ min: 0, max: 1_439 });
    const moments = fc.oneof(
      fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) }),
      // Around the changes of New York's and Cairo's clocks.
      ...['2026-03-08T07:00Z', '2026-11-01T06:00Z', '2026-04-23T22:00Z', '2026-10-29T21:00Z'].map((change) =>
        fc.integer({ min: -1_440, max: 1_440 }).map((minute) => Date.parse(change) + minute * 60_000),
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...zones), moments, minutes, minutes, (zone, now, from, to) => {
        const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
        const isQuiet = (time: number): boolean => {
          const [hours = 0, rest = 0] = clock.format(time).split(':').map(Number);
          const minute = hours * 60 + rest;
          return from < to ? minute >= from && minute < to : from !== to && (minute >= from || minute < to);
        };
        // Less than an hour a day that is not quiet may be the hour that a change of the clock leaves out.
        fc.pre(from === to || (from - to + 1_440) % 1_440 >= 60);
        const until = quietUntil({ quietHours: { from, to }, pausedUntil: null }, now, zone);
        expect(isQuiet(until)).toBe(false);
        if (!isQuiet(now)) expect(until).toBe(now);
        const quarters = Array.from({ length: (until - now) / (15 * 60_000) }, (_, n) => now + n * 15 * 60_000);
        // A clock that is set passes an end twice or leaves it out: that may cost the hour of its change.
        expect(quarters.filter((time) => !isQuiet(time)).length).toBeLessThanOrEqual(4);
      }),
      { numRuns: 500 },
    );
  });
});
