/** A page that paints nothing, since nobody sees it, waits no longer than this, milliseconds. */
const PATIENCE_MS = 100;

/**
 * Resolves once what has changed by now is on screen: what a key answers with comes before what is asked and made besides.
 */
export function afterPaint(): Promise<void> {
  if (document.visibilityState !== 'visible') return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE_MS);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      // The frame is painted after its callbacks.
      setTimeout(resolve);
    });
  });
}
