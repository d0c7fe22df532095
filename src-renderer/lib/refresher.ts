/** Asks again for something, at most once at a time and not more often than every `gapMs`. */
export interface Refresher {
  /** However often it is called, one run begins after the last call. */
  request(): void;
  dispose(): void;
}

/** `run` must not reject. */
export function createRefresher(run: () => Promise<void>, gapMs: number): Refresher {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDue = false;
  let running = false;
  let again = false;
  let disposed = false;
  let lastStart = -Infinity;

  const schedule = (): void => {
    if (timer !== undefined || isDue || disposed) return;
    const waitMs = lastStart + gapMs - performance.now();
    if (waitMs > 0) {
      timer = setTimeout(start, waitMs);
    } else {
      // A timer would come after whatever the page paints meanwhile.
      isDue = true;
      queueMicrotask(() => {
        isDue = false;
        if (!disposed) void start();
      });
    }
  };
  const start = async (): Promise<void> => {
    timer = undefined;
    running = true;
    again = false;
    lastStart = performance.now();
    try {
      await run();
    } finally {
      running = false;
      if (again) schedule();
    }
  };
  return {
    request() {
      if (running) again = true;
      else schedule();
    },
    dispose() {
      disposed = true;
      clearTimeout(timer);
    },
  };
}
