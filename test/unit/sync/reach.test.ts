import { afterEach, expect, it } from 'vitest';
import { startSyncRig, type SyncRig } from '../../factories/sync-rig.ts';

const DAY_MS = 24 * 3_600_000;
let rig: SyncRig;
afterEach(() => rig.stop());

it.each(['live', 'reference'] as const)(
  'tells how far the lists were read, never further, %s manner',
  async (manner) => {
    rig = await startSyncRig({ tickets: 150, manner, idle: true, depth: { range: 90 } });
    expect(rig.sync.reach()).toEqual({ isListed: false, closed: 'since', closedSince: null, departments: null });
    let first: boolean | null = null;
    rig.onEvent = (name) => {
      if (name === 'tickets.changed') first ??= rig.sync.reach().isListed;
    };
    rig.sync.start();
    await rig.quiet();
    expect(first, 'while the first page was all that was listed').toBe(false);
    const cutoff = (days: number): number => rig.clock.now() - days * DAY_MS;
    const near = (reach: { closedSince: number | null }, days: number): void =>
      expect(Math.abs((reach.closedSince ?? 0) - cutoff(days))).toBeLessThan(60_000);
    // However old an open ticket is that is held too.
    expect(rig.sync.reach()).toMatchObject({ isListed: true, closed: 'since' });
    near(rig.sync.reach(), 90);

    rig.sync.setDepth({ ...rig.depth, range: 365, departmentIds: ['1'] });
    expect(rig.sync.reach()).toMatchObject({ isListed: false, departments: 1 });
    rig.sync.setDepth({ ...rig.depth, range: 365, departmentIds: null });
    await rig.quiet();
    near(rig.sync.reach(), 365);
    rig.sync.setDepth({ ...rig.depth, range: 'open' });
    expect(rig.sync.reach()).toEqual({ isListed: true, closed: 'none', closedSince: null, departments: null });
  },
);
