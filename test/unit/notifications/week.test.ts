import { expect, it } from 'vitest';
import { createRng } from '../../../src-main/demo-desk/rng.ts';
import { startNotifierRig } from '../../factories/notifier-rig.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** `DESKHAND_DAYS=7` makes it the whole week of 500 threads; two days have everything in them too. */
const DAYS = Number(process.env['DESKHAND_DAYS'] ?? 2);
const THREADS = Math.round((500 * DAYS) / 7);
const SEED = 20_261_122;

it(`${DAYS} days of ${THREADS} threads with sleeps, restarts, outages and a rebuild: each is told once, or once in a summary`, async () => {
  const desk = await startNotifierRig({ tickets: 60, seed: 7, random: 7 });
  const { rig, agentId } = desk;
  const rng = createRng(SEED, 1);
  await rig.quiet();
  await rig.clock.runFor(5 * MINUTE);
  expect(desk.shown, 'the first sync is silent').toEqual([]);

  const open = rig.cache.tickets.list('allOpen', { agentId, now: '' }, { offset: 0, limit: 200 });
  const departmentIds = new Set(rig.cache.agents.get(agentId)?.doc.associatedDepartmentIds ?? []);
  const mine = open.filter((ticket) => ticket.assigneeId === agentId);
  const nobodys = open.filter(
    ({ assigneeId, departmentId }) =>
      !assigneeId && (departmentIds.size === 0 || departmentIds.has(departmentId ?? '')),
  );
  const others = open.filter(({ assigneeId }) => assigneeId && assigneeId !== agentId);
  expect([mine.length, nobodys.length, others.length].every((count) => count > 0)).toBe(true);

  const expected = new Set<string>();
  let written = 0;
  async function write(): Promise<void> {
    const kind = rng.int(10);
    const ticket = rng.pick(kind < 6 ? mine : kind < 8 ? nobodys : others);
    const [result] = await rig.traffic({ kind: 'customerThread', ticketId: ticket.id, content: `Message ${written}` });
    written += 1;
    if (kind < 8) expected.add(`thread:${String(result?.['threadId'])}`);
    // Colleagues and the agent write too, and that is no news.
    if (rng.chance(0.2)) await rig.traffic({ kind: 'agentReply', ticketId: ticket.id, content: 'An answer' });
  }
  const outage = (isOn: boolean): Promise<unknown> =>
    rig.control('PUT', 'faults', isOn ? [{ match: { path: '/api/**' }, fault: { kind: 'dropBefore' } }] : []);

  for (let day = 0; day < DAYS; day += 1) {
    rig.sync.presence(true, true);
    const marks: { at: number; act(): Promise<unknown> }[] = [];
    for (let n = 0; n < 65; n += 1) marks.push({ at: rng.int(9 * HOUR), act: write });
    if (day % 3 === 1) {
      marks.push({ at: 3 * HOUR, act: () => outage(true) }, { at: 3 * HOUR + 40 * MINUTE, act: () => outage(false) });
    }
    if (day % 2 === 1) marks.push({ at: 5 * HOUR + rng.int(HOUR), act: () => desk.restart() });
    if (day === Math.min(2, DAYS - 1)) marks.push({ at: 4 * HOUR, act: () => desk.restart({ withoutCache: true }) });
    marks.sort((a, b) => a.at - b.at);
    const start = rig.clock.now();
    for (const { at, act } of marks) {
      await rig.clock.runFor(Math.max(0, start + at - rig.clock.now()));
      await act();
    }
    await rig.clock.runFor(Math.max(0, start + 9 * HOUR - rig.clock.now()));
    rig.sync.presence(false, false);
    // The lid is closed for the night; customers are not.
    const night = day === DAYS - 1 ? THREADS - written : 6;
    for (let n = 0; n < night; n += 1) {
      await rig.clock.idle();
      rig.clock.jump((14 * HOUR) / night);
      await write();
    }
    rig.sync.wake();
    await rig.clock.runFor(15 * MINUTE);
  }
  await rig.clock.runFor(30 * MINUTE);

  const held = desk.announcements.list({ offset: 0, limit: 2_000 }).map(({ id }) => id);
  const single = desk.shown.filter(({ id }) => id.startsWith('thread:')).map(({ id }) => id);
  const summaries = desk.shown.filter(({ id }) => id.startsWith('summary:'));
  const inSummaries = summaries.reduce((sum, { title }) => sum + Number.parseInt(title, 10), 0);
  const repeated = single.length - new Set(single).size;
  const missed = [...expected].filter((key) => !held.includes(key)).length;
  console.log(
    `${written} customer threads in ${DAYS} days, ${expected.size} of them news: ${single.length} told one by one, ` +
      `${inSummaries} in ${summaries.length} summaries, ${repeated} repeated, ${missed} missed; ${rig.outcomes.length} calls; seed ${SEED}`,
  );
  expect(written).toBe(THREADS);
  expect(new Set(held)).toEqual(expected);
  expect({ repeated, missed }).toEqual({ repeated: 0, missed: 0 });
  expect(single.length + inSummaries, 'none missed, none twice').toBe(expected.size);
  expect(desk.announcements.countUntold()).toBe(0);
  expect(desk.badges.at(-1)).toBe(expected.size);
  await desk.stop();
}, 180_000);
