import { afterEach, expect, it } from 'vitest';
import type { DashboardPart } from '../../../src-preload/contract/dashboard.ts';
import { startCore } from '../../factories/core.ts';
import { startDesk } from '../demo-desk/client.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** What the desk itself answers, as another client would count it. */
async function deskRows<T>(url: string, token: string, orgId: string, path: string): Promise<T[]> {
  const response = await fetch(`${url}/api/v1${path}`, {
    headers: { authorization: `Zoho-oauthtoken ${token}`, orgId },
  });
  return response.status === 204 ? [] : ((await response.json()) as { data: T[] }).data;
}

/** The last 14 days and this week, of this machine. */
function daysOf(now: number) {
  const midnight = (by: number): number => {
    const date = new Date(now);
    return new Date(date.getFullYear(), date.getMonth(), date.getDate() + by).getTime();
  };
  return { days: Array.from({ length: 15 }, (_, index) => midnight(index - 13)), week: midnight(7) };
}

it('counts what the desk has, and each bar leads to its tickets', async () => {
  const desk = await startDesk({ tickets: 80 });
  closing.push(() => desk.close());
  const core = await startCore({ desk });
  closing.push(() => core.stop());
  await core.ready();
  await core.synced();
  const days = daysOf(Date.now());
  const figures = await core.call('dashboard.get', days);
  const mine = await core.call('tickets.counts', {});
  expect(figures.asOf).not.toBeNull();
  expect(figures.open.reduce((sum, { count }) => sum + count, 0)).toBe(mine.myOpen);
  expect(mine.myOpen).toBeGreaterThan(0);
  expect(figures.due.reduce((sum, { count }) => sum + count, 0)).toBe(mine.myOpen);
  const overdue = figures.open.reduce((sum, { overdue }) => sum + overdue, 0);
  expect(figures.due[0]).toEqual({ bucket: 'overdue', count: overdue });
  expect(figures.answered).toHaveLength(14);
  expect(figures.time.map(({ day }) => day)).toEqual(figures.answered.map(({ day }) => day));

  const bars: [DashboardPart, number][] = [
    ...figures.open.map(({ bucket, count }): [DashboardPart, number] => [{ part: 'open', bucket }, count]),
    ...figures.due.map(({ bucket, count }): [DashboardPart, number] => [{ part: 'due', bucket }, count]),
    ...figures.firstAnswers.buckets.map(({ bucket, count }): [DashboardPart, number] => [
      { part: 'firstAnswers', bucket },
      count,
    ]),
  ];
  for (const [part, count] of bars)
    expect(await core.call('dashboard.tickets', { which: part, ...days }), JSON.stringify(part)).toHaveLength(count);

  // Every answer of mine on a ticket, counted on the desk itself.
  const token = desk.issueToken();
  const [me] = desk.agents;
  const since = figures.answered[0]?.day ?? 0;
  let answers = 0;
  const tickets = new Set<string>();
  for (const view of ['allOpen', 'closed'] as const) {
    const { rows } = await core.call('tickets.list', { view, offset: 0, limit: 200 });
    for (const { id } of rows) {
      const threads = await deskRows<{ direction: string; createdTime: string; responderId: string; status: string }>(
        desk.url,
        token,
        desk.orgId,
        `/tickets/${id}/threads?limit=100`,
      );
      for (const thread of threads) {
        const isMine = thread.direction === 'out' && thread.responderId === me?.id && thread.status !== 'DRAFT';
        if (!isMine || Date.parse(thread.createdTime) < since) continue;
        answers += 1;
        tickets.add(id);
      }
    }
  }
  expect(figures.answered.reduce((sum, { count }) => sum + count, 0)).toBe(answers);
  const shown = new Set<string>();
  for (const { day } of figures.answered)
    for (const { id } of await core.call('dashboard.tickets', { which: { part: 'answered', day }, ...days }))
      shown.add(id);
  expect(shown).toEqual(tickets);

  // What was changed here counts as it shows, also before it is sent.
  await desk.control('PUT', '/faults', [{ fault: { kind: 'offline' } }]);
  const { rows } = await core.call('tickets.list', { view: 'myOpen', offset: 0, limit: 2 });
  const closed = rows[1]?.id ?? '';
  await core.call('tickets.close', { id: closed });
  const { open } = await core.call('dashboard.get', days);
  expect(open.reduce((sum, { count }) => sum + count, 0)).toBe(mine.myOpen - 1);
  for (const { bucket } of open) {
    const listed = await core.call('dashboard.tickets', { which: { part: 'open', bucket }, ...days });
    expect(listed.map(({ id }) => id)).not.toContain(closed);
  }

  // Time that waits in the outbox counts, and says so.
  const ticketId = rows[0]?.id ?? '';
  const today = figures.time.at(-1);
  await core.call('timeEntries.create', {
    ticketId,
    executedTime: new Date(Math.max(Date.now() - 60_000, today?.day ?? 0)).toISOString(),
    seconds: 5_400,
    description: 'on the phone',
  });
  const after = await core.call('dashboard.get', days);
  expect(after.time.at(-1)).toEqual({
    day: today?.day,
    seconds: (today?.seconds ?? 0) + 5_400,
    unsent: (today?.unsent ?? 0) + 5_400,
  });
  const part: DashboardPart = { part: 'time', day: today?.day ?? 0 };
  const behind = await core.call('dashboard.tickets', { which: part, ...days });
  expect(behind.map(({ id }) => id)).toContain(ticketId);
}, 60_000);
