import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../../src-main/outbox/deps.ts';
import { type Fate, type ModelService, newService, openModel } from './model.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

const dirs: string[] = [];
afterAll(() => dirs.forEach((dir) => rmSync(dir, { recursive: true, force: true })));
const newFile = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'deskhand-laws-'));
  dirs.push(dir);
  return join(dir, 'agent.db');
};

const FATES: Fate[] = ['ok', 'ok', 'ok', 'lost', 'doneAndLost', 'late', 'offline', 'busy', 'unauthorized', 'strange'];
const scene = fc.record({
  intents: fc.array(
    fc.record({
      lane: fc.constantFrom('ticket:1', 'ticket:2', 'ticket:3'),
      text: fc.constantFrom('same', 'same', 'other', 'third'),
      steps: fc.constantFrom(1, 1, 2),
    }),
    { minLength: 1, maxLength: 10 },
  ),
  fates: fc.array(fc.constantFrom(...FATES), { maxLength: 25 }),
  readLagMs: fc.constantFrom(0, 0, 500, 4_000),
  failingReads: fc.constantFrom(0, 0, 1, 4),
  clockSteps: fc.array(fc.constantFrom(-7_200_000, -30_000, 30_000, 7_200_000), { maxLength: 2 }),
  crashes: fc.array(
    fc.record({
      at: fc.constantFrom<Checkpoint>(
        'mark.before',
        'mark.after',
        'answer.before',
        'answer.written',
        'answer.after',
        'look.before',
        'look.after',
      ),
      nth: fc.integer({ min: 1, max: 4 }),
    }),
    { maxLength: 3 },
  ),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Plays a scene to its end, restarting after each crash. Answers what the outbox and the service hold then. */
async function play({ intents, fates, readLagMs, failingReads, clockSteps, crashes, seed }: Scene) {
  const clock: VirtualClock = createVirtualClock();
  // A fault of our own that comes again and again ends as refused, by intention.
  let strange = 0;
  const kept = fates.map((fate): Fate => (fate === 'strange' && (strange += 1) > 3 ? 'lost' : fate));
  const service: ModelService = { ...newService(), fates: kept, readLagMs, failingReads };
  const file = newFile();
  const random = randomOf(seed);
  let count = 0;
  const newId = (): string => `${String((count += 1)).padStart(8, '0')}-0000-4000-8000-000000000000`;
  const planned = [...crashes];
  const open = () => {
    const crash = planned.shift();
    let left = crash?.nth ?? 0;
    return openModel(file, service, clock, {
      random,
      newId,
      crashAt: (name) => crash !== undefined && name === crash.at && (left -= 1) === 0,
    });
  };
  let model = open();
  const written = intents.map((intent) => ({
    ...intent,
    id: model.outbox.enqueue('comment.create', intent, { wasOffline: false }).jobId,
  }));
  const steps = [...clockSteps];
  const isDone = (): boolean => model.crashed() || model.outbox.jobs.listUnsettled().length === 0;
  for (let runs = 0; runs < 20; runs += 1) {
    const ms = steps.shift();
    if (ms !== undefined) {
      await clock.runUntil(isDone, 400);
      if (!model.crashed()) clock.step(ms);
    }
    const done = await clock.runUntil(isDone, 3_600_000);
    expect(done).toBe(true);
    if (!model.crashed()) break;
    model = open();
  }
  const jobs = written.map(({ id }) => model.outbox.jobs.get(id)!);
  const attempts = written.map(({ id }) => model.outbox.jobs.listAttempts(id));
  await model.close();
  return { written, jobs, attempts, service };
}

describe('whatever the network, the service and the machine do', () => {
  it('each intent has exactly one effect per step, in order, and says so', async () => {
    await fc.assert(
      fc.asyncProperty(scene, async (given) => {
        const { written, jobs, attempts, service } = await play(given);
        expect(jobs.map(({ state }) => state)).toEqual(jobs.map(() => 'sent'));
        const wanted = written.reduce((sum, { steps }) => sum + steps, 0);
        expect(service.rows).toHaveLength(wanted);
        expect(service.overlaps).toBe(0);
        for (const lane of ['ticket:1', 'ticket:2', 'ticket:3']) {
          const inOrder = written.filter((intent) => intent.lane === lane).map(({ text }) => text);
          const first = service.rows.filter((row) => row.lane === lane && row.step === 'one');
          expect(first.map(({ text }) => text)).toEqual(inOrder);
        }
        // Sent means that the service has that row, and no two jobs call the same row theirs.
        const ids = jobs.map(({ serverId }) => serverId);
        expect(new Set(ids).size).toBe(ids.length);
        for (const [i, job] of jobs.entries()) {
          expect(service.rows.find(({ id }) => id === job.serverId)?.text).toBe(written[i]!.text);
        }
        // Never sent again without a completed look.
        for (const list of attempts) {
          for (const [i, attempt] of list.entries()) {
            const next = list[i + 1];
            if (attempt.outcome === 'unknown' && next?.step === attempt.step) expect(attempt.looks).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  it('a job that the service refuses stops its own lane and no other', async () => {
    const clock = createVirtualClock();
    const service = newService();
    service.fates = ['refused'];
    const { outbox, close } = openModel(newFile(), service, clock, {
      random: () => 0.5,
      newId: () => crypto.randomUUID(),
    });
    const put = (lane: string, text: string): string =>
      outbox.enqueue('comment.create', { lane, text }, { wasOffline: false }).jobId;
    const poison = put('ticket:1', 'poison');
    await clock.runUntil(() => outbox.jobs.get(poison)!.state === 'rejected', 60_000);
    const behind = put('ticket:1', 'behind');
    const elsewhere = put('ticket:2', 'elsewhere');
    await clock.runUntil(() => outbox.jobs.get(elsewhere)!.state === 'sent', 60_000);
    expect(outbox.jobs.get(poison)!.state).toBe('rejected');
    expect(outbox.jobs.get(behind)!.state).toBe('queued');
    expect(outbox.item(outbox.jobs.get(behind)!).hold).toEqual({
      reason: 'waitsFor',
      jobIds: [poison],
      stuckOn: { id: poison, kind: 'comment.create' },
    });
    expect(outbox.mark(outbox.jobs.get(behind)!).stuckOn).toEqual({ id: poison, kind: 'comment.create' });
    outbox.actions.retry(poison);
    await clock.runUntil(() => outbox.jobs.get(behind)!.state === 'sent', 60_000);
    expect(service.rows.map(({ text }) => text).sort()).toEqual(['behind', 'elsewhere', 'poison']);
    await close();
  });
});
