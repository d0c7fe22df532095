import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createAgentZone } from '../../../src-main/lib/agent-zone.ts';
import { dayAfter, dayOf, isDay, isZone, machineZone, startOfDay } from '../../../src-main/lib/days.ts';

const ZONES = ['Asia/Shanghai', 'America/New_York', 'Pacific/Chatham', 'America/St_Johns', 'Africa/Cairo', 'UTC'];

it('every moment lies in its day, and days meet', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2035, 0) }),
      (zone, at) => {
        const day = dayOf(at, zone);
        const [from, to] = [startOfDay(day, zone), startOfDay(dayAfter(day), zone)].map((time) => Date.parse(time));
        expect(from).toBeLessThanOrEqual(at);
        expect(to).toBeGreaterThan(at);
        expect(dayOf(to! - 1, zone)).toBe(day);
      },
    ),
    { numRuns: 300 },
  );
});

it('knows summer time, also where it takes midnight away', () => {
  expect(startOfDay('2026-03-08', 'America/New_York')).toBe('2026-03-08T05:00:00.000Z');
  expect(startOfDay('2026-03-09', 'America/New_York')).toBe('2026-03-09T04:00:00.000Z');
  expect(startOfDay('2026-04-24', 'Africa/Cairo')).toBe('2026-04-23T22:00:00.000Z');
  expect(dayAfter('2026-02-28', 2)).toBe('2026-03-02');
  // As far as a date field goes.
  expect(startOfDay(dayAfter('9999-12-31'), 'America/New_York')).toBe('+010000-01-01T05:00:00.000Z');
  expect(startOfDay('0000-01-01', 'UTC')).toBe('0000-01-01T00:00:00.000Z');
});

it('tells days and zones from what is none', () => {
  expect(['2026-02-28', '2026-02-30', '2026-2-3', '', 'tomorrow'].map(isDay)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect([isZone('Pacific/Chatham'), isZone('Mars/Olympus')]).toEqual([true, false]);
});

it('the agent’s zone is the expected one until a page tells it, and never one that nobody knows', () => {
  let expected: string | undefined = 'Asia/Shanghai';
  const zone = createAgentZone(() => expected);
  expect(zone.name()).toBe('Asia/Shanghai');
  expected = 'Mars/Olympus';
  expect(zone.name()).toBe(machineZone());
  expected = undefined;
  expect(zone.name()).toBe(machineZone());
  zone.use('Pacific/Chatham');
  for (const told of [undefined, 'Mars/Olympus', 'Pacific/Chatham']) zone.use(told);
  expected = 'Asia/Shanghai';
  expect(zone.name()).toBe('Pacific/Chatham');
});
