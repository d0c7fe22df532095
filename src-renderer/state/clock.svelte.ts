const TICK_MS = 15_000;

/** The present moment for ages and due times, moving every 15 seconds. */
export class Clock {
  /** Epoch milliseconds of this machine. */
  now = $state(Date.now());
  /** Service clock minus this machine's, milliseconds. */
  offset = $state(0);
  /** Epoch milliseconds as the service counts them. */
  readonly serviceNow: number = $derived(this.now + this.offset);

  /** Returns the function that stops it. */
  start(): () => void {
    const tick = (): void => {
      this.now = Date.now();
    };
    const timer = setInterval(tick, TICK_MS);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }
}
