import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { app, globalShortcut } from 'electron';
import type { DesktopSettings } from '../host.ts';

/** An argument with which the system starts Deskhand at login: no window, only the tray. */
export const HIDDEN = '--hidden';

/** The freedesktop.org autostart entry: Electron knows login items of macOS and Windows only. */
export function writeAutostart(isWanted: boolean): void {
  const base = process.env['XDG_CONFIG_HOME'];
  const folder = join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.config'), 'autostart');
  const file = join(folder, 'deskhand.desktop');
  if (!isWanted) return rmSync(file, { force: true });
  const program = process.env['APPIMAGE'] ?? process.execPath;
  // Desktop Entry Specification, "The Exec key": quoted, then escaped as any text, and `%` begins a field code.
  const quoted = program
    .replace(/["`$\\]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%');
  const exec = `"${quoted}" ${HIDDEN}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `[Desktop Entry]\nType=Application\nName=Deskhand\nExec=${exec}\nTerminal=false\n`);
}

/** Start at login and the tray's key, as the settings say. A key that another program has stays with it. */
export function createDesktop(onShortcut: () => void) {
  let registered: string | null = null;
  let atLogin: boolean | null = null;
  const release = (): void => {
    if (registered !== null) globalShortcut.unregister(registered);
    registered = null;
  };
  const register = (accelerator: string): boolean => {
    try {
      return globalShortcut.register(accelerator, onShortcut);
    } catch {
      // What was typed is no key: then there is none.
      return false;
    }
  };
  let keepInTray = true;
  let isShortcutRefused = false;
  return {
    /** Whether closing the window leaves the tray. */
    get keepInTray() {
      return keepInTray;
    },
    /** Whether the chosen key is another program's, or none. */
    get isShortcutRefused() {
      return isShortcutRefused;
    },
    apply(settings: DesktopSettings): void {
      const { trayShortcut, openAtLogin } = settings;
      keepInTray = settings.keepInTray;
      // Tried anew with every change of the settings: the other program may have let it go.
      if (registered !== trayShortcut) {
        release();
        if (trayShortcut !== '' && register(trayShortcut)) registered = trayShortcut;
        isShortcutRefused = trayShortcut !== '' && registered === null;
      }
      // Only an installed program: a build tree must not start itself.
      if (atLogin !== openAtLogin && app.isPackaged) {
        if (process.platform === 'linux') writeAutostart(openAtLogin);
        else app.setLoginItemSettings({ openAtLogin, args: [HIDDEN] });
        atLogin = openAtLogin;
      }
    },
    close: release,
  };
}
