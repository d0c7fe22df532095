import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowanceOf, isAllowed } from '../../../src-main/sync/budget.ts';
import { createHeat, jittered, PACE, paceMs, wholeReadingMs } from '../../../src-main/sync/pace.ts';

const presence = fc.constantFrom(
  { focused: true, visible: true },
  { focused: false, visible: true },
  { focused: false, visible: false },
);
const heat = fc.double({ min: 0, max: 50, noNaN: true });

describe('paceMs', () => {
  it('is 30 to 60 s while focused and lively', () => {
    fc.assert(
      fc.property(fc.double({ min: 3, max: 1e6, noNaN: true }), (lively) => {
        const ms = paceMs({ focused: true, visible: true, heat: lively });
        expect(ms).toBeGreaterThanOrEqual(30_000);
        expect(ms).toBeLessThanOrEqual(60_000);
      }),
    );
  });

  it('never grows with what happens, and stays between half a minute and ten', () => {
    fc.assert(
      fc.property(presence, heat, heat, (who, a, b) => {
        const cold = paceMs({ ...who, heat: Math.min(a, b) });
        const hot = paceMs({ ...who, heat: Math.max(a, b) });
        expect(hot).toBeLessThanOrEqual(cold);
        expect(hot).toBeGreaterThanOrEqual(PACE.liveliestMs);
        expect(cold).toBeLessThanOrEqual(PACE.hiddenMs);
      }),
    );
  });

  it('is never faster in the background than in front, nor hidden than seen', () => {
    fc.assert(
      fc.property(heat, (lately) => {
        const front = paceMs({ focused: true, visible: true, heat: lately });
        const back = paceMs({ focused: false, visible: true, heat: lately });
        const hidden = paceMs({ focused: false, visible: false, heat: lately });
        expect(back).toBeGreaterThanOrEqual(front);
        expect(hidden).toBeGreaterThanOrEqual(back);
      }),
    );
  });

  it('grows to minutes when nothing happens', () => {
    expect(paceMs({ focused: true, visible: true, heat: 0 })).toBe(PACE.focusedMs);
    expect(paceMs({ focused: false, visible: false, heat: 0 })).toBe(PACE.hiddenMs);
  });

  it('feels what happened fade, and a clock that went back not at all', () => {
    const felt = createHeat();
    felt.add(3, 1_000_000);
    expect(felt.at(1_000_000)).toBe(3);
    expect(felt.at(1_000_000 - 3_600_000)).toBe(3);
    expect(felt.at(1_000_000 + 150_000)).toBeCloseTo(3 / Math.E);
    felt.add(1_000, 2_000_000);
    expect(felt.at(2_000_000)).toBe(5);
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

describe('wholeReadingMs', () => {
  const days = (pages: number, perDay: number): number => wholeReadingMs(pages, perDay, 'sweep.1') / 86_400_000;
  it('is a day where that is cheap, and up to a week where it takes much of the day', () => {
    expect(Math.floor(days(1, 5_000))).toBe(1);
    expect(Math.floor(days(100, 100_000))).toBe(1);
    expect(Math.floor(days(1_000, 100_000))).toBe(3);
    expect(Math.floor(days(1_000, 5_000))).toBe(7);
  });

  it('puts what began together at different times', () => {
    const times = ['sweep', 'contacts', 'accounts', 'contracts'].map((noun) => wholeReadingMs(1, 5_000, `${noun}.1`));
    expect(new Set(times).size).toBe(times.length);
  });
});
