import type { AppUpdater } from 'electron-updater';
import type { Logger } from '../lib/logger.ts';
import { isUpdateAddress } from '../lib/update-address.ts';

export interface UpdatesOptions {
  /** Address of the folder with `latest.yml`; empty for none. Read before each look. */
  address(): string;
  logger: Logger;
  /** A newer version is here, and is put in place when Deskhand quits. */
  onReady(version: string): void;
  /** Loads the updater: it can only be touched inside a packaged program. */
  load?: () => Promise<
    Pick<AppUpdater, 'setFeedURL' | 'checkForUpdates' | 'on' | 'autoDownload' | 'autoInstallOnAppQuit'>
  >;
}

const LOOK_MS = 6 * 3_600_000;
const FIRST_LOOK_MS = 60_000;

const loadUpdater = async (): Promise<AppUpdater> => (await import('electron-updater')).default.autoUpdater;

/** The address among the settings as they are kept; empty for none. */
export function updateAddress(settings: unknown): string {
  const { updateAddress: address } = (settings ?? {}) as { updateAddress?: unknown };
  return typeof address === 'string' ? address : '';
}

/**
 * Looks for newer versions at the address of the settings, a minute after the start and every six hours; without an
 * address it does nothing. A version is fetched in the background and installed when Deskhand quits, never in between.
 * Returns the function that ends it.
 */
export function startUpdates({ address, logger, onReady, load = loadUpdater }: UpdatesOptions): () => void {
  let updater: Awaited<ReturnType<typeof load>> | null = null;

  async function look(): Promise<void> {
    const url = address().trim();
    if (url === '') return;
    if (!isUpdateAddress(url)) return logger.warn('updates need an https address', { address: url });
    try {
      if (updater === null) {
        updater = await load();
        updater.autoDownload = true;
        updater.autoInstallOnAppQuit = true;
        updater.on('update-downloaded', ({ version }) => onReady(version));
        updater.on('error', (error) => logger.info('no update could be fetched', { error }));
      }
      updater.setFeedURL({ provider: 'generic', url });
      await updater.checkForUpdates();
    } catch (error) {
      logger.info('the update address did not answer', { error });
    }
  }
  const first = setTimeout(() => void look(), FIRST_LOOK_MS);
  const again = setInterval(() => void look(), LOOK_MS);
  first.unref();
  again.unref();
  return () => {
    clearTimeout(first);
    clearInterval(again);
  };
}
