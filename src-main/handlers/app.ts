import type { AppInfo } from '../../src-preload/contract/app.ts';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Host } from '../host.ts';
import type { Logger } from '../lib/logger.ts';
import { externalUrl } from '../lib/external-url.ts';

export function createAppHandlers(
  host: Host,
  version: string,
  logger: Logger,
  notices: () => AppInfo['notices'],
): HandlersOf<'app'> {
  return {
    'app.info': () => ({
      version,
      host: host.kind,
      dataDir: host.dataDir,
      secretStore: host.secrets.backend,
      isSecretStoreWeak: host.secrets.isRefusedAsWeak ?? false,
      platform: process.platform,
      isShortcutRefused: host.isShortcutRefused?.() ?? false,
      notices: notices(),
    }),
    'app.acceptWeakSecrets': () => {
      host.secrets.acceptWeak?.();
      return null;
    },
    'app.showWindow': ({ route }) => {
      host.showWindow(route);
      return null;
    },
    'app.setMenu': ({ groups }) => {
      host.setMenu?.(groups);
      return null;
    },
    'app.quit': () => {
      // After the answer is out.
      setImmediate(() => host.quit());
      return null;
    },
    'app.noteFailure': ({ message, stack }) => {
      logger.error('the page could not draw something', { message, stack });
      return null;
    },
    'app.openLink': async ({ url }) => {
      await host.openExternal(externalUrl(url));
      return null;
    },
  };
}
