import { networkInterfaces } from 'node:os';
import type { Clock } from '../lib/clock.ts';

const LOOK_EVERY_MS = 5000;
/** A look that comes this much too late means that the machine slept. */
const SLEPT_MS = 20_000;

export interface ResumeWatch {
  onResume(listener: () => void): () => void;
  stop(): void;
}

/** Addresses other machines can reach this one at, as one text. */
const outside = (): string =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => !address.internal)
    .map((address) => address.address)
    .sort()
    .join(' ');

/**
 * Plain Node hears nothing of sleep and networks, so this looks every five seconds: a look that is late tells of sleep,
 * and new addresses tell of a network that came back.
 */
export function watchResume(clock: Clock, addresses: () => string = outside): ResumeWatch {
  const listeners = new Set<() => void>();
  const ended = new AbortController();
  const look = async (): Promise<void> => {
    let seen = addresses();
    while (!ended.signal.aborted) {
      const before = clock.now();
      await clock.sleep(LOOK_EVERY_MS, ended.signal);
      const now = addresses();
      const slept = clock.now() - before > LOOK_EVERY_MS + SLEPT_MS;
      if (slept || (now !== seen && now !== '')) for (const listener of listeners) listener();
      seen = now;
    }
  };
  look().catch((error: unknown) => {
    if (!ended.signal.aborted) throw error;
  });
  return {
    onResume: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => ended.abort(),
  };
}
