import type { EventName, EventPayload } from '../../src-preload/contract/index.ts';
import type { WireEvent } from '../../src-preload/contract/wire.ts';
import type { Logger } from './logger.ts';

export type Emit = <E extends EventName>(name: E, payload: EventPayload<E>) => void;

export interface Emitter {
  emit: Emit;
  /** Returns the function that ends the subscription. */
  onEvent(listener: (event: WireEvent) => void): () => void;
}

/** How many ids one event names; beyond that it says "anything may have changed". */
const MAX_IDS = 500;
const COALESCE_MS = 50;

/**
 * Events for the renderer, coalesced: what changes after 50 ms of silence is said at once, since somebody may wait to see
 * it; what changes again within the next 50 ms is said once at their end, with the ids joined, or by the newest event of
 * each thing where events tell of one thing (`id`).
 * A listener that throws is logged and does not keep the others from hearing.
 */
export function createEmitter(logger: Logger): Emitter {
  const listeners = new Set<(event: WireEvent) => void>();
  const pending = new Map<string, { name: EventName; payload: Record<string, unknown>; ids: Set<string> | null }>();
  let timer: NodeJS.Timeout | null = null;
  let saidAt = -Infinity;

  const flush = (): void => {
    timer = null;
    saidAt = performance.now();
    const events = [...pending.values()].map(({ name, payload, ids }) => ({
      name,
      payload: ids === null ? payload : { ids: ids.size > MAX_IDS ? [] : [...ids] },
    }));
    pending.clear();
    for (const event of events) {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (error) {
          logger.error('event listener failed', { event: event.name, error });
        }
      }
    }
  };

  return {
    emit(name, payload) {
      const ids = 'ids' in payload ? (payload as { ids: string[] }).ids : null;
      const key = 'id' in payload ? `${name}/${payload.id}` : name;
      const earlier = pending.get(key);
      if (earlier?.ids && ids) {
        // An empty list means "anything": it stays so whatever comes after.
        if (ids.length === 0 || earlier.ids.size === 0) earlier.ids.clear();
        else for (const id of ids) earlier.ids.add(id);
      } else {
        pending.set(key, { name, payload, ids: ids && new Set(ids) });
      }
      timer ??= setTimeout(flush, Math.max(0, saidAt + COALESCE_MS - performance.now()));
      timer.unref();
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
