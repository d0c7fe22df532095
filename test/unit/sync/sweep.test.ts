import { afterEach, describe, expect, it, vi } from 'vitest';
import { type RigOptions, startSyncRig, type SyncRig } from '../../factories/sync-rig.ts';

// Virtual days pass at the speed of the machine.
vi.setConfig({ testTimeout: 180_000 });

const MINUTE_MS = 60_000;
const open: SyncRig[] = [];
afterEach(async () => {
  for (const rig of open.splice(0)) await rig.stop();
});
async function rigOf(options: RigOptions = {}): Promise<SyncRig> {
  const rig = await startSyncRig({ tickets: 60, ...options });
  open.push(rig);
  return rig;
}

/** The process ends where `name` is about to be written next; what its transaction did is taken back. */
async function killAtCursor(rig: SyncRig, name: string): Promise<void> {
  const { cursors } = rig.cache;
  const { set } = cursors;
  let hit: () => void = () => undefined;
  const met = new Promise<void>((resolve) => (hit = resolve));
  cursors.set = (written, value, now) => {
    if (written !== name) return set(written, value, now);
    cursors.set = set;
    hit();
    throw new Error('killed');
  };
  const passing = rig.clock.runFor(60 * MINUTE_MS).catch(() => undefined);
  await met;
  await rig.restart({ isKilled: true });
  await passing;
}

/** Six of sixty tickets go, more than may go unasked. */
async function deleteSix(rig: SyncRig): Promise<string[]> {
  await rig.quiet();
  const gone = rig.cache.tickets.listOpenIds().slice(0, 6);
  await rig.traffic(...gone.map((ticketId) => ({ kind: 'delete', ticketId })));
  await rig.clock.runFor(5_000);
  return gone;
}
const held = (rig: SyncRig, ids: readonly string[]): number =>
  ids.filter((id) => rig.cache.tickets.get(id) !== null).length;

describe('a kill while more than a twentieth is gone', () => {
  it('before the question is kept leaves every row, and the question is asked again', async () => {
    const rig = await rigOf();
    const gone = await deleteSix(rig);
    rig.sync.sweep();
    await killAtCursor(rig, 'question.tickets');
    await rig.clock.runFor(30 * MINUTE_MS);
    expect(held(rig, gone)).toBe(6);
    expect(rig.sync.status().sweepQuestion).toMatchObject({ noun: 'tickets', gone: 6 });
  });

  it('before what follows from the answer is kept leaves the answer, and every row', async () => {
    const rig = await rigOf();
    const gone = await deleteSix(rig);
    rig.sync.sweep();
    await rig.clock.runFor(30 * MINUTE_MS);
    rig.answer(false);
    await killAtCursor(rig, 'kept.tickets');
    await rig.clock.runFor(30 * MINUTE_MS);
    expect(held(rig, gone)).toBe(6);
    expect(rig.sync.status().sweepQuestion).toBeNull();
  });

  it.each(['question.contacts', 'contacts.list', 'contacts.asOf'])(
    'of a list, at %s, removes nothing unasked',
    async (name) => {
      const rig = await rigOf();
      await rig.quiet();
      const all = rig.cache.contacts.count();
      await rig.control('PUT', 'faults', [
        { match: { path: '/api/v1/contacts' }, fault: { kind: 'status', status: 200, body: { data: [] } } },
      ]);
      rig.sync.sweep();
      if (name === 'question.contacts') await killAtCursor(rig, name);
      await rig.clock.runFor(10 * MINUTE_MS);
      expect(rig.sync.status().sweepQuestion).toMatchObject({ noun: 'contacts', gone: all });
      rig.answer(false);
      if (name !== 'question.contacts') await killAtCursor(rig, name);
      await rig.clock.runFor(10 * MINUTE_MS);
      expect(rig.cache.contacts.count()).toBe(all);
    },
  );
});

