import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { SettingsStore } from '../host.ts';
import type { Logger } from '../lib/logger.ts';
import { showContextMenus } from './context-menu.ts';
import { watchCrashes } from './crashes.ts';
import { denyPermissions, lockDown } from './lock-down.ts';
import { PAGE_URL } from './page-protocol.ts';
import { fitPlace, keptPlace, rememberPlace, SMALLEST } from './window-place.ts';

/** What stands in the window for the moment before the page does: the page's own grounds. */
export const GROUND = { light: '#ffffff', dark: '#16181d' };

/** What every window of the console's may do: as little as can be. */
export const WEB_PREFERENCES = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
  // The spell checker would fetch its dictionaries from the network.
  spellcheck: false,
} as const;

/** Opens the console's window where it last stood, with nothing in the page but the page. */
export function openWindow(settings: SettingsStore, preload: string, logger: Logger, isHidden = false): BrowserWindow {
  const kept = keptPlace(settings);
  const window = new BrowserWindow({
    ...fitPlace(kept, screen.getAllDisplays()),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'Deskhand',
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
    webPreferences: { ...WEB_PREFERENCES, preload },
  });
  denyPermissions(window.webContents.session);
  lockDown(window.webContents);
  showContextMenus(window.webContents);
  rememberPlace(window, settings);
  if (kept?.isMaximized === true) window.maximize();
  if (!isHidden) window.once('ready-to-show', () => window.show());
  watchCrashes(window, logger);
  return window;
}

export const loadPage = (window: BrowserWindow): Promise<void> => window.loadURL(PAGE_URL);
