import type { Receipt } from '../../src-preload/contract/outbox.ts';
import { type Bridge, BridgeError, toBridgeError } from '../bridge/bridge.ts';

/** Until it is asked again, milliseconds. */
const AGAIN_MS = 500;

const connected = (bridge: Bridge): Promise<void> =>
  new Promise((resolve) => {
    const stop = bridge.onLink((state) => {
      if (state !== 'connected') return;
      resolve();
      queueMicrotask(() => stop());
    });
  });

/** What the core says as soon as it can. */
export async function askUntilAnswered<T>(bridge: Bridge, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    await connected(bridge);
    try {
      return await ask();
    } catch {
      // No answer, or one that nobody is signed in just now: neither says that it is not there.
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

/** What the core says; waits for one that is away. Rejects with a BridgeError for any other reason. */
export async function askPatiently<T>(bridge: Bridge, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (toBridgeError(error).code !== 'offline') throw error;
    return askUntilAnswered(bridge, ask);
  }
}

/** Whether an intent is in the outbox. */
async function find(bridge: Bridge, jobId: string): Promise<Receipt | null> {
  const item = await askUntilAnswered(bridge, () => bridge.call('outbox.get', { id: jobId }));
  return item && { jobId: item.id, localId: item.localId };
}

/**
 * Has an intent queued, once: where the core's answer is lost on its way, the outbox is looked at as soon as that can be
 * done. `queue` gives the intent the name that it is handed. Rejects with a BridgeError when it is not in the outbox.
 */
export async function queueOnce<T extends Receipt>(
  bridge: Bridge,
  queue: (jobId: string) => Promise<T>,
  jobId: string = crypto.randomUUID(),
): Promise<T | Receipt> {
  try {
    return await queue(jobId);
  } catch (error) {
    if (toBridgeError(error).code !== 'unknownOutcome') throw error;
    const found = await find(bridge, jobId);
    if (found !== null) return found;
    throw new BridgeError({ code: 'offline', message: 'The core never heard of it.' });
  }
}
