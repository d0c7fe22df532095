import type { EventPayload } from '../../src-preload/contract/index.ts';
import type { Bridge } from '../bridge/bridge.ts';
import type { Notifications } from './notifications.svelte.ts';

type Tray = EventPayload<'app.tray'>;

/** What a desktop would show outside of the window: in the browser host the title's number and the tab's picture. */
export class Desk {
  tray = $state.raw<Tray | null>(null);

  readonly #notifications: Pick<Notifications, 'unread'>;

  constructor(bridge: Bridge, notifications: Pick<Notifications, 'unread'>) {
    this.#notifications = notifications;
    bridge.on('app.tray', (tray) => {
      this.tray = tray;
      this.#drawIcon(tray.state);
    });
  }

  /** Before the page's title: what was announced and not read. */
  get titleMark(): string {
    const { unread } = this.#notifications;
    return unread > 0 ? `(${unread > 99 ? '99+' : unread}) ` : '';
  }

  #drawIcon(state: Tray['state']): void {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon === null) return;
    icon.href = `data:image/svg+xml,${encodeURIComponent(iconOf(state))}`;
  }
}

/** A shape for each state, as in the tray of a desktop; the mark's own colours, since a tab knows no theme. */
const BADGES: Record<Tray['state'], string> = {
  online: '',
  offline:
    '<circle cx="24" cy="24" r="6" fill="none" stroke="#fff" stroke-width="2.5"/><path d="M20 28l8-8" stroke="#fff" stroke-width="2.5"/>',
  queued: '<path d="M24 17l6 7h-3.5v6h-5v-6H18z" fill="#ffd479"/>',
  timer:
    '<circle cx="24" cy="24" r="7" fill="#fff"/><path d="M24 20v4h3.5" fill="none" stroke="#4a55c8" stroke-width="2"/>',
  attention:
    '<circle cx="24" cy="24" r="7.5" fill="#e5484d"/><path d="M24 19.5v5M24 27v1.5" stroke="#fff" stroke-width="2.4"/>',
};
const iconOf = (state: Tray['state']): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#4a55c8"/><path d="M9 9h6.5a7 7 0 0 1 0 14H9z" fill="none" stroke="#fff" stroke-width="3" stroke-linejoin="round"/>${BADGES[state]}</svg>`;
