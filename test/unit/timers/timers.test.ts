import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trayView, type TrayFacts } from '../../../src-main/timers/tray.ts';
import { createReminders, nextHour } from '../../../src-main/timers/reminders.ts';
import { routeOfLink, takeLink } from '../../../src-main/lib/deep-link.ts';
import { createDemoDesk, type DemoDesk } from '../../../src-main/demo-desk/desk.ts';
import { type Clock, systemClock } from '../../../src-main/lib/clock.ts';
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

  it('is logged under the name of its intent, and what was kept of its form goes with it', async () => {
    const { id } = await core.call('timers.start', { ticketId: ticket(0) });
    await core.call('outbox.pauseAll', {});
    const key = `timeEntry:${ticket(0)}#${id}`;
    const doc = { kind: 'timeEntry', form: { description: 'Half a note' } } as const;
    await core.call('drafts.save', { key, ticketId: ticket(0), doc });
    const jobId = crypto.randomUUID();
    expect(await core.call('timers.log', { id, seconds: 60, draftKey: key, jobId })).toMatchObject({ jobId });
    expect(await core.call('drafts.get', { key })).toBeNull();
    expect(await core.call('outbox.get', { id: jobId })).toMatchObject({ kind: 'timeEntry.create', id: jobId });
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

  it('a task has a timer of its own beside its ticket’s, and names what it was for', async () => {
    const now = new Date().toISOString();
    const days = { now, tomorrow: now, next: now, week: now };
    const task = await until('a task of a ticket is held', async () => {
      for (const state of ['open', 'done'] as const) {
        const { rows } = await core.call('tasks.list', { state, owner: 'all', days, offset: 0, limit: 50 });
        const found = rows.find(({ ticketId }) => ticketId !== null);
        if (found) return found;
      }
      return null;
    });
    if (!task?.ticketId) throw new Error('no task of a ticket');
    await core.call('timers.updateSettings', { many: true });
    await core.call('timers.start', { ticketId: task.ticketId });
    const mine = await core.call('timers.start', { ticketId: task.ticketId, taskId: task.id });
    expect(mine.taskSubject).toBe(task.subject);
    expect((await core.call('timers.list', {})).timers).toHaveLength(2);
    await core.call('outbox.pauseAll', {});
    await core.call('timers.log', { id: mine.id, seconds: 60 });
    const { entries } = await core.call('timeEntries.ofTicket', { ticketId: task.ticketId });
    expect(entries.find(({ pending }) => pending !== null)?.description).toBe(task.subject);
  });

  it('starts by itself on a ticket that is looked at for a moment, where that is wanted', async () => {
    await core.call('timers.noteOpened', { ticketId: ticket(0) });
    await core.call('timers.updateSettings', { autoStart: true });
    await core.call('timers.noteOpened', { ticketId: ticket(1) });
    await core.call('timers.noteOpened', { ticketId: ticket(2) });
    const timers = await until('it started', async () => {
      const list = (await core.call('timers.list', {})).timers;
      return list.length > 0 ? list : null;
    });
    expect(timers.map(({ ticketId, state }) => [ticketId, state])).toEqual([[ticket(2), 'running']]);
  });

  it('a ticket that was opened before the service knew it is among the recent ones once', async () => {
    const { contactId, departmentId } = (await core.call('tickets.get', { id: ticket(0) }))!;
    await core.call('outbox.pauseAll', {});
    const made = await core.call('tickets.create', {
      subject: 'Called',
      contactId: contactId!,
      departmentId: departmentId!,
    });
    await core.call('timers.noteOpened', { ticketId: made.localId! });
    await core.call('outbox.resume', {});
    const id = await until('it has its id', async () => {
      const known = (await core.call('tickets.get', { id: made.localId! }))?.id;
      return known === made.localId ? undefined : known;
    });
    await core.call('timers.noteOpened', { ticketId: id });
    const { recent } = await core.call('timers.list', {});
    expect(recent.map((each) => each.id)).toEqual([id]);
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

it('an entry that waits to be sent is time of today: no reminder of a day without any', async () => {
  const monday = (hours: number, minutes: number, seconds: number): number =>
    new Date(2026, 10, 30, hours, minutes, seconds).getTime();
  let ahead = monday(15, 30, 0) - Date.now();
  const clock: Clock = { ...systemClock, now: () => Date.now() + ahead };
  const desk = await createDemoDesk({
    tickets: 30,
    seed: 5,
    anyLoopbackPort: true,
    now: clock.now(),
    clock: clock.now,
  });
  const core = await startCore({ desk, clock });
  const told = async (): Promise<number> => (await core.call('notifications.list', { offset: 0, limit: 5 })).total;
  const closeOfWork = async (): Promise<void> => {
    ahead = monday(16, 59, 59) - Date.now();
    await core.call('timers.updateSettings', { noneByHour: 17 });
    await until('the hour is over', () => clock.now() > monday(17, 0, 2));
  };
  try {
    await core.ready();
    const row = await until('a ticket is held', async () => {
      const { rows } = await core.call('tickets.list', { view: 'allOpen', offset: 0, limit: 1 });
      return rows[0];
    });
    await core.call('outbox.pauseAll', {});
    const executedTime = new Date(monday(15, 0, 0)).toISOString();
    const { jobId } = await core.call('timeEntries.create', { ticketId: row.id, executedTime, seconds: 600 });
    await closeOfWork();
    expect(await told()).toBe(0);
    await core.call('outbox.cancel', { id: jobId });
    await closeOfWork();
    expect(await told(), 'one that was called back is none').toBe(1);
  } finally {
    await core.stop();
    await desk.close();
  }
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
    unread: 0,
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
    expect(tooltip).toContain('1 item queued');
  });
  it('says what is unread, in the tooltip and with a way there, and lets any ticket be timed', () => {
    const { items, tooltip } = trayView({ ...calm, unread: 3 });
    expect(tooltip).toContain('3 unread notifications');
    expect(items.find(({ id }) => id === 'news')?.label).toBe('3 unread notifications');
    expect(items.find(({ id }) => id === 'otherTicket')?.label).toBe('Other Ticket…');
    expect(trayView(calm).items.map(({ id }) => id)).not.toContain('news');
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
    const machine = createMachine(Date.parse('2026-11-19T09:00:00+08:00'), false);
    const told: string[] = [];
    let kept: Record<string, number> = {};
    const settings = { longHours: 2, noneByHour: 17 } as never;
    const open = () =>
      createReminders({
        clock: machine,
        zone: () => 'Asia/Shanghai',
        preferences: () => settings,
        hasTimeSince: () => false,
        remind: (timer, stretch) =>
          void told.push(timer === null ? new Date(machine.now()).toISOString() : `${timer.id} ${stretch}`),
        reminded: { get: () => kept, set: (next) => (kept = next) },
      });
    let reminders = open();
    reminders.start();
    for (const hours of [1, 2, 2.5, 3.9, 4.1]) reminders.onTick([{ id: 'a', ms: hours * 3_600_000 } as never]);
    expect(told).toEqual(['a 1', 'a 2']);
    reminders.stop();
    // A restart says nothing again.
    reminders = open();
    reminders.start();
    for (const hours of [4.2, 5.9, 6.1]) reminders.onTick([{ id: 'a', ms: hours * 3_600_000 } as never]);
    expect(told).toEqual(['a 1', 'a 2', 'a 3']);
    await machine.idle(4 * 86_400_000);
    reminders.stop();
    expect(told).toEqual(['a 1', 'a 2', 'a 3', '2026-11-19T09:00:00.000Z', '2026-11-20T09:00:00.000Z']);
  });
  it('knows the next hour across midnight', () => {
    const at = Date.parse('2026-03-07T18:30:00-05:00');
    // New York's day of 23 hours.
    expect(new Date(nextHour(at, 17, 'America/New_York')).toISOString()).toBe('2026-03-08T21:00:00.000Z');
    expect(new Date(nextHour(at, 17, 'Asia/Shanghai')).toISOString()).toBe('2026-03-08T09:00:00.000Z');
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
