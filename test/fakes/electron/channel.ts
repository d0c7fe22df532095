import type { FromMain, ToMain } from './wire.ts';

type Listener = (message: ToMain) => void;
const listeners = new Set<Listener>();
const waiting = new Map<number, (message: ToMain) => void>();
let nextRequest = 1;

/** Without a test on the other side (unit tests import the module too) nothing is sent. */
export function send(message: FromMain): void {
  process.send?.(message);
}

export function onMessage(listener: Listener): void {
  listeners.add(listener);
}

/** Sends what the test has to answer; resolves with its answer. */
export function ask<T extends ToMain>(make: (request: number) => FromMain): Promise<T> {
  const request = nextRequest++;
  return new Promise((resolve) => {
    waiting.set(request, resolve as (message: ToMain) => void);
    send(make(request));
  });
}

if (process.send !== undefined) {
  process.on('message', (message: ToMain) => {
    if (message.type === 'window.loaded' || message.type === 'window.evaluated') {
      waiting.get(message.request)?.(message);
      waiting.delete(message.request);
      return;
    }
    for (const listener of listeners) listener(message);
  });
}
