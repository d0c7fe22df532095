import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { newService, openModel } from './model.ts';
import { createVirtualClock } from './virtual-clock.ts';

const dir = mkdtempSync(join(tmpdir(), 'deskhand-set-clock-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const UNDO_MS = 10_000;
const HOUR_MS = 3_600_000;

describe('an undo window', () => {
  it.each([
    ['forward', HOUR_MS],
    ['back', -HOUR_MS],
  ])('lasts as long as it was to where the clock is set an hour %s', async (name, ms) => {
    const clock = createVirtualClock();
    const service = newService();
    const options = { random: () => 0.5, newId: () => crypto.randomUUID() };
    const { outbox, close } = openModel(join(dir, `${name}.db`), service, clock, options);
    outbox.updateSettings({ undoMs: UNDO_MS });
    const put = (lane: string, canUndo: boolean): string =>
      outbox.enqueue('comment.create', { lane, text: lane }, { wasOffline: false, canUndo }).jobId;
    const stateOf = (id: string) => outbox.jobs.get(id)?.state;
    const pass = async (time: number): Promise<void> => {
      let isOver = false;
      void clock.sleep(time).then(() => (isOver = true));
      await clock.runUntil(() => isOver, time);
    };
    const held = put('ticket:1', true);
    await pass(4_000);
    clock.step(ms);
    const other = put('ticket:2', false);
    await pass(5_000);
    expect([stateOf(other), stateOf(held)]).toEqual(['sent', 'held']);
    await pass(2_000);
    expect(stateOf(held)).toBe('sent');
    await close();
  });
});
