import type { EventName, EventPayload, Input, MethodName, Output } from '../../src-preload/contract/index.ts';
import type { ErrorCode, ReplyError, Transport } from '../../src-preload/contract/wire.ts';

/** Whether the core can be reached at all; the service's own connection is `sync.status`. */
export type LinkState = 'connecting' | 'connected' | 'lost';

/** A transport that can lose its other end. One without `onLink` is always connected. */
export interface LinkedTransport extends Transport {
  /** Calls the listener at once with the present state. Returns the function that ends the subscription. */
  onLink?(listener: (state: LinkState) => void): () => void;
}

/** The error of every call; match on `code`. */
export class BridgeError extends Error {
  readonly code: ErrorCode;
  /** Milliseconds after which trying again makes sense. */
  readonly retryAfterMs: number | undefined;
  /** Field path to what is wrong with it. */
  readonly fields: Record<string, string> | undefined;

  constructor(error: ReplyError) {
    super(error.message);
    this.name = 'BridgeError';
    this.code = error.code;
    this.retryAfterMs = error.retryAfterMs;
    this.fields = error.fields;
  }
}

/** Anything thrown, as a BridgeError: what is not one already is `internal`. */
export function toBridgeError(error: unknown): BridgeError {
  if (error instanceof BridgeError) return error;
  return new BridgeError({ code: 'internal', message: error instanceof Error ? error.message : String(error) });
}

export interface Bridge {
  /** Rejects with a BridgeError only. */
  call<M extends MethodName>(method: M, input: Input<M>): Promise<Output<M>>;
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void;
  onLink(listener: (state: LinkState) => void): () => void;
}

/** The typed face of a transport. */
export function createBridge(transport: LinkedTransport): Bridge {
  const listeners = new Map<string, Set<(payload: never) => void>>();
  transport.onEvent(({ name, payload }) => {
    for (const listener of listeners.get(name) ?? []) listener(payload as never);
  });
  return {
    async call(method, input) {
      let reply;
      try {
        reply = await transport.call(method, input);
      } catch (error) {
        throw toBridgeError(error);
      }
      if (!reply.ok) throw new BridgeError(reply.error);
      return reply.value as never;
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set);
      set.add(listener);
      return () => void set.delete(listener);
    },
    onLink(listener) {
      if (transport.onLink) return transport.onLink(listener);
      listener('connected');
      return () => {};
    },
  };
}
