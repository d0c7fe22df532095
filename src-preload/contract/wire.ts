/** What both ends of the wire agree on, without zod: a sandboxed preload can load nothing else. */

/** The closed list of error codes that cross the bridge. */
export type ErrorCode =
  | 'invalid'
  | 'unauthorized'
  | 'forbidden'
  | 'notFound'
  | 'conflict'
  | 'rateLimited'
  | 'offline'
  | 'unknownOutcome'
  | 'internal';

export interface ReplyError {
  code: ErrorCode;
  message: string;
  retryAfterMs?: number;
  fields?: Record<string, string>;
}

/** The answer to every call: never an exception, so that an error keeps its code on the way. */
export type Reply<T = unknown> = { ok: true; value: T } | { ok: false; error: ReplyError };

/** A call on its way to main: `method` is `noun.verb`. */
export interface Call {
  method: string;
  input: unknown;
}

/** An event on its way to the renderer: a name and keys, never data. */
export interface WireEvent {
  name: string;
  payload: unknown;
}

/** What the preload puts at `window.deskhand`, and what the WebSocket bridge offers in its place. */
export interface Transport {
  call(method: string, input: unknown): Promise<Reply>;
  /** Returns the function that ends the subscription. */
  onEvent(listener: (event: WireEvent) => void): () => void;
}

/** Electron IPC channels. */
export const CALL_CHANNEL = 'deskhand:call';
export const EVENT_CHANNEL = 'deskhand:event';

/** Frames of the browser host's WebSocket, JSON, one per message. */
export type ClientFrame = { id: number; method: string; input: unknown };
export type ServerFrame = { id: number; reply: Reply } | { event: WireEvent };
