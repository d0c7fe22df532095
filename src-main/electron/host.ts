import {
  app,
  type BrowserWindow,
  ipcMain,
  Menu,
  nativeImage,
  net,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  shell,
  Tray,
} from 'electron';
import type { Host, SettingsStore } from '../host.ts';
import { AppError } from '../lib/app-error.ts';
import { listPageFiles } from '../lib/page-files.ts';
import { createIpcBridge, type IpcBridge } from './bridge.ts';
import { menuLanguage, menuTemplate, trayTemplate } from './menu.ts';
import { PAGE_URL, servePage } from './page-protocol.ts';
import { createKeychainSecrets } from './secrets.ts';
import { TRAY_ICON } from './tray-icon.ts';
import { loadPage, openWindow } from './window.ts';

const NETWORK_LOOK_MS = 5000;
const SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:']);

export interface ElectronHostOptions {
  dataDir: string;
  settings: SettingsStore;
  /** Folder of the built page, and file of the built preload. */
  pageRoot: string;
  preload: string;
}

export interface ElectronHost extends Host {
  readonly kind: 'electron';
  close(): void;
}

async function openInSystem(url: string): Promise<void> {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !SCHEMES.has(parsed.protocol)) {
    throw new AppError('invalid', 'Only web, mail and telephone links can be opened.');
  }
  await shell.openExternal(parsed.href);
}

/** Calls the listeners when the machine wakes up, is unlocked, or finds the network again. */
function createResume(): { onResume(listener: () => void): () => void; stop(): void } {
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  powerMonitor.on('resume', tell);
  powerMonitor.on('unlock-screen', tell);
  let wasOnline = net.isOnline();
  const look = setInterval(() => {
    const isOnline = net.isOnline();
    if (isOnline && !wasOnline) tell();
    wasOnline = isOnline;
  }, NETWORK_LOOK_MS);
  return {
    onResume: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      clearInterval(look);
      powerMonitor.off('resume', tell);
      powerMonitor.off('unlock-screen', tell);
    },
  };
}

/** The platform in Electron. Only after `app.whenReady()`. */
export function createElectronHost(options: ElectronHostOptions): ElectronHost {
  const { dataDir, settings } = options;
  const files = listPageFiles(options.pageRoot);
  const resume = createResume();
  const notifications = new Map<string, Notification>();
  const language = menuLanguage(
    (settings.get('look') as { language?: unknown } | undefined)?.language,
    app.getLocale(),
  );
  let window: BrowserWindow | null = null;
  let bridge: IpcBridge | null = null;
  let tray: Tray | null = null;

  const command = (name: string): void => {
    bridge?.send({ name: 'app.command', payload: { command: name } });
  };
  const openIfClosed = async (): Promise<BrowserWindow> => {
    if (window !== null) return window;
    const opened = openWindow(settings, options.preload);
    window = opened;
    opened.once('closed', () => {
      window = null;
    });
    await loadPage(opened);
    return opened;
  };
  const showWindow = (route?: string): void => {
    void openIfClosed().then((shown) => {
      if (shown.isMinimized()) shown.restore();
      shown.show();
      shown.focus();
      if (route !== undefined) command(`navigate:${route}`);
    });
  };

  servePage(protocol, files);
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(language, process.platform === 'darwin', command)));

  return {
    kind: 'electron',
    dataDir,
    settings,
    secrets: createKeychainSecrets({
      dataDir,
      safeStorage,
      acceptsPlain: () => settings.get('secretsWithoutKeychain') === true,
    }),
    openExternal: openInSystem,
    notify: ({ id, title, body, route }) => {
      if (!Notification.isSupported()) return;
      notifications.get(id)?.close();
      const shown = new Notification({ title, body });
      shown.on('click', () => showWindow(route));
      shown.on('close', () => {
        if (notifications.get(id) === shown) notifications.delete(id);
      });
      // Held here: a notification that is collected no longer hears its click.
      notifications.set(id, shown);
      shown.show();
    },
    setBadge: (count) => void app.setBadgeCount(count),
    setTray: (_state, tooltip) => {
      if (tray === null) {
        tray = new Tray(nativeImage.createFromDataURL(TRAY_ICON));
        tray.setContextMenu(
          Menu.buildFromTemplate(
            trayTemplate(
              language,
              () => showWindow(),
              () => app.quit(),
            ),
          ),
        );
        tray.on('click', () => showWindow());
      }
      tray.setToolTip(tooltip);
    },
    showWindow,
    onResume: resume.onResume,
    listen: async (transport) => {
      bridge = createIpcBridge(ipcMain, transport, () => window?.webContents ?? null);
      await openIfClosed();
      return { url: PAGE_URL };
    },
    quit: () => app.quit(),
    close: () => {
      resume.stop();
      bridge?.close();
      tray?.destroy();
    },
  };
}
