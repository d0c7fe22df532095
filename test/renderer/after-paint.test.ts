import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { afterPaint } from '../../src-renderer/lib/after-paint.ts';

let frames: FrameRequestCallback[];
beforeEach(() => {
  frames = [];
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (frame: FrameRequestCallback) => frames.push(frame));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('comes after the next frame, not with it', async () => {
  let isOver = false;
  void afterPaint().then(() => (isOver = true));
  await vi.advanceTimersByTimeAsync(16);
  expect(isOver).toBe(false);
  // What follows in the frame itself, its styles and its paint, is not over yet.
  for (const frame of frames) frame(16);
  await Promise.resolve();
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(isOver).toBe(true);
});

it('comes within a tenth of a second where nothing is painted, at once where nobody looks', async () => {
  let isOver = false;
  void afterPaint().then(() => (isOver = true));
  await vi.advanceTimersByTimeAsync(99);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(isOver).toBe(true);
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  await afterPaint();
});
