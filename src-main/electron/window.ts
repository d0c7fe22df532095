import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { SettingsStore } from '../host.ts';
import { denyPermissions, lockDown } from './lock-down.ts';
import { PAGE_URL } from './page-protocol.ts';
import { fitPlace, keptPlace, rememberPlace, SMALLEST } from './window-place.ts';

/** What stands in the window for the moment before the page does: the page's own grounds. */
const GROUND = { light: '#ffffff', dark: '#16181d' };

/** Opens the console's window where it last stood, with nothing in the page but the page. */
export function openWindow(settings: SettingsStore, preload: string): BrowserWindow {
  const kept = keptPlace(settings);
  const window = new BrowserWindow({
    ...fitPlace(kept, screen.getAllDisplays()),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'Deskhand',
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      // The spell checker would fetch its dictionaries from the network.
      spellcheck: false,
    },
  });
  denyPermissions(window.webContents.session);
  lockDown(window.webContents);
  rememberPlace(window, settings);
  if (kept?.isMaximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  // The core keeps everything that matters: a page that crashed is simply shown again.
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason !== 'clean-exit' && !window.isDestroyed()) window.reload();
  });
  return window;
}

export const loadPage = (window: BrowserWindow): Promise<void> => window.loadURL(PAGE_URL);
