import { afterEach, describe, expect, it } from 'vitest';
import { notificationSettings } from '../../../src-preload/contract/notifications.ts';
import { viewFilter } from '../../../src-preload/contract/views.ts';
import { type NotifierRig, startNotifierRig } from '../../factories/notifier-rig.ts';

const MINUTE = 60_000;
let desk: NotifierRig;
afterEach(() => desk.stop());

/** A desk whose first sync is over, and an open ticket of the agent's. */
async function ready(options: Parameters<typeof startNotifierRig>[0] = {}) {
  desk = await startNotifierRig({ tickets: 60, seed: 7, ...options });
  await desk.rig.quiet();
  await desk.rig.clock.runFor(2 * MINUTE);
  const open = desk.rig.cache.tickets.list('allOpen', { agentId: desk.agentId, now: '' }, { offset: 0, limit: 200 });
  const mine = open.find(({ assigneeId }) => assigneeId === desk.agentId);
  const other = open.find(({ assigneeId }) => assigneeId && assigneeId !== desk.agentId);
  if (mine === undefined || other === undefined) throw new Error('no such tickets');
  return { mine, other };
}
const write = (ticketId: string, content = 'It is broken again.\nSecond line'): Promise<unknown> =>
  desk.rig.traffic({ kind: 'customerThread', ticketId, content, contentType: 'plainText' });
async function pass(): Promise<void> {
  desk.rig.sync.wake();
  await desk.rig.clock.runFor(3 * MINUTE);
}

describe.each(['live', 'reference'] as const)('%s manner', (manner) => {
  it('tells of a customer on a ticket of mine: who, which ticket, the first line, and where it opens', async () => {
    const { mine, other } = await ready({ manner });
    expect(desk.shown).toEqual([]);
    await write(mine.id);
    await write(other.id);
    await desk.rig.traffic({ kind: 'agentReply', ticketId: mine.id, content: 'I am on it' });
    await pass();
    expect(desk.shown).toHaveLength(1);
    const [shown] = desk.shown;
    expect(shown?.route).toMatch(new RegExp(`^#/tickets/${mine.id}\\?thread=\\d+$`));
    expect(shown?.title).not.toBe('');
    expect(shown?.body).toBe(`#${mine.ticketNumber} ${mine.subject}\nIt is broken again.`);
    expect(desk.badges.at(-1)).toBe(1);

    await desk.restart();
    await pass();
    await desk.restart({ withoutCache: true });
    await desk.rig.quiet();
    await pass();
    expect(desk.shown, 'nothing is told again').toHaveLength(1);
    desk.notifier.markRead({ ticketId: mine.id });
    expect(desk.badges.at(-1)).toBe(0);
  });
});

it('tells of a customer who writes before the first look at the news', async () => {
  const { mine } = await ready();
  await desk.stop();
  // The same desk anew: its tickets are known.
  desk = await startNotifierRig({ tickets: 60, seed: 7 });
  await desk.rig.clock.runFor(500);
  await write(mine.id);
  await desk.rig.quiet();
  await pass();
  expect(desk.shown).toHaveLength(1);
});

it('tells who mentions me, once, and of nobody else', async () => {
  const { other } = await ready();
  const zuid = desk.rig.cache.agents.get(desk.agentId)?.doc.zuid;
  expect(zuid).toBeTruthy();
  await desk.rig.traffic(
    { kind: 'comment', ticketId: other.id, content: `zsu[@user:${zuid}]zsu can you help?` },
    { kind: 'comment', ticketId: other.id, content: 'zsu[@user:999]zsu and you?' },
  );
  await pass();
  expect(desk.shown.map(({ title }) => title)).toEqual([expect.stringMatching(/mentions you$/)]);
  expect(desk.shown[0]?.body).toContain('can you help?');
});

it('what the agent has before the eyes is not told, and counts as read', async () => {
  const { mine } = await ready();
  desk.lookedAt = mine.id;
  await write(mine.id);
  await pass();
  expect(desk.shown).toEqual([]);
  expect(desk.announcements.count()).toBe(1);
  expect(desk.announcements.countUnread()).toBe(0);
});

