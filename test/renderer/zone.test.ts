import { cleanup, fireEvent, waitFor } from '@testing-library/svelte';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { taskDays } from '../../src-renderer/lib/days.ts';
import { createFormat } from '../../src-renderer/lib/format.ts';
import { parseQuickTask } from '../../src-renderer/lib/quick-task.ts';
import { snoozeTimes } from '../../src-renderer/lib/snooze-times.ts';
import {
  fromWallInput,
  isZone,
  localDay,
  startOfDay,
  timeAt,
  toWallInput,
  useZone,
  wallOf,
} from '../../src-renderer/lib/zone.svelte.ts';
import type { Script } from '../fakes/transport.ts';
import { find, openPage } from './harness.ts';

const ZONES = ['Asia/Shanghai', 'America/New_York', 'Pacific/Chatham', 'America/St_Johns', 'UTC'];
afterEach(() => {
  cleanup();
  useZone(undefined);
});

describe('the agent’s zone', () => {
  it('knows days where the sun is elsewhere', () => {
    const now = Date.parse('2026-11-22T18:30:00Z');
    useZone('Asia/Shanghai');
    expect(localDay(now)).toBe('2026-11-23');
    expect(new Date(startOfDay(now)).toISOString()).toBe('2026-11-22T16:00:00.000Z');
    expect(taskDays(now)).toMatchObject({ tomorrow: '2026-11-23T16:00:00.000Z', week: '2026-11-29T16:00:00.000Z' });
    expect(toWallInput(now)).toBe('2026-11-23T02:30');
    expect(createFormat('en', ['en-GB'], 'Asia/Shanghai').clock(now)).toBe('02:30');
    expect(snoozeTimes(now).find(({ name }) => name === 'tomorrow')?.time).toBe(Date.parse('2026-11-24T01:00:00Z'));
    expect(parseQuickTask('Call tomorrow 14:00', now).due).toBe(Date.parse('2026-11-24T06:00:00Z'));
    useZone('America/New_York');
    expect(localDay(now)).toBe('2026-11-22');
  });

  it('finds midnights and hours around summer time', () => {
    useZone('America/New_York');
    expect(timeAt(2026, 3, 8)).toBe(Date.parse('2026-03-08T05:00:00Z'));
    expect(timeAt(2026, 3, 9)).toBe(Date.parse('2026-03-09T04:00:00Z'));
    expect(timeAt(2026, 3, 8, 2, 30), 'an hour that is left out').toBe(Date.parse('2026-03-08T07:30:00Z'));
    expect(timeAt(2026, 11, 1, 1, 30), 'an hour that comes twice').toBe(Date.parse('2026-11-01T05:30:00Z'));
  });

  it('comes back from the wall to the same minute, in every zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2035, 0) }),
        (zone, at) => {
          useZone(zone);
          const minute = Math.floor(at / 60_000) * 60_000;
          const back = fromWallInput(toWallInput(minute));
          // Of an hour that comes twice only the first can be meant.
          expect([minute, minute - 3_600_000]).toContain(back);
          expect(toWallInput(back)).toBe(toWallInput(minute));
          expect(wallOf(startOfDay(at)).day).toBe(wallOf(at).day);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is the machine’s own where the name means nothing', () => {
    expect(isZone('Mars/Olympus')).toBe(false);
    useZone('Mars/Olympus');
    const at = Date.parse('2026-05-04T10:00:00Z');
    expect(wallOf(at).hour).toBe(new Date(at).getHours());
    expect(fromWallInput('nonsense')).toBeNaN();
  });

  const AT_CHATHAM: Script = {
    'agents.list': () => [
      { id: '4417', name: 'Carol Jensen', email: null, isActive: true, timeZone: 'Pacific/Chatham' },
    ],
    'session.get': () => ({
      phase: 'ready',
      profileId: 'demo',
      deskUrl: 'http://127.0.0.1',
      organization: { id: '1', name: 'Zylker', portalName: null },
      agent: { id: '4417', name: 'Carol Jensen', email: null, isActive: true },
      problem: null,
    }),
  };

  it('is the tray’s too', async () => {
    history.replaceState(null, '', '/#/tray');
    const page = await openPage('lang=en&timers=1', AT_CHATHAM);
    await waitFor(() => expect(page.app.i18n.format.clock(Date.parse('2026-05-04T10:00:00Z'))).toBe('22:45'));
  });

  it('is the search’s, which looks again when it is another', async () => {
    history.replaceState(null, '', '/#/search?q=on:today');
    const page = await openPage('lang=en', AT_CHATHAM);
    const told = (): unknown[] =>
      page.transport.callsOf('search.query').map((input) => (input as { zone?: string }).zone);
    await waitFor(() => expect(told().at(-1)).toBe('Pacific/Chatham'));
    await page.app.settings.update({ timeZone: 'Asia/Shanghai' });
    await waitFor(() => expect(told().at(-1)).toBe('Asia/Shanghai'));
  });

  it('is what the service says, until the settings name another', async () => {
    history.replaceState(null, '', '/#/settings/look');
    const page = await openPage('lang=en', AT_CHATHAM);
    const region = await find<HTMLElement>(page, 'main [role=region]');
    await waitFor(() => expect(region.textContent).toContain('Pacific/Chatham, where it is'));
    const at = Date.parse('2026-05-04T10:00:00Z');
    expect(page.app.i18n.format.clock(at)).toBe('22:45');
    const select = await find<HTMLSelectElement>(page, '[aria-label="Times are shown in"]');
    const option = [...select.options].findIndex(({ text }) => text === 'Asia/Shanghai');
    await fireEvent.change(select, { target: { value: String(option) } });
    await waitFor(() => expect(page.transport.callsOf('settings.update')).toEqual([{ timeZone: 'Asia/Shanghai' }]));
    await waitFor(() => expect(page.app.i18n.format.clock(at)).toBe('18:00'));
  });
});
