import type { BrowserWindow, Display, Rectangle } from 'electron';
import type { SettingsStore } from '../host.ts';

export interface WindowPlace {
  bounds: Rectangle;
  isMaximized: boolean;
}

export const SMALLEST = { width: 940, height: 560 };
const USUAL = { width: 1320, height: 860 };
/** So much of the window must be on a display that it can be taken hold of, in points. */
const GRIP = 80;
const SAVE_AFTER_MS = 300;
const SETTING = 'window';

const isPlace = (value: unknown): value is WindowPlace => {
  const bounds = (value as Partial<WindowPlace> | null | undefined)?.bounds as unknown as
    Record<string, unknown> | undefined;
  return bounds !== undefined && ['x', 'y', 'width', 'height'].every((key) => Number.isFinite(bounds?.[key]));
};

/** The bounds to open with: the kept ones, as far as they fit the displays of today; else the middle of the first display. */
export function fitPlace(
  kept: unknown,
  displays: readonly Pick<Display, 'workArea'>[],
): Partial<Rectangle> & { width: number; height: number } {
  const areas = displays.map((display) => display.workArea);
  const first = areas[0];
  if (!isPlace(kept)) {
    return first === undefined
      ? USUAL
      : { width: Math.min(USUAL.width, first.width), height: Math.min(USUAL.height, first.height) };
  }
  const { x, y } = kept.bounds;
  const sizeIn = (area: Rectangle | undefined): { width: number; height: number } => ({
    width: Math.max(SMALLEST.width, Math.min(kept.bounds.width, area?.width ?? kept.bounds.width)),
    height: Math.max(SMALLEST.height, Math.min(kept.bounds.height, area?.height ?? kept.bounds.height)),
  });
  // The title bar has to be on the display, and enough of it to take hold of.
  const home = areas.find(
    (area) =>
      x + sizeIn(area).width > area.x + GRIP &&
      x < area.x + area.width - GRIP &&
      y >= area.y &&
      y < area.y + area.height - GRIP,
  );
  return home === undefined ? sizeIn(first) : { x, y, ...sizeIn(home) };
}

export function keptPlace(settings: SettingsStore): WindowPlace | null {
  const kept = settings.get(SETTING);
  return isPlace(kept) ? kept : null;
}

/** Writes down where the window stands, a moment after it was moved and when it closes. */
export function rememberPlace(window: BrowserWindow, settings: SettingsStore): void {
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(timer);
    if (window.isDestroyed()) return;
    // While maximised or minimised, the bounds to come back to are the normal ones.
    settings.set(SETTING, {
      bounds: window.getNormalBounds(),
      isMaximized: window.isMaximized(),
    } satisfies WindowPlace);
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER_MS);
  };
  window.on('resize', soon);
  window.on('move', soon);
  window.on('maximize', soon);
  window.on('unmaximize', soon);
  window.on('close', save);
}
