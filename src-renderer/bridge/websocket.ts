import type { ClientFrame, Reply, ServerFrame, WireEvent } from '../../src-preload/contract/wire.ts';
import type { LinkedTransport, LinkState } from './bridge.ts';

const TOKEN_KEY = 'deskhand.token';
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;

/** Verbs that change nothing: when their answer is lost, nothing is in doubt. */
const READS = /\.(get|list|counts|timeline|status|info|focus)$/;

/**
 * The per-launch token: from the fragment of the first address (which is then cleaned), later from this tab's session
 * storage. Null when there is neither.
 */
export function takeToken(page: Pick<Window, 'location' | 'history' | 'sessionStorage'> = window): string | null {
  const params = new URLSearchParams(page.location.hash.replace(/^#/, ''));
  const token = params.get('token');
  if (token === null || token === '') return page.sessionStorage.getItem(TOKEN_KEY);
  page.sessionStorage.setItem(TOKEN_KEY, token);
  page.history.replaceState(null, '', page.location.pathname + page.location.search);
  return token;
}

/** Address of the bridge on the host that served this page. The token never goes into it. */
export function bridgeUrl(location: Pick<Location, 'protocol' | 'host'> = window.location): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/bridge`;
}

export interface WebSocketOptions {
  url: string;
  token: string;
  WebSocket?: typeof WebSocket;
  /** 0 to 1; spreads the reconnects of several tabs. */
  random?: () => number;
}

const failure = (code: 'offline' | 'unknownOutcome', message: string): Reply => ({
  ok: false,
  error: { code, message },
});
const lostReply = (method: string): Reply =>
  READS.test(method)
    ? failure('offline', 'The connection to Deskhand was lost before the answer came.')
    : failure(
        'unknownOutcome',
        'The connection to Deskhand was lost. Whether this was done will show when it is back.',
      );

/**
 * The bridge over one WebSocket. Calls made before the first connection wait for it; while the connection is lost they
 * are answered `offline` at once, because the views show what they have.
 */
export function createWebSocketTransport(options: WebSocketOptions): LinkedTransport & { close(): void } {
  const Socket = options.WebSocket ?? WebSocket;
  const random = options.random ?? Math.random;
  const pending = new Map<number, { method: string; resolve: (reply: Reply) => void }>();
  const eventListeners = new Set<(event: WireEvent) => void>();
  const linkListeners = new Set<(state: LinkState) => void>();
  let waiting: ClientFrame[] = [];
  let state: LinkState = 'connecting';
  let socket: WebSocket | null = null;
  let nextId = 1;
  let attempts = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const setState = (next: LinkState): void => {
    if (state === next) return;
    state = next;
    for (const listener of linkListeners) listener(next);
  };

  const receive = (text: string): void => {
    const frame = JSON.parse(text) as ServerFrame;
    if ('event' in frame) {
      for (const listener of eventListeners) listener(frame.event);
      return;
    }
    const call = pending.get(frame.id);
    pending.delete(frame.id);
    call?.resolve(frame.reply);
  };

  const lose = (): void => {
    socket = null;
    waiting = [];
    const calls = [...pending.values()];
    pending.clear();
    for (const call of calls) call.resolve(lostReply(call.method));
    setState('lost');
    if (closed) return;
    const delay = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempts) * (0.75 + random() / 2);
    attempts += 1;
    retry = setTimeout(connect, delay);
  };

  function connect(): void {
    const opened = new Socket(options.url, [`deskhand.${options.token}`]);
    socket = opened;
    opened.onopen = () => {
      attempts = 0;
      for (const frame of waiting) opened.send(JSON.stringify(frame));
      waiting = [];
      setState('connected');
    };
    opened.onmessage = (message) => receive(String(message.data));
    // A close always follows.
    opened.onerror = () => {};
    opened.onclose = () => {
      if (socket === opened) lose();
    };
  }
  connect();

  return {
    call(method, input) {
      if (state === 'lost') return Promise.resolve(failure('offline', 'Deskhand’s core is not answering.'));
      const frame: ClientFrame = { id: nextId++, method, input };
      return new Promise((resolve) => {
        pending.set(frame.id, { method, resolve });
        if (state === 'connected' && socket) socket.send(JSON.stringify(frame));
        else waiting.push(frame);
      });
    },
    onEvent(listener) {
      eventListeners.add(listener);
      return () => void eventListeners.delete(listener);
    },
    onLink(listener) {
      linkListeners.add(listener);
      listener(state);
      return () => void linkListeners.delete(listener);
    },
    close() {
      closed = true;
      clearTimeout(retry);
      socket?.close();
    },
  };
}
