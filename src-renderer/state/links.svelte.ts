import type { Bridge } from '../bridge/bridge.ts';
import { isDisguised, type Link } from '../lib/mail/links.ts';
import type { Dialogs } from './dialogs.svelte.ts';
import { codeOf } from './failure.ts';
import type { I18n } from './i18n.svelte.ts';
import type { Sayings } from './said.svelte.ts';
import type { Settings } from './settings.svelte.ts';

/** Links of messages and records: where they lead shows before they open, and a disguised one asks first. */
export class Links {
  /** What the pointer or the focus is on. */
  #shown = $state.raw<Link | null>(null);
  readonly #bridge: Bridge;
  readonly #i18n: I18n;
  readonly #said: Sayings;
  readonly #dialogs: Dialogs;
  readonly #settings: Settings;

  constructor(bridge: Bridge, i18n: I18n, said: Sayings, dialogs: Dialogs, settings: Settings) {
    this.#bridge = bridge;
    this.#i18n = i18n;
    this.#said = said;
    this.#dialogs = dialogs;
    this.#settings = settings;
  }

  /** The link whose target is shown at the foot; nothing is fetched for it. Null where the agent wants none. */
  get shown(): { target: string; isDisguised: boolean } | null {
    if (this.#shown === null || !this.#settings.value.linkPreview) return null;
    const { text, target } = this.#shown;
    return { target, isDisguised: isDisguised(text, target) };
  }

  look(link: Link | null): void {
    this.#shown = link;
  }

  /** What an agent chose to open. One whose text names another site waits for a second word. */
  follow(link: Link): void {
    if (isDisguised(link.text, link.target)) this.#dialogs.open({ name: 'link', link });
    else void this.open(link.target);
  }

  /** Hands an address to the system. */
  async open(url: string): Promise<void> {
    try {
      await this.#bridge.call('app.openLink', { url });
    } catch (error) {
      const { t } = this.#i18n;
      this.#said.say({ tone: 'trouble', text: t.app.follows(t.app.sentence(t.links.failed), t.errors[codeOf(error)]) });
    }
  }
}