describe('an answer', () => {
  it('is of the question that it names: a second one never meets the next question', async () => {
    const rig = await rigOf();
    await rig.quiet();
    const all = { contacts: rig.cache.contacts.count(), accounts: rig.cache.accounts.count() };
    await rig.control(
      'PUT',
      'faults',
      ['contacts', 'accounts'].map((noun) => ({
        match: { path: `/api/v1/${noun}` },
        fault: { kind: 'status', status: 200, body: { data: [] } },
      })),
    );
    rig.sync.sweep();
    await rig.clock.runFor(10 * MINUTE_MS);
    const first = rig.sync.status().sweepQuestion;
    if (first == null) throw new Error('nothing was asked');
    rig.sync.answerSweep(first, true);
    rig.sync.answerSweep(first, true);
    await rig.clock.runFor(10 * MINUTE_MS);
    const second = rig.sync.status().sweepQuestion;
    expect(second?.noun).not.toBe(first.noun);
    expect([first.noun, second?.noun].sort()).toEqual(['accounts', 'contacts']);
    expect(rig.cache[second?.noun as keyof typeof all].count()).toBe(all[second?.noun as keyof typeof all]);
  });
});

describe('tickets that are kept although they are gone', () => {
  it('are not asked for again before the next sweep', async () => {
    const rig = await rigOf();
    const gone = await deleteSix(rig);
    rig.sync.sweep();
    await rig.clock.runFor(30 * MINUTE_MS);
    rig.answer(false);
    await rig.clock.runFor(10 * MINUTE_MS);
    for (const id of gone) rig.cache.tickets.doubt(id, ['detail', 'comments']);
    await rig.restart();
    const before = rig.outcomes.length;
    await rig.clock.runFor(5 * 60 * MINUTE_MS);
    expect(rig.outcomes.slice(before).filter(({ operation }) => operation === 'getTicket')).toEqual([]);
    expect(held(rig, gone)).toBe(6);
  });
});

describe('departments', () => {
  it('that are chosen no more leave their rows here, whatever comes of them', async () => {
    const rig = await rigOf();
    await rig.quiet();
    const all = rig.cache.tickets.count();
    const { ids } = (await rig.control('GET', 'dump?noun=departments&form=ids')) as { ids: string[] };
    const [wanted = ''] = ids;
    rig.sync.setDepth({ ...rig.depth, departmentIds: [wanted] });
    const others = rig.cache.tickets
      .listOpenIds()
      .filter((id) => rig.cache.tickets.get(id)?.doc.departmentId !== wanted);
    expect(others.length).toBeGreaterThan(2);
    await rig.traffic(...others.map((ticketId) => ({ kind: 'update', ticketId, fields: { priority: 'High' } })));
    await rig.clock.runFor(10 * MINUTE_MS);
    rig.sync.sweep();
    await rig.clock.runFor(60 * MINUTE_MS);
    expect(rig.sync.status().sweepQuestion).toBeNull();
    expect(rig.cache.tickets.count()).toBe(all);
    expect(rig.cache.tickets.get(others[0] ?? '')?.doc.priority).toBe('High');
  });

  it.each([true, false])('that much is moved out of ask before it goes (removed: %s)', async (remove) => {
    const rig = await rigOf({ tickets: 240, idle: true });
    const { ids } = (await rig.control('GET', 'dump?noun=departments&form=ids')) as { ids: string[] };
    const [wanted = '', other = ''] = ids;
    rig.depth = { ...rig.depth, departmentIds: [wanted] };
    rig.sync.start();
    await rig.quiet();
    const moving = rig.cache.tickets.listOpenIds().slice(0, 16);
    const all = rig.cache.tickets.count();
    const few = Math.max(1, Math.floor(all * 0.05));
    expect(moving.length).toBeGreaterThan(few + 2);
    await rig.traffic(...moving.map((ticketId) => ({ kind: 'move', ticketId, departmentId: other })));
    await rig.clock.runFor(10 * MINUTE_MS);
    expect(all - rig.cache.tickets.count()).toBeLessThanOrEqual(few);
    await rig.clock.runFor(60 * MINUTE_MS);
    expect(rig.sync.status().sweepQuestion).toMatchObject({ noun: 'tickets' });
    const before = rig.cache.tickets.count();
    rig.answer(remove);
    await rig.clock.runFor(60 * MINUTE_MS);
    expect(rig.sync.status().sweepQuestion).toBeNull();
    if (remove) expect(held(rig, moving)).toBe(0);
    else expect(rig.cache.tickets.count()).toBe(before);
  });
});
