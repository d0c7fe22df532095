import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowanceOf, isAllowed } from '../../../src-main/sync/budget.ts';
import { jittered, PACE, paceMs } from '../../../src-main/sync/pace.ts';

const presence = fc.constantFrom(
  { focused: true, visible: true },
  { focused: false, visible: true },
  { focused: false, visible: false },
);
const quiet = fc.integer({ min: 0, max: 48 * 3_600_000 });

describe('paceMs', () => {
  it('is 30 to 60 s while focused and lively', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 * 60_000 }), (quietMs) => {
        const ms = paceMs({ focused: true, visible: true, quietMs });
        expect(ms).toBeGreaterThanOrEqual(30_000);
        expect(ms).toBeLessThanOrEqual(60_000);
      }),
    );
  });

  it('never shrinks with the quiet, and stays between half a minute and ten', () => {
    fc.assert(
      fc.property(presence, quiet, quiet, (who, a, b) => {
        const [short, long] = [Math.min(a, b), Math.max(a, b)];
        const before = paceMs({ ...who, quietMs: short });
        const after = paceMs({ ...who, quietMs: long });
        expect(after).toBeGreaterThanOrEqual(before);
        expect(before).toBeGreaterThanOrEqual(PACE.liveliestMs);
        expect(after).toBeLessThanOrEqual(PACE.hiddenMs);
      }),
    );
  });

  it('is never faster in the background than in front, nor hidden than seen', () => {
    fc.assert(
      fc.property(quiet, (quietMs) => {
        const front = paceMs({ focused: true, visible: true, quietMs });
        const back = paceMs({ focused: false, visible: true, quietMs });
        const hidden = paceMs({ focused: false, visible: false, quietMs });
        expect(back).toBeGreaterThanOrEqual(front);
        expect(hidden).toBeGreaterThanOrEqual(back);
      }),
    );
  });

  it('grows to minutes when nothing happens', () => {
    expect(paceMs({ focused: true, visible: true, quietMs: 3_600_000 })).toBe(PACE.focusedMs);
    expect(paceMs({ focused: false, visible: false, quietMs: 3_600_000 })).toBe(PACE.hiddenMs);
  });

  it('survives a clock that went back', () => {
    expect(paceMs({ focused: true, visible: true, quietMs: -3_600_000 })).toBe(PACE.liveliestMs);
  });

  it('is spread by 15% at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (ms, random) => {
        const spread = jittered(ms, () => random);
        expect(Math.abs(spread - ms)).toBeLessThanOrEqual(ms * 0.15 + 1);
      }),
    );
  });
});

describe('allowanceOf', () => {
  const ORDER = ['none', 'screenOnly', 'noHistory', 'all'] as const;

  it('never allows more with fewer credits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 0, max: 200_000 }), (a, b) => {
        const [few, many] = [Math.min(a, b), Math.max(a, b)];
        expect(ORDER.indexOf(allowanceOf(few, 200_000))).toBeLessThanOrEqual(ORDER.indexOf(allowanceOf(many, 200_000)));
      }),
    );
  });

  it.each([
    [null, 'all'],
    [40_000, 'all'],
    [39_999, 'noHistory'],
    [10_000, 'noHistory'],
    [9_999, 'screenOnly'],
    [1, 'screenOnly'],
    [0, 'none'],
  ] as const)('%s of 100,000 credits left: %s', (remaining, allowance) => {
    expect(allowanceOf(remaining, 100_000)).toBe(allowance);
  });

  it('leaves the screen until the very end', () => {
    expect(isAllowed('screenOnly', 'screen')).toBe(true);
    expect(isAllowed('screenOnly', 'fresh')).toBe(false);
    expect(isAllowed('noHistory', 'fresh')).toBe(true);
    expect(isAllowed('noHistory', 'history')).toBe(false);
    for (const purpose of ['screen', 'fresh', 'history'] as const) expect(isAllowed('none', purpose)).toBe(false);
  });
});
