import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trayView, type TrayFacts } from '../../../src-main/timers/tray.ts';
import { createReminders, nextHour } from '../../../src-main/timers/reminders.ts';
import { routeOfLink, takeLink } from '../../../src-main/lib/deep-link.ts';
import { createDemoDesk, type DemoDesk } from '../../../src-main/demo-desk/desk.ts';
import type { TimerRow } from '../../../src-preload/contract/timers.ts';
import { CallError, type Core, startCore } from '../../factories/core.ts';
import { until } from '../../fakes/until.ts';
import { createMachine } from './machine.ts';

describe('timers over the bridge', () => {
  let desk: DemoDesk;
  let core: Core;
  let ticketIds: string[];

  beforeEach(async () => {
    desk = await createDemoDesk({ tickets: 30, seed: 5, anyLoopbackPort: true });
    core = await startCore({ desk });
    await core.ready();
    await core.synced();
    const { rows } = await core.call('tickets.list', { view: 'allOpen', offset: 0, limit: 5 });
    ticketIds = rows.map(({ id }) => id);
  });
  afterEach(async () => {
    await core.stop();
    await desk.close();
  });
  const ticket = (index: number): string => ticketIds[index] as string;
  const states = async (): Promise<string[]> => (await core.call('timers.list', {})).timers.map(({ state }) => state);

  it('one runs at a time unless several are wanted', async () => {
    await core.call('timers.start', { ticketId: ticket(0) });
    await core.call('timers.start', { ticketId: ticket(1) });
    expect((await states()).sort()).toEqual(['paused', 'running']);
    await core.call('timers.updateSettings', { many: true });
    await core.call('timers.start', { ticketId: ticket(0) });
    expect(await states()).toEqual(['running', 'running']);
    await core.call('timers.updateSettings', { many: false });
    expect((await states()).sort()).toEqual(['paused', 'running']);
  });

  it('a timer is logged once, in one transaction, and comes back when the entry is called back', async () => {
    const { id } = await core.call('timers.start', { ticketId: ticket(0), note: 'Looked at the logs' });
    await core.call('outbox.pauseAll', {});
    await core.call('timers.updateSettings', { rounding: { minutes: 15, mode: 'up' } });
    await expect(core.call('timers.log', { id })).rejects.toThrow(CallError);
    await until('a second was counted', async () => (await core.call('timers.list', {})).timers[0]!.ms >= 1_000);
    const { jobId } = await core.call('timers.log', { id });
    expect(await states()).toEqual([]);
    await expect(core.call('timers.log', { id })).rejects.toThrow('notFound');
    const from = new Date(Date.now() - 86_400_000).toISOString();
    const to = new Date(Date.now() + 86_400_000).toISOString();
    const [entry] = (await core.call('timeEntries.list', { from, to })).entries.filter(({ pending }) => pending);
    expect(entry).toMatchObject({ seconds: 900, description: 'Looked at the logs', isMine: true, ticketId: ticket(0) });
    expect(entry?.rawSeconds).toBeLessThan(60);
    expect(entry?.ticketNumber).not.toBe('');

    await core.call('outbox.cancel', { id: jobId });
    expect(await states()).toEqual(['stopped']);
    await core.call('timers.log', { id });
    await core.call('outbox.resume', {});
    const sent = await until('the entry is at the service', async () => {
      const { entries } = await core.call('timeEntries.ofTicket', { ticketId: ticket(0) });
      return entries.find(({ description, pending }) => description === 'Looked at the logs' && pending === null);
    });
    // The raw seconds stay known under the service's own id.
    expect(sent.id).toMatch(/^\d+$/);
    expect(sent.rawSeconds).toBeLessThan(60);
    await core.call('timeEntries.edit', { ticketId: ticket(0), id: sent.id, seconds: 1800 });
    const edited = (await core.call('timeEntries.ofTicket', { ticketId: ticket(0) })).entries;
    expect(edited.find(({ id: entryId }) => entryId === sent.id)?.seconds).toBe(1800);
    await until('the edit is at the service', async () => (await core.call('outbox.counts', {})).unsettled === 0).catch(
      async (error: unknown) => {
        throw new Error(`${String(error)} ${JSON.stringify(await core.call('outbox.list', {}))}`);
      },
    );
    await core.call('timeEntries.delete', { ticketId: ticket(0), id: sent.id });
    const left = (await core.call('timeEntries.ofTicket', { ticketId: ticket(0) })).entries;
    expect(left.map(({ id: entryId }) => entryId)).not.toContain(sent.id);
  });

  it('splits, throws away and brings back', async () => {
    const { id } = await core.call('timers.start', { ticketId: ticket(0) });
    await until('time was counted', async () => (await core.call('timers.list', {})).timers[0]!.ms >= 2_100);
    await expect(core.call('timers.split', { id, seconds: 500 })).rejects.toThrow('conflict');
    const { timer, other } = await core.call('timers.split', { id, seconds: 1, ticketId: ticket(1) });
    expect(other).toMatchObject({ state: 'stopped', ms: 1_000, ticketId: ticket(1) });
    expect(timer.ms).toBeGreaterThanOrEqual(1_000);
    await core.call('timers.discard', { id: other.id });
    expect(await states()).toEqual(['running']);
    expect((await core.call('timers.restore', { id: other.id })).ms).toBe(1_000);
  });

  it('the tray says what runs and does what is chosen', async () => {
    const { host } = core;
    await core.call('timers.noteOpened', { ticketId: ticket(2) });
    const labels = (): (string | null)[] => host.tray?.items.map(({ label }) => label) ?? [];
    await until('the ticket is offered', () =>
      host.tray?.items.find(({ id }) => id === 'startOn')?.items?.some(({ id }) => id === `start:${ticket(2)}`),
    );
    host.chooseTray(`start:${ticket(2)}`);
    await until('the tray shows the timer', () => host.tray?.state === 'timer' && labels().includes('Pause'));
    const pause = host.tray?.items.find(({ id }) => id.startsWith('pause:'));
    host.chooseTray(pause?.id as string);
    await until('it is paused', () => labels().includes('Go On'));
    host.chooseTray('pause:nobody');
    host.chooseTray('queue');
    host.chooseTray('logTime');
    expect(host.shown).toEqual(['#/outbox', '#/tray']);
    host.chooseTray('pauseNotifications');
    await until('notifications are paused', () => labels().includes('Resume Notifications'));
  });
});

