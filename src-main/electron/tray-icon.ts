import { crc32, deflateSync } from 'node:zlib';
import type { TrayState } from '../host.ts';

/** Sizes of a tray picture: 16 points at every scale that desktops use. */
export const TRAY_SIZES = [
  { scaleFactor: 1, pixels: 16 },
  { scaleFactor: 1.25, pixels: 20 },
  { scaleFactor: 1.5, pixels: 24 },
  { scaleFactor: 2, pixels: 32 },
  { scaleFactor: 3, pixels: 48 },
] as const;

/** `template` is black for macOS, which colours it itself. */
export type TrayTheme = 'light' | 'dark' | 'template';
type Colour = readonly [number, number, number];

const INK: Record<TrayTheme, Colour> = { light: [44, 50, 62], dark: [240, 242, 246], template: [0, 0, 0] };
/** As the tokens of the page: each theme's signal colours. */
const SIGNALS: Record<'light' | 'dark', Record<TrayState, Colour>> = {
  light: {
    attention: [179, 38, 30],
    timer: [70, 80, 196],
    queued: [138, 83, 0],
    offline: [95, 103, 117],
    online: [0, 0, 0],
  },
  dark: {
    attention: [255, 154, 145],
    timer: [163, 171, 255],
    queued: [239, 189, 107],
    offline: [171, 178, 191],
    online: [0, 0, 0],
  },
};

/** Whether a point of the 16 by 16 grid is in. */
type Shape = (x: number, y: number) => boolean;
const distance = (x: number, y: number, cx: number, cy: number): number => Math.hypot(x - cx, y - cy);

/** The mark's D with its dot, as in src-renderer/styles/mark.svg. */
const mark: Shape = (x, y) => {
  const stem = x >= 1.5 && x <= 3.5 && y >= 2 && y <= 14;
  const bars = x >= 1.5 && x <= 7 && ((y >= 2 && y <= 4) || (y >= 12 && y <= 14));
  const away = distance(x, y, 7, 8);
  return stem || bars || (x > 7 && away <= 6 && away >= 4);
};
const C = { x: 12, y: 12 };
const from = (x: number, y: number): number => distance(x, y, C.x, C.y);

/** Each state has a shape of its own beside its colour. */
const BADGES: Record<TrayState, Shape | null> = {
  online: null,
  // A ring crossed out.
  offline: (x, y) => from(x, y) <= 3.8 && (from(x, y) >= 2.5 || Math.abs(x - C.x - (y - C.y)) <= 0.9),
  // An arrow up.
  queued: (x, y) =>
    (y >= 8.4 && y <= 12 && Math.abs(x - C.x) <= (y - 8.4) * 1.05) || (y > 12 && y <= 15.6 && Math.abs(x - C.x) <= 1.3),
  // A clock: a full disc with hands cut out.
  timer: (x, y) =>
    from(x, y) <= 3.9 &&
    !(Math.abs(x - C.x) <= 0.5 && y >= 9.6 && y <= 12.5) &&
    !(Math.abs(y - C.y) <= 0.5 && x >= 11.5 && x <= 14.2),
  // A full disc with an exclamation mark cut out.
  attention: (x, y) =>
    from(x, y) <= 3.9 && !(Math.abs(x - C.x) <= 0.65 && ((y >= 9.3 && y <= 12.6) || (y >= 13.5 && y <= 14.8))),
};
const GAP = 4.9;
const SAMPLES = 4;

function coverage(shape: Shape, px: number, py: number, unit: number): number {
  let hits = 0;
  for (let i = 0; i < SAMPLES; i++) {
    for (let j = 0; j < SAMPLES; j++) {
      if (shape((px + (i + 0.5) / SAMPLES) * unit, (py + (j + 0.5) / SAMPLES) * unit)) hits++;
    }
  }
  return hits / SAMPLES ** 2;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** RGBA pixels as a PNG file (RFC 2083). */
function png(pixels: number, rgba: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(pixels, 0);
  header.writeUInt32BE(pixels, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const rows = Array.from({ length: pixels }, (_, y) =>
    Buffer.concat([Buffer.from([0]), rgba.subarray(y * pixels * 4, (y + 1) * pixels * 4)]),
  );
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A full disc for the corner of a taskbar's button, as a square PNG. */
export function drawBadge(pixels: number): Buffer {
  const rgba = Buffer.alloc(pixels * pixels * 4);
  const disc: Shape = (x, y) => distance(x, y, 8, 8) <= 7;
  for (let y = 0; y < pixels; y++) {
    for (let x = 0; x < pixels; x++) {
      const alpha = Math.round(coverage(disc, x, y, 16 / pixels) * 255);
      rgba.set([...SIGNALS.light.attention, alpha], (y * pixels + x) * 4);
    }
  }
  return png(pixels, rgba);
}

/** The tray's picture in one state, as a square PNG. */
export function drawTrayIcon(state: TrayState, theme: TrayTheme, pixels: number): Buffer {
  const unit = 16 / pixels;
  const badge = BADGES[state];
  const signal = theme === 'template' ? INK.template : SIGNALS[theme][state];
  // The mark leaves room around the badge.
  const body: Shape = badge === null ? mark : (x, y) => mark(x, y) && from(x, y) > GAP;
  const rgba = Buffer.alloc(pixels * pixels * 4);
  for (let y = 0; y < pixels; y++) {
    for (let x = 0; x < pixels; x++) {
      const ink = coverage(body, x, y, unit);
      const sign = badge === null ? 0 : coverage(badge, x, y, unit);
      const alpha = Math.max(ink, sign);
      rgba.set([...(sign >= ink ? signal : INK[theme]), Math.round(alpha * 255)], (y * pixels + x) * 4);
    }
  }
  return png(pixels, rgba);
}
