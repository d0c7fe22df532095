import type { HandlersOf } from '../../src-preload/contract/index.ts';
import { settings, type Settings } from '../../src-preload/contract/settings.ts';
import type { SettingsStore } from '../host.ts';
import type { Emit } from '../lib/emitter.ts';

/** What is kept, wrong values replaced by their defaults. */
export const readSettings = (store: SettingsStore): Settings =>
  settings.catch(() => settings.parse({})).parse(store.get('settings') ?? {});

/** The language of what the core itself says; the system's unless one was chosen. */
export function languageOf(store: SettingsStore): 'en' | 'zh' {
  const { language } = readSettings(store);
  if (language !== 'system') return language;
  return /^zh\b/i.test(Intl.DateTimeFormat().resolvedOptions().locale) ? 'zh' : 'en';
}

/** The agent's settings, in the host's own store under `settings`. */
export function createSettingsHandlers(store: SettingsStore, emit: Emit): HandlersOf<'settings'> {
  return {
    'settings.get': () => readSettings(store),
    'settings.update': (patch) => {
      const next = {
        ...readSettings(store),
        ...(Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<
          typeof patch
        >),
      };
      const value = settings.parse(next);
      store.set('settings', value);
      emit('settings.changed', {});
      return value;
    },
  };
}
