import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { SettingsStore } from '../host.ts';
import type { Logger } from '../lib/logger.ts';
import { showContextMenus } from './context-menu.ts';
import { watchCrashes } from './crashes.ts';
import { denyPermissions, lockDown } from './lock-down.ts';
import type { MenuLanguage } from './menu.ts';
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
  // Whether it checks at all is the session's affair (spelling.ts), which a setting switches.
  spellcheck: true,
} as const;

/** Opens the console's window where it last stood, with nothing in the page but the page. */
export function openWindow(
  settings: SettingsStore,
  preload: string,
  logger: Logger,
  language: () => MenuLanguage,
  isHidden = false,
): BrowserWindow {
  const kept = keptPlace(settings);
  const window = new BrowserWindow({
    ...fitPlace(kept, screen.getAllDisplays()),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'Deskhand',
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
    // Chromium's own viewer of PDFs is a plugin, the only one there is.
    webPreferences: { ...WEB_PREFERENCES, plugins: true, preload },
  });
  denyPermissions(window.webContents.session);
  lockDown(window.webContents);
  showContextMenus(window.webContents, language);
  rememberPlace(window, settings);
  if (kept?.isMaximized === true) window.maximize();
  if (!isHidden) window.once('ready-to-show', () => window.show());
  watchCrashes(window, logger);
  return window;
}

/** Shows the renderer at a route. A window that is closed before its page is there is not missed; other failures are the caller's. */
export async function loadPage(window: Pick<BrowserWindow, 'loadURL' | 'isDestroyed'>, route = ''): Promise<void> {
  try {
    await window.loadURL(`${PAGE_URL}${route}`);
  } catch (error) {
    if (!window.isDestroyed()) throw error;
  }
}
