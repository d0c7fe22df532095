import type { MenuGroup } from '../src-preload/contract/app.ts';
import type { Settings } from '../src-preload/contract/settings.ts';
import type { Transport } from '../src-preload/contract/wire.ts';
import type { ServedFiles } from './lib/served-files.ts';

/** Small secrets by name: tokens and client secrets. A host keeps them where only this user can read them. */
export interface SecretStore {
  /** Where they are kept, in the platform's own words, e.g. `kwallet6`, `keychain`, `file (0600)`. */
  readonly backend: string;
  /** Whether it refuses because only a weak seal is to be had, and would take it on the agent's word. */
  readonly isRefusedAsWeak?: boolean;
  /** The agent's word that the weak seal will do. */
  acceptWeak?(): void;
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
  /** Buttons, where the platform has them. */
  actions?: readonly { label: string; run(): void }[];
}

/** What the tray shows: one state, in the order of what matters most. */
export type TrayState = 'attention' | 'timer' | 'queued' | 'offline' | 'online';

/** An item of the tray's menu; a line where it has no label. */
export interface TrayItem {
  /** What it does, told to `onTray`. */
  id: string;
  label: string | null;
  isEnabled?: boolean;
  isChecked?: boolean;
  items?: readonly TrayItem[];
}

/** Settings that the platform acts on. */
export type DesktopSettings = Pick<Settings, 'keepInTray' | 'openAtLogin' | 'trayShortcut' | 'spellcheck'>;

export interface TrayView {
  state: TrayState;
  tooltip: string;
  items: readonly TrayItem[];
}

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
  /** Where the page gets files from. */
  readonly files: ServedFiles;
  /** Asks where to, and copies the file there. `offer` where only the page can: it downloads the file. */
  saveFile(source: string, name: string): Promise<'saved' | 'cancelled' | 'offer'>;
  /** Opens a copy of the file in the system's own program; `offer` where only the page can. Rejects when there is no program for it. */
  openFile(source: string, name: string): Promise<'opened' | 'offer'>;
  notify(notification: HostNotification): void;
  setBadge(count: number): void;
  setTray(view: TrayView): void;
  /** What the menu bar offers beside the platform's own, where there is one. */
  setMenu?(groups: readonly MenuGroup[]): void;
  /** An item of the tray's menu was chosen. Returns the function that ends the subscription. */
  onTray(listener: (id: string) => void): () => void;
  /** The small page for timers, or the page at this route in its place where there is no such window. */
  showPopover(): void;
  showWindow(route?: string): void;
  /** The agent's settings changed: what the platform does by them is done anew. */
  applySettings(settings: DesktopSettings): void;
  /**
   * Asks the agent, out of the page's reach, whether newer versions may come from this address: what comes from there is run.
   * Left out by hosts that are not updated from one.
   */
  confirmUpdates?(address: string): Promise<boolean>;
  /** Whether the platform would not give the tray's key: another program has it, or it is none. */
  isShortcutRefused?(): boolean;
  /** The machine woke up or the network came back. Returns the function that ends the subscription. */
  onResume(listener: () => void): () => void;
  /** The machine is about to sleep; hosts that do not hear of it never call. */
  onSuspend(listener: () => void): () => void;
  /** Milliseconds since somebody last touched the machine; null where the platform does not tell. */
  idleMs(): number | null;
  /** Carries the contract to renderers; answers when they can connect. `url` is set by hosts that have an address. */
  listen(transport: Transport): Promise<{ url: string | null }>;
  /** Ends the program; every `onQuit` of the core has run by then. */
  quit(): void;
}