describe('what the tray shows', () => {
  const timer: TimerRow = {
    id: 't',
    ticketId: '1',
    taskId: null,
    ticketNumber: '1042',
    subject: 'Printer offline after update and again after that',
    taskSubject: null,
    accountName: null,
    note: '',
    state: 'running',
    ms: 61 * 60_000,
    at: 0,
    startedAt: 0,
    question: null,
  };
  const calm: TrayFacts = {
    language: 'en',
    isSignedIn: true,
    isOnline: true,
    unsettled: 0,
    attention: 0,
    timers: [],
    rounded: () => 4500,
    recent: [{ id: '1', number: '1042', subject: 'Printer', contactName: '' }],
    isPausedUntil: null,
  };
  it('is in the order of what matters most', () => {
    const asks = { reason: 'idle', from: 0, awayMs: 1, sinceMs: 0, isAway: false } as const;
    const cases: [Partial<TrayFacts>, string][] = [
      [{}, 'online'],
      [{ isOnline: false }, 'offline'],
      [{ isOnline: false, unsettled: 2 }, 'queued'],
      [{ unsettled: 2, timers: [timer] }, 'timer'],
      [{ timers: [{ ...timer, question: asks }] }, 'attention'],
      [{ attention: 1, unsettled: 1 }, 'attention'],
      [{ isSignedIn: false }, 'offline'],
    ];
    for (const [facts, state] of cases) expect(trayView({ ...calm, ...facts }).state, state).toBe(state);
  });
  it('names the timer, its time and what it would be logged as, and not the ticket that runs already', () => {
    const { items, tooltip } = trayView({ ...calm, timers: [timer], unsettled: 1 });
    expect(items[0]).toMatchObject({ label: '1:01  #1042 Printer offline after update and ag…', isEnabled: false });
    expect(items.map(({ label }) => label)).toContain('Stop and Log 1:15');
    expect(items.map(({ id }) => id)).not.toContain('startOn');
    expect(tooltip).toContain('1 item waits to be sent');
  });
  it('offers nothing that needs an agent while nobody is signed in, and speaks Chinese', () => {
    expect(trayView({ ...calm, isSignedIn: false, language: 'zh' }).items.map(({ label }) => label)).toEqual([
      '打开 Deskhand',
      '退出 Deskhand',
    ]);
  });
});

describe('reminders', () => {
  it('tell of a timer left on once per stretch, and of an empty working day once', async () => {
    // A Thursday and a Friday, and a weekend.
    const machine = createMachine(new Date(2026, 10, 19, 9).getTime(), false);
    const told: (string | null)[] = [];
    const settings = { longHours: 2, noneByHour: 17 } as never;
    const reminders = createReminders({
      clock: machine,
      preferences: () => settings,
      hasTimeSince: () => false,
      remind: (timer) => told.push(timer?.id ?? null),
    });
    reminders.start();
    for (const hours of [1, 2, 2.5, 3.9, 4.1]) reminders.onTick([{ id: 'a', ms: hours * 3_600_000 } as never]);
    expect(told).toEqual(['a', 'a']);
    await machine.idle(4 * 86_400_000);
    reminders.stop();
    expect(told).toEqual(['a', 'a', null, null]);
  });
  it('knows the next hour across midnight', () => {
    const at = new Date(2026, 2, 28, 18, 30).getTime();
    expect(new Date(nextHour(at, 17)).toString()).toContain('Mar 29 2026 17:00');
  });
});

describe('deskhand:// links', () => {
  it('lead to a ticket and nowhere else', () => {
    expect(routeOfLink('deskhand://ticket/4000000000123')).toBe('#/tickets/4000000000123');
    for (const link of [
      'deskhand://ticket/',
      'deskhand://ticket/1/2',
      'deskhand://ticket/1?token=x',
      'deskhand://ticket/../1',
      'deskhand://ticket/%31',
      'deskhand://settings/1',
      'javascript:alert(1)',
      'https://ticket/1',
    ])
      expect(routeOfLink(link), link).toBeNull();
  });
  it('are taken out of a program’s arguments', () => {
    expect(takeLink(['--json', 'deskhand://evil', 'DESKHAND://ticket/7'])).toEqual({
      route: '#/tickets/7',
      rest: ['--json'],
    });
  });
});
