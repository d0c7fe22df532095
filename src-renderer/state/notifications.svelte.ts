import type { Announcement, NotificationSettings } from '../../src-preload/contract/notifications.ts';
import type { Input } from '../../src-preload/contract/index.ts';
import { type Bridge, type BridgeError, toBridgeError } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';
import { GrowingList } from './growing-list.svelte.ts';

const GAP_MS = 200;

/** A pop-up that the host leaves to the page: the browser host has no window of its own. */
export interface PopUp {
  id: string;
  title: string;
  body: string;
  route?: string | undefined;
}

/** What was announced, newest first, and what is to be. */
export class Notifications {
  total = $state(0);
  unread = $state(0);
  settings = $state.raw<NotificationSettings | null>(null);
  #settingsError = $state.raw<BridgeError | null>(null);
  /** The open ticket, where nothing of it is announced. */
  mutedId = $state<string | null>(null);
  /** The open ticket, where the agent follows it. */
  followedId = $state<string | null>(null);
  /** What the browser says of pop-ups; `none` where there are no such things. */
  permission = $state<NotificationPermission | 'none'>('Notification' in window ? Notification.permission : 'none');
  #lookedAt: string | null = null;
  readonly #bridge: Bridge;
  readonly #refresher = createRefresher(() => this.load(), GAP_MS);
  readonly #list = new GrowingList<Announcement>(async (from, limit) => {
    const offset = from ?? 0;
    const { rows, total, unread } = await this.#bridge.call('notifications.list', { offset, limit });
    this.total = total;
    this.unread = unread;
    const end = offset + rows.length;
    return { rows, next: end < total && rows.length > 0 ? end : null };
  });

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.on('notifications.changed', () => this.#refresher.request());
  }

  /** Newest first, those that were read so far; null before the first answer. */
  get rows(): readonly Announcement[] | null {
    return this.#list.rows;
  }
  get error(): BridgeError | null {
    return this.#list.error ?? this.#settingsError;
  }

  async load(): Promise<void> {
    await Promise.all([this.#list.refresh(), this.#readSettings()]);
  }
  /** Brings older ones. */
  grow(): void {
    void this.#list.grow();
  }
  reset(): void {
    this.#list.reset();
    this.total = 0;
    this.unread = 0;
    this.settings = null;
    this.#settingsError = null;
  }
  async #readSettings(): Promise<void> {
    try {
      this.settings = await this.#bridge.call('notifications.settings', {});
      this.#settingsError = null;
    } catch (error) {
      this.#settingsError = toBridgeError(error);
    }
  }

  async markRead(which: Input<'notifications.markRead'>): Promise<void> {
    if (this.rows !== null && this.unread === 0) return;
    try {
      await this.#bridge.call('notifications.markRead', which);
    } catch {
      // It stays unread; opening it again says the same.
    }
  }

  /** A ticket was opened: what was announced of it is read. */
  async look(ticketId: string): Promise<void> {
    this.mutedId = null;
    this.followedId = null;
    this.#lookedAt = ticketId;
    void this.markRead({ ticketId });
    try {
      const { isMuted, isFollowed } = await this.#bridge.call('notifications.ofTicket', { ticketId });
      if (this.#lookedAt !== ticketId) return;
      if (isMuted) this.mutedId = ticketId;
      if (isFollowed) this.followedId = ticketId;
    } catch {
      // Muting or following again says the same.
    }
  }
  async mute(ticketId: string, muted: boolean): Promise<void> {
    await this.#bridge.call('notifications.mute', { ticketId, muted });
    this.mutedId = muted ? ticketId : null;
  }

  async follow(ticketId: string, followed: boolean): Promise<void> {
    await this.#bridge.call('notifications.follow', { ticketId, followed });
    this.followedId = followed ? ticketId : null;
  }

  async configure(patch: Input<'notifications.configure'>): Promise<void> {
    try {
      this.settings = await this.#bridge.call('notifications.configure', patch);
      this.#settingsError = null;
    } catch (error) {
      this.#settingsError = toBridgeError(error);
    }
  }

  /** Asks the browser once; only after a press. */
  async askPermission(): Promise<void> {
    if (this.permission === 'none') return;
    this.permission = await Notification.requestPermission();
  }

  /** Shows a pop-up where the browser may. Answers whether it did. */
  popUp({ id, title, body, route }: PopUp, open: (route: string) => void): boolean {
    if (this.permission !== 'granted') return false;
    const shown = new Notification(title, { body, tag: id });
    shown.onclick = () => {
      window.focus();
      shown.close();
      if (route !== undefined) open(route);
    };
    return true;
  }
}
