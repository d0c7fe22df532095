import { whenIdle } from './when-idle.ts';

/** Who goes from one to the next rests on none this long, milliseconds. */
const REST_MS = 300;

/** Tells elements when they come near the visible part of a scroller, and when they leave it far behind. */
export interface Nearness {
  /** Returns the function that stops watching. */
  watch(element: Element, onchange: (isNear: boolean) => void): () => void;
  disconnect(): void;
}

/**
 * One observer for all rows; `margin` is how far above and below the visible part still counts as near, pixels. What is
 * seen is told at once, what is only near one by one when nothing else is to be done, and after a rest: it must hold up
 * neither the paint of what is seen nor whoever only passes by. `root` is asked once what is being put into the page is
 * there: rows are watched before the scroller around them is bound, and without a root the margin would be the window's,
 * which no scroller lets through.
 */
export function createNearness(root: () => Element, margin: number): Nearness {
  const listeners = new Map<Element, (isNear: boolean) => void>();
  const waiting = new Set<Element>();
  let observer: IntersectionObserver | undefined;
  let stopWaiting: (() => void) | undefined;
  let rest: ReturnType<typeof setTimeout> | undefined;
  let isStarted = false;

  function seenNow(): (rect: DOMRectReadOnly) => boolean {
    const { top, bottom } = root().getBoundingClientRect();
    return (rect) => rect.bottom >= top && rect.top <= bottom;
  }
  function tellNext(): void {
    stopWaiting = undefined;
    const isSeen = seenNow();
    // What was scrolled into sight while it waited goes first.
    const element = [...waiting].find((one) => isSeen(one.getBoundingClientRect())) ?? [...waiting][0];
    if (element === undefined) return;
    waiting.delete(element);
    listeners.get(element)?.(true);
    planNext();
  }
  function planNext(): void {
    if (waiting.size > 0 && rest === undefined) stopWaiting ??= whenIdle(tellNext);
  }
  function start(): void {
    if (listeners.size === 0) return void (isStarted = false);
    observer = new IntersectionObserver(
      (entries) => {
        const isSeen = seenNow();
        for (const { target, isIntersecting, boundingClientRect } of entries) {
          if (isIntersecting && !isSeen(boundingClientRect)) {
            waiting.add(target);
          } else {
            waiting.delete(target);
            listeners.get(target)?.(isIntersecting);
          }
        }
        planNext();
      },
      { root: root(), rootMargin: `${margin}px 0px` },
    );
    for (const element of listeners.keys()) observer.observe(element);
    rest = setTimeout(() => {
      rest = undefined;
      planNext();
    }, REST_MS);
  }
  return {
    watch(element, onchange) {
      listeners.set(element, onchange);
      observer?.observe(element);
      if (!isStarted) {
        isStarted = true;
        queueMicrotask(start);
      }
      return () => {
        listeners.delete(element);
        waiting.delete(element);
        observer?.unobserve(element);
      };
    },
    disconnect() {
      clearTimeout(rest);
      stopWaiting?.();
      observer?.disconnect();
      listeners.clear();
      waiting.clear();
    },
  };
}
