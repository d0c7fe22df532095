import { afterPaint } from './after-paint.ts';
import { whenIdle } from './when-idle.ts';

/** Frames that are shown no more, until they end. */
let left: HTMLElement | null = null;

async function end(): Promise<void> {
  await afterPaint();
  whenIdle(() => left?.replaceChildren());
}

/**
 * Takes the frames within an element out of it as they are, and ends them once the page is painted: it takes longer to end
 * a document than to show the next ticket. Without `moveBefore` (HTML Standard, moving nodes) they end where they stand.
 */
export function endFramesLater(within: Element): void {
  const frames = within.querySelectorAll('iframe');
  if (frames.length === 0 || !('moveBefore' in within)) return;
  if (left === null) {
    left = document.createElement('div');
    left.inert = true;
    left.style.cssText =
      'position:fixed;top:0;left:-9999px;width:640px;height:0;overflow:hidden;contain:strict;visibility:hidden';
    document.body.append(left);
  }
  for (const frame of frames) left.moveBefore(frame, null);
  void end();
}
