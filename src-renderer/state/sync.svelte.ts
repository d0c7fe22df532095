import type { Output } from '../../src-preload/contract/index.ts';
import type { Bridge, LinkState } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';
import type { Clock } from './clock.svelte.ts';

export type SyncStatus = Output<'sync.status'>;

const GAP_MS = 150;
const FOCUS_GAP_MS = 300;
const MOST_VISIBLE = 200;
/** A page that is seen says so again before it is taken for gone. */
const SAY_AGAIN_MS = 4 * 60_000;

/** How the core stands with the service, and how this page stands with the core. */
export class Sync {
  status = $state.raw<SyncStatus | null>(null);
  link = $state<LinkState>('connecting');
  /** Since when the core has not answered, epoch milliseconds. */
  linkSince = $state(Date.now());
  /** What this page is told from others by. */
  readonly #page = crypto.randomUUID();
  readonly #bridge: Bridge;
  readonly #clock: Clock;
  readonly #refresher = createRefresher(() => this.load(), GAP_MS);
  #focus: { ticketId: string | null; visibleIds: string[] } = { ticketId: null, visibleIds: [] };
  readonly #focusSender = createRefresher(() => this.#sendFocus(), FOCUS_GAP_MS);
  readonly #presenceSender = createRefresher(() => this.#sendPresence(), FOCUS_GAP_MS);

  constructor(bridge: Bridge, clock: Clock) {
    this.#bridge = bridge;
    this.#clock = clock;
    bridge.on('sync.changed', () => this.#refresher.request());
  }

  setLink(state: LinkState): void {
    if (state !== this.link) this.linkSince = Date.now();
    // A core that began anew takes the agent for present until told otherwise.
    if (state === 'connected' && this.link !== 'connected') this.#presenceSender.request();
    this.link = state;
  }

  /** Tells the core whether the agent looks, and when the network is back. Returns the function that ends it. */
  watchPresence(): () => void {
    const tell = (): void => this.#presenceSender.request();
    const online = (): void => void this.now();
    const leave = (): void => void this.#sendPresence(false);
    const again = setInterval(() => {
      if (document.visibilityState === 'visible') tell();
    }, SAY_AGAIN_MS);
    window.addEventListener('pagehide', leave);
    window.addEventListener('focus', tell);
    window.addEventListener('blur', tell);
    window.addEventListener('online', online);
    document.addEventListener('visibilitychange', tell);
    return () => {
      clearInterval(again);
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('focus', tell);
      window.removeEventListener('blur', tell);
      window.removeEventListener('online', online);
      document.removeEventListener('visibilitychange', tell);
    };
  }

  async load(): Promise<void> {
    try {
      this.status = await this.#bridge.call('sync.status', {});
      this.#clock.offset = this.status.clockOffsetMs;
    } catch {
      // The last status stays on screen; the link banner says that it is old.
    }
  }

  async now(): Promise<void> {
    try {
      await this.#bridge.call('sync.now', {});
    } catch {
      // The status bar shows the state of the connection either way.
    }
  }

  /** Tells the core what is on screen, so that it comes first. */
  focus(change: { ticketId?: string | null; visibleIds?: string[] }): void {
    this.#focus = { ...this.#focus, ...change };
    this.#focusSender.request();
  }

  async #sendPresence(isThere = true): Promise<void> {
    const visible = isThere && document.visibilityState === 'visible';
    try {
      await this.#bridge.call('sync.presence', { page: this.#page, focused: visible && document.hasFocus(), visible });
    } catch {
      // Only the pace of looking depends on it; the next change says it again.
    }
  }

  async #sendFocus(): Promise<void> {
    const { ticketId, visibleIds } = this.#focus;
    try {
      await this.#bridge.call('sync.focus', { ticketId, visibleIds: visibleIds.slice(0, MOST_VISIBLE) });
    } catch {
      // A hint that got lost; the next one says the same.
    }
  }
}
