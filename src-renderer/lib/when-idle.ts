/** At the latest after this long, milliseconds. */
const PATIENCE_MS = 500;

/** Does something when the page has nothing better to do. Returns the function that takes it back. */
export function whenIdle(act: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(act, { timeout: PATIENCE_MS });
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(act);
  return () => clearTimeout(timer);
}
