import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareWithDesk } from '../../factories/convergence.ts';
import { startSyncRig } from '../../factories/sync-rig.ts';
import { liveThrough } from './history.ts';

const TICKETS = 40;
/** Seeds that once failed stay here; each run adds a new one, which its name tells; DESKHAND_SEEDS=from-to adds more. */
const SEEDS = [1, 2, 7, 32, 74, 102, 132];
const more = /^(\d+)-(\d+)$/.exec(process.env['DESKHAND_SEEDS'] ?? '');
const seeds = [
  ...new Set([
    ...SEEDS,
    1_000 + Math.floor(Math.random() * 1_000_000),
    ...(more === null
      ? []
      : Array.from({ length: Number(more[2]) - Number(more[1]) + 1 }, (_, at) => Number(more[1]) + at)),
  ]),
];

describe.each(['live', 'reference'] as const)('the cache equals the desk after any history, %s manner', (manner) => {
  it.each(seeds)(
    'seed %i',
    async (seed) => {
      const rig = await startSyncRig({ manner, tickets: TICKETS, seed, random: seed, sendMs: 1_500 });
      try {
        await liveThrough(rig, seed);
        const before = rig.client.calls;
        // Lists and search know everything by then.
        await rig.clock.runFor(40_000);
        rig.sync.wake();
        rig.sync.sweep();
        await rig.quiet();
        for (let round = 0; round < 4; round += 1) {
          rig.answer(true);
          await rig.clock.runFor(100_000);
          await rig.quiet();
        }
        const calls = rig.client.calls - before;
        const comparison = await compareWithDesk(rig.desk.url, rig.desk.key, join(rig.dir, 'cache.db'));
        for (const { noun, cache, desk, differences } of comparison)
          expect({ seed, noun, ...cache, differences }).toEqual({ seed, noun, ...desk, differences: [] });
        // One look at everything, and what the faults left to be done.
        expect(calls, `seed ${seed}`).toBeLessThan(TICKETS * 8);
      } finally {
        await rig.stop();
      }
    },
    60_000,
  );
});
