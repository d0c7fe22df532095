import { createFormat, type Format, type Language } from '../lib/format.ts';
import { zoneInForce } from '../lib/zone.svelte.ts';
import { en, type Messages } from '../locales/en.ts';
import { zh } from '../locales/zh.ts';

/** Every language the console speaks; one that misses a message does not compile. */
export const languages: Record<Language, Messages> = { en, zh };
const tags: Record<Language, string> = { en: 'en', zh: 'zh-CN' };

/** What is said and how numbers and times look, in the language and the zone in force. */
export class I18n {
  language = $state<Language>('en');
  readonly t: Messages = $derived(languages[this.language]);
  readonly format: Format = $derived(createFormat(this.language, navigator.languages, zoneInForce()));

  /** For the lang attribute, which also picks the right Chinese glyphs. */
  readonly tag: string = $derived(tags[this.language]);

  use(choice: 'system' | Language, preferred: readonly string[] = navigator.languages): void {
    const first = preferred.find((tag) => /^(en|zh)\b/i.test(tag))?.toLowerCase();
    this.language = choice === 'system' ? (first?.startsWith('zh') ? 'zh' : 'en') : choice;
    document.documentElement.lang = tags[this.language];
  }
}
