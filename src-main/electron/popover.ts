import { BrowserWindow, nativeTheme, type Rectangle, screen } from 'electron';
import type { Logger } from '../lib/logger.ts';
import { denyPermissions, lockDown } from './lock-down.ts';
import { GROUND, loadPage, WEB_PREFERENCES } from './window.ts';

const SIZE = { width: 360, height: 480 };
const MARGIN = 8;

/** Where the popover stands: beside the tray, on whichever edge that is, and whole on its display. */
export function popoverPlace(tray: Rectangle | null, area: Rectangle): Rectangle {
  const clamp = (value: number, from: number, to: number): number => Math.max(from, Math.min(value, to));
  const right = area.x + area.width - SIZE.width - MARGIN;
  const bottom = area.y + area.height - SIZE.height - MARGIN;
  // Some desktops do not tell where the tray is.
  if (tray === null || (tray.width === 0 && tray.height === 0)) return { ...SIZE, x: right, y: area.y + MARGIN };
  const isBelow = tray.y + tray.height / 2 > area.y + area.height / 2;
  return {
    ...SIZE,
    x: Math.round(clamp(tray.x + tray.width / 2 - SIZE.width / 2, area.x + MARGIN, right)),
    y: Math.round(
      clamp(isBelow ? tray.y - SIZE.height - MARGIN : tray.y + tray.height + MARGIN, area.y + MARGIN, bottom),
    ),
  };
}

export interface Popover {
  readonly window: BrowserWindow | null;
  toggle(tray: Rectangle | null): void;
  show(tray: Rectangle | null): void;
  /** Makes it, unseen. */
  warm(): void;
  close(): void;
}

/**
 * The small window of the tray: the same page at its own route. It is made soon after the start, unseen, and from then on
 * only hidden, so that it is there at once.
 */
export function createPopover(preload: string, logger: Logger): Popover {
  let window: BrowserWindow | null = null;
  let hiddenAt = -Infinity;

  function open(): BrowserWindow {
    const made = new BrowserWindow({
      ...SIZE,
      show: false,
      frame: false,
      resizable: false,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      title: 'Deskhand',
      backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
      webPreferences: { ...WEB_PREFERENCES, preload },
    });
    denyPermissions(made.webContents.session);
    lockDown(made.webContents);
    made.on('blur', () => {
      hiddenAt = performance.now();
      made.hide();
    });
    // Nothing in it is worth keeping: the next look at the tray makes it anew.
    made.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      if (reason === 'clean-exit' || made.isDestroyed()) return;
      logger.error('the popover ended', { reason, exitCode });
      made.destroy();
    });
    made.once('closed', () => {
      window = null;
    });
    loadPage(made, '#/tray').catch((error: unknown) => logger.error('the popover could not be loaded', { error }));
    window = made;
    return made;
  }
  function show(tray: Rectangle | null): void {
    const shown = window ?? open();
    const point = tray === null ? screen.getCursorScreenPoint() : { x: tray.x, y: tray.y };
    shown.setBounds(popoverPlace(tray, screen.getDisplayNearestPoint(point).workArea));
    shown.show();
    shown.focus();
  }
  return {
    get window() {
      return window;
    },
    show,
    warm: () => void (window ?? open()),
    toggle(tray) {
      // The click on the tray has just taken the focus away, and so hidden it.
      const wasOpen = window?.isVisible() === true || performance.now() - hiddenAt < 200;
      if (wasOpen) window?.hide();
      else show(tray);
    },
    close: () => window?.destroy(),
  };
}
