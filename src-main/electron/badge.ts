import { type NativeImage, nativeImage } from 'electron';
import { drawBadge, TRAY_SIZES } from './tray-icon.ts';

let overlay: NativeImage | null = null;
function dot(): NativeImage {
  if (overlay !== null) return overlay;
  const image = nativeImage.createEmpty();
  for (const { scaleFactor, pixels } of TRAY_SIZES) {
    image.addRepresentation({ scaleFactor, width: pixels, height: pixels, buffer: drawBadge(pixels) });
  }
  overlay = image;
  return image;
}

/** What a taskbar says of unread things, in the agent's language, for those who hear it. */
const DESCRIPTIONS = {
  en: (count: number) => (count === 1 ? '1 unread' : `${count} unread`),
  zh: (count: number) => `${count} 条未读`,
};

/**
 * Shows how much is unread: a number on the dock and on Linux launchers that know one, a dot over the taskbar's button on
 * Windows, which has no numbers. The window's title is the page's own.
 */
export function showUnread(
  count: number,
  platform: {
    isWindows: boolean;
    language: 'en' | 'zh';
    setBadgeCount(count: number): unknown;
    window: { setOverlayIcon(image: NativeImage | null, description: string): void } | null;
  },
): void {
  if (!platform.isWindows) platform.setBadgeCount(count);
  else
    platform.window?.setOverlayIcon(count > 0 ? dot() : null, count > 0 ? DESCRIPTIONS[platform.language](count) : '');
}