it('a pop-up can be answered, marked as read and put off where it stands', async () => {
  const { mine } = await ready();
  await write(mine.id);
  await pass();
  const actions = desk.shown[0]?.actions ?? [];
  expect(actions.map(({ label }) => label)).toEqual(['Reply', 'Mark as read', 'Put off until tomorrow']);
  actions[1]?.run();
  expect(desk.badges.at(-1)).toBe(0);
  actions[0]?.run();
  actions[2]?.run();
  expect(desk.done).toEqual([`reply ${mine.id}`, `snooze ${mine.id}`]);
});

describe('what I asked to hear of', () => {
  it('tells of a ticket that I follow here, whoever has it, until I follow it no more', async () => {
    const { other } = await ready();
    desk.following.set(other.id, true);
    await write(other.id, 'one');
    await pass();
    expect(desk.announcements.list({ offset: 0, limit: 9 }).map(({ kind }) => kind)).toEqual(['followed']);
    await desk.restart();
    await write(other.id, 'two');
    await pass();
    expect(desk.shown).toHaveLength(2);
    desk.following.set(other.id, false);
    await write(other.id, 'three');
    await pass();
    expect(desk.shown).toHaveLength(2);
  });

  it.each([
    ['live', 1],
    ['reference', 0],
  ] as const)('tells of a ticket that I follow at the service, where it has that: %s', async (manner, told) => {
    const { other } = await ready({ manner });
    const { status } = await desk.rig.api('POST', `/tickets/${other.id}/addFollowers`, { agentIds: [desk.agentId] });
    expect(status < 300).toBe(told === 1);
    // The count of followers comes with the ticket's next change.
    await desk.rig.api('PATCH', `/tickets/${other.id}`, { priority: 'High' });
    await pass();
    await desk.rig.clock.runFor(10 * MINUTE);
    await write(other.id);
    await pass();
    expect(desk.announcements.list({ offset: 0, limit: 9 }).map(({ kind }) => kind)).toEqual(
      Array<string>(told).fill('followed'),
    );
    const asked = desk.rig.outcomes.length;
    await desk.following.learn([other.id]);
    expect(desk.rig.outcomes.length, 'what is known is not asked again').toBe(asked);
  });

  it('tells of tickets in views that I watch: built-in, of a department, my own; once each', async () => {
    const { other } = await ready();
    const look = { sort: null, columns: null, isWatched: true };
    await write(other.id, 'one');
    await pass();
    expect(desk.shown).toEqual([]);
    desk.views.save({
      id: 'v-1',
      name: 'Theirs',
      filter: viewFilter.parse({ assigneeIds: [other.assigneeId], statuses: [other.status] }),
      sort: { by: 'recent', descending: true },
    });
    desk.views.setLook('v-1', look);
    await write(other.id, 'two');
    await pass();
    desk.views.setLook('v-1', { ...look, isWatched: false });
    desk.views.setLook('v-gone', look);
    desk.views.setLook('closed', look);
    await write(other.id, 'three');
    await pass();
    desk.views.setLook('allOpen', look);
    desk.views.setLook(`dept-${other.departmentId}`, look);
    await write(other.id, 'four');
    await pass();
    expect(desk.shown.map(({ body }) => body.split('\n').at(-1))).toEqual(['two', 'four']);
    expect(new Set(desk.announcements.list({ offset: 0, limit: 9 }).map(({ kind }) => kind))).toEqual(
      new Set(['watched']),
    );
  });

  it('is told by another rule where the nearer one is off', async () => {
    const { mine } = await ready();
    desk.following.set(mine.id, true);
    desk.notifier.configure({ rules: { ...desk.notifier.getSettings().rules, mine: false } });
    await write(mine.id);
    await pass();
    expect(desk.announcements.list({ offset: 0, limit: 9 }).map(({ kind }) => kind)).toEqual(['followed']);
  });

  it('settings from before these rules stay as they were chosen', () => {
    const { rules } = notificationSettings.parse({
      rules: { mine: false, unassigned: true, mention: true, failed: true, task: true, snooze: true, timer: false },
      quietHours: null,
      privacy: 'sender',
      pausedUntil: null,
    });
    expect(rules).toMatchObject({ mine: false, timer: false, followed: true, watched: true });
  });
});

