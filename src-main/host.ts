import type { Transport } from '../src-preload/contract/wire.ts';

/** Small secrets by name: tokens and client secrets. A host keeps them where only this user can read them. */
export interface SecretStore {
  /** Where they are kept, in the platform's own words, e.g. `kwallet6`, `keychain`, `file (0600)`. */
  readonly backend: string;
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
}

/** Plain settings by name, JSON values. */
export interface SettingsStore {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
}

export interface HostNotification {
  /** A later notification with the same id takes the earlier one's place. */
  id: string;
  title: string;
  body: string;
  /** Renderer route opened by a click, e.g. `#/tickets/1892000000042034`. */
  route?: string;
}

/** What the tray shows: one state, in the order of what matters most. */
export type TrayState = 'attention' | 'timer' | 'queued' | 'offline' | 'online';

/**
 * All that the core needs from the platform. The core is plain TypeScript and knows no Electron;
 * `electron/` and `node/` each make one of these.
 */
export interface Host {
  readonly kind: 'electron' | 'browser';
  /** Absolute path; exists and is readable only by its owner. */
  readonly dataDir: string;
  readonly secrets: SecretStore;
  readonly settings: SettingsStore;
  /** Opens http, https, mailto or tel in the system's own program. Rejects when there is none. */
  openExternal(url: string): Promise<void>;
  notify(notification: HostNotification): void;
  setBadge(count: number): void;
  setTray(state: TrayState, tooltip: string): void;
  showWindow(route?: string): void;
  /** The machine woke up or the network came back. Returns the function that ends the subscription. */
  onResume(listener: () => void): () => void;
  /** Carries the contract to renderers; answers when they can connect. `url` is set by hosts that have an address. */
  listen(transport: Transport): Promise<{ url: string | null }>;
  /** Ends the program; every `onQuit` of the core has run by then. */
  quit(): void;
}
