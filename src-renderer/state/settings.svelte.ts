import type { Input, Output } from '../../src-preload/contract/index.ts';
import { type Bridge, type BridgeError, toBridgeError } from '../bridge/bridge.ts';
import type { I18n } from './i18n.svelte.ts';

export type SettingsValue = Output<'settings.get'>;

const initial: SettingsValue = {
  theme: 'system',
  language: 'system',
  density: 'comfortable',
  sidebarWidth: 200,
  listWidth: 320,
  panelWidth: 260,
  panelFolded: false,
  departmentsFolded: false,
  sidebarFolded: false,
  lastDepartmentId: '',
  keys: {},
  timeZone: 'agent',
  remoteImages: 'ask',
  linkPreview: true,
  spellcheck: true,
  keepInTray: true,
  updateAddress: '',
  openAtLogin: false,
  trayShortcut: '',
  depthToldTo: [],
};

/** The agent's choices about the look, in force at once and kept by the host. */
export class Settings {
  value = $state.raw<SettingsValue>(initial);
  /** Whether they are the kept ones, rather than what stands for them until those come. */
  isLoaded = $state(false);
  /** Set when the last choice could not be saved; it holds for now all the same. */
  error = $state.raw<BridgeError | null>(null);
  /** The theme in force; `system` is resolved. */
  theme = $state<'light' | 'dark'>('light');
  readonly #bridge: Bridge;
  readonly #i18n: I18n;
  readonly #dark = window.matchMedia('(prefers-color-scheme: dark)');
  #saving = 0;

  constructor(bridge: Bridge, i18n: I18n) {
    this.#bridge = bridge;
    this.#i18n = i18n;
    bridge.on('settings.changed', () => void this.load());
    this.#dark.addEventListener('change', () => this.#apply());
    this.#apply();
  }

  async load(): Promise<void> {
    try {
      const value = await this.#bridge.call('settings.get', {});
      if (this.#saving > 0) return;
      this.value = value;
      this.isLoaded = true;
      this.#apply();
    } catch {
      // The look stays as it is.
    }
  }

  async update(patch: Input<'settings.update'>): Promise<void> {
    this.value = { ...this.value, ...patch } as SettingsValue;
    this.error = null;
    this.#apply();
    this.#saving += 1;
    try {
      await this.#bridge.call('settings.update', patch);
    } catch (error) {
      this.error = toBridgeError(error);
    } finally {
      this.#saving -= 1;
    }
  }

  /** As `update`, in force only once it is kept: the agent is asked outside the page. Null then, or why not. */
  async moveUpdates(updateAddress: string): Promise<BridgeError | null> {
    try {
      await this.#bridge.call('settings.update', { updateAddress });
      this.value = { ...this.value, updateAddress };
      return null;
    } catch (error) {
      return toBridgeError(error);
    }
  }

  #apply(): void {
    const { theme, language } = this.value;
    this.theme = theme === 'system' ? (this.#dark.matches ? 'dark' : 'light') : theme;
    document.documentElement.dataset['theme'] = this.theme;
    this.#i18n.use(language);
  }
}