describe('a ticket that becomes mine', () => {
  const assign = (ticketId: string, assigneeId: string | null): Promise<unknown> =>
    desk.rig.traffic({ kind: 'assign', ticketId, assigneeId });

  it('is told once, and not again after a restart or a rebuild', async () => {
    const { other } = await ready();
    expect(desk.shown).toEqual([]);
    await assign(other.id, desk.agentId);
    await pass();
    expect(desk.shown).toMatchObject([
      { title: 'Assigned to you', body: `#${other.ticketNumber} ${other.subject}`, route: `#/tickets/${other.id}` },
    ]);
    await desk.restart();
    await pass();
    await desk.restart({ withoutCache: true });
    await desk.rig.quiet();
    await pass();
    expect(desk.shown).toHaveLength(1);
    await assign(other.id, null);
    await pass();
    await assign(other.id, desk.agentId);
    await pass();
    expect(desk.shown).toHaveLength(2);
  });

  it('by my own doing, or with the rule switched off, is not', async () => {
    const { other, mine } = await ready();
    desk.own.add(other.id);
    await assign(other.id, desk.agentId);
    await pass();
    await assign(mine.id, null);
    await pass();
    desk.notifier.configure({ rules: { ...desk.notifier.getSettings().rules, assigned: false } });
    await assign(mine.id, desk.agentId);
    await pass();
    expect(desk.shown).toEqual([]);
  });

  it('because it was opened again is not', async () => {
    const { mine } = await ready();
    for (const status of ['Closed', 'Open']) {
      await desk.rig.traffic({ kind: 'status', ticketId: mine.id, status });
      await pass();
    }
    expect(desk.shown).toEqual([]);
  });

  it('with its customer’s words is told of by those', async () => {
    const { other } = await ready();
    await assign(other.id, desk.agentId);
    await write(other.id);
    await pass();
    expect(desk.announcements.list({ offset: 0, limit: 9 }).map(({ kind }) => kind)).toEqual(['mine']);
  });
});

it('rules, mute and privacy hold', async () => {
  const { mine } = await ready();
  desk.notifier.configure({ privacy: 'none' });
  await write(mine.id, 'secret');
  await pass();
  expect(JSON.stringify(desk.shown)).not.toMatch(/secret|#\d+ /);
  expect(desk.shown[0]?.body).toBe('A customer wrote on a ticket of yours');
  desk.notifier.configure({ privacy: 'sender' });
  await write(mine.id, 'secret');
  await pass();
  expect(desk.shown[1]?.body).toBe(`#${mine.ticketNumber}`);
  desk.notifier.mute(mine.id, true);
  await write(mine.id);
  await pass();
  desk.notifier.mute(mine.id, false);
  desk.notifier.configure({ rules: { ...desk.notifier.getSettings().rules, mine: false } });
  await write(mine.id);
  await pass();
  expect(desk.shown).toHaveLength(2);
  expect(desk.announcements.count()).toBe(2);
});

it('what comes in quiet hours is told as one when they are over, even across a restart', async () => {
  const { mine } = await ready();
  const now = desk.rig.clock.now();
  desk.notifier.configure({ pausedUntil: now + 60 * MINUTE });
  await write(mine.id, 'one');
  await write(mine.id, 'two');
  await pass();
  await desk.restart();
  await write(mine.id, 'three');
  await write(mine.id, 'four');
  await pass();
  expect(desk.shown).toEqual([]);
  expect(desk.badges.at(-1)).toBe(4);
  await desk.rig.clock.runFor(60 * MINUTE);
  expect(desk.shown.map(({ title, body }) => [title, body])).toEqual([['4 new things at your desk', 'on one ticket']]);
});

it('tells of a task that falls due, when it does', async () => {
  await ready();
  const dueDate = new Date(desk.rig.clock.now() + 20 * MINUTE).toISOString();
  await desk.rig.traffic({ kind: 'task', fields: { subject: 'Call back', dueDate, ownerId: desk.agentId } });
  await desk.rig.clock.runFor(15 * MINUTE);
  expect(desk.shown).toEqual([]);
  await desk.rig.clock.runFor(10 * MINUTE);
  expect(desk.shown.map(({ title, body }) => [title, body.endsWith('Call back')])).toEqual([['Task due', true]]);
});

it('a broken setting is the default again', async () => {
  await ready();
  desk.notifier.configure({ privacy: 'sideways' as 'full' });
  expect(desk.notifier.getSettings().privacy).toBe('full');
});
