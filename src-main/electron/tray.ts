import { Menu, type MenuItemConstructorOptions, type NativeImage, nativeImage, nativeTheme, Tray } from 'electron';
import type { TrayItem, TrayState, TrayView } from '../host.ts';
import { drawTrayIcon, TRAY_SIZES, type TrayTheme } from './tray-icon.ts';

export interface TrayRoom {
  show(view: TrayView): void;
  /** Where it is, for the popover; null while there is none. */
  bounds(): { x: number; y: number; width: number; height: number } | null;
  close(): void;
}

export interface TrayRoomOptions {
  onItem(id: string): void;
  onClick(): void;
  /** The pointer is on it: a click may follow. */
  onNear(): void;
}

const images = new Map<string, NativeImage>();
function imageOf(state: TrayState): NativeImage {
  const isMac = process.platform === 'darwin';
  const theme: TrayTheme = isMac ? 'template' : nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
  const key = `${state}/${theme}`;
  const kept = images.get(key);
  if (kept !== undefined) return kept;
  const image = nativeImage.createEmpty();
  for (const { scaleFactor, pixels } of TRAY_SIZES) {
    image.addRepresentation({
      scaleFactor,
      width: pixels,
      height: pixels,
      buffer: drawTrayIcon(state, theme, pixels),
    });
  }
  if (isMac) image.setTemplateImage(true);
  images.set(key, image);
  return image;
}

/** The menu as Electron takes it. */
export function trayTemplate(items: readonly TrayItem[], onItem: (id: string) => void): MenuItemConstructorOptions[] {
  return items.map(({ id, label, isEnabled, isChecked, items: inner }) =>
    label === null
      ? { type: 'separator', id }
      : {
          id,
          label,
          ...(isEnabled === undefined ? {} : { enabled: isEnabled }),
          ...(isChecked === undefined ? {} : { type: 'checkbox', checked: isChecked }),
          ...(inner === undefined ? { click: () => onItem(id) } : { submenu: trayTemplate(inner, onItem) }),
        },
  );
}

/** The tray: made at the first view, and its picture anew when the desktop turns dark. */
export function createTray({ onItem, onClick, onNear }: TrayRoomOptions): TrayRoom {
  let tray: Tray | null = null;
  let shown: TrayView | null = null;
  let menu: Menu | null = null;
  // On macOS a menu that belongs to the icon takes the click, and the popover would never come.
  const isApart = process.platform === 'darwin';
  const redraw = (): void => {
    if (tray !== null && shown !== null) tray.setImage(imageOf(shown.state));
  };
  nativeTheme.on('updated', redraw);
  return {
    show(view) {
      if (tray === null) {
        tray = new Tray(imageOf(view.state));
        tray.on('click', onClick);
        tray.on('mouse-enter', onNear);
        if (isApart) tray.on('right-click', () => menu && tray?.popUpContextMenu(menu));
      } else if (shown?.state !== view.state) tray.setImage(imageOf(view.state));
      tray.setToolTip(view.tooltip);
      if (JSON.stringify(shown?.items) !== JSON.stringify(view.items)) {
        menu = Menu.buildFromTemplate(trayTemplate(view.items, onItem));
        if (!isApart) tray.setContextMenu(menu);
      }
      shown = view;
    },
    bounds: () => tray?.getBounds() ?? null,
    close() {
      nativeTheme.off('updated', redraw);
      tray?.destroy();
      tray = null;
    },
  };
}
