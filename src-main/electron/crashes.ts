import type { BrowserWindow } from 'electron';
import type { Logger } from '../lib/logger.ts';
import { CRASHED_URL } from './page-protocol.ts';

/** So many ends of the page within so long, and showing it again would only end it again. */
const MOST = 2;
const WITHIN_MS = 60_000;

/** Shows the page again when its process ended, and a page that does nothing when that happens again at once. */
export function watchCrashes(window: BrowserWindow, logger: Logger, now: () => number = () => performance.now()): void {
  let ends: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    ends = [...ends.filter((at) => now() - at < WITHIN_MS), now()];
    const isAgain = ends.length >= MOST;
    logger.error('the page ended', {
      reason,
      exitCode,
      within: ends.length,
      shown: isAgain ? 'what happened' : 'anew',
    });
    if (!isAgain) return window.reload();
    // Whoever asks for it from there begins to count anew.
    ends = [];
    window.loadURL(CRASHED_URL).catch((error: unknown) => logger.error('the crash page could not be shown', { error }));
  });
}
