/** Asks again for something, at most once at a time and not more often than every `gapMs`. */
export interface Refresher {
  /** However often it is called, one run begins after the last call. */
  request(): void;
  dispose(): void;
}

/** `run` must not reject. */
export function createRefresher(run: () => Promise<void>, gapMs: number): Refresher {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let again = false;
  let disposed = false;
  let lastStart = -Infinity;

  const schedule = (): void => {
    if (timer !== undefined || disposed) return;
    timer = setTimeout(start, Math.max(0, lastStart + gapMs - performance.now()));
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
