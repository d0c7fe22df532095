import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startUpdates } from '../../../src-main/electron/updates.ts';
import { silentLogger } from '../../../src-main/lib/logger.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An updater that only remembers what was asked of it: the real one runs inside a packaged program alone. */
function createUpdater() {
  const heard = new Map<string, (value: unknown) => void>();
  const asked: unknown[] = [];
  return {
    asked,
    heard,
    autoDownload: false,
    autoInstallOnAppQuit: false,
    on: (name: string, listener: (value: never) => void) => void heard.set(name, listener as never),
    setFeedURL: (feed: unknown) => void asked.push(feed),
    checkForUpdates: () => Promise.resolve(null),
  };
}
const HOUR = 3_600_000;

test('without an address nothing is loaded or asked, and only https will do', async () => {
  const updater = createUpdater();
  const load = vi.fn(() => Promise.resolve(updater as never));
  let address = '';
  const stop = startUpdates({ address: () => address, logger: silentLogger, onReady: () => undefined, load });
  await vi.advanceTimersByTimeAsync(7 * HOUR);
  address = 'http://downloads.example.com';
  await vi.advanceTimersByTimeAsync(7 * HOUR);
  address = 'not an address';
  await vi.advanceTimersByTimeAsync(7 * HOUR);
  expect(load).not.toHaveBeenCalled();
  stop();
});

test('with an address it looks now and then, tells what is ready, and installs only when the program quits', async () => {
  const updater = createUpdater();
  const ready: string[] = [];
  const stop = startUpdates({
    address: () => 'https://downloads.example.com/deskhand',
    logger: silentLogger,
    onReady: (version) => ready.push(version),
    load: () => Promise.resolve(updater as never),
  });
  await vi.advanceTimersByTimeAsync(12 * HOUR + 90_000);
  expect(updater.asked).toEqual(Array(3).fill({ provider: 'generic', url: 'https://downloads.example.com/deskhand' }));
  expect(updater).toMatchObject({ autoDownload: true, autoInstallOnAppQuit: true });
  updater.heard.get('update-downloaded')?.({ version: '0.2.0' });
  expect(ready).toEqual(['0.2.0']);
  stop();
  await vi.advanceTimersByTimeAsync(12 * HOUR);
  expect(updater.asked).toHaveLength(3);
});
