import type { HandlersOf } from '../../src-preload/contract/index.ts';
import { settings } from '../../src-preload/contract/settings.ts';
import type { SettingsStore } from '../host.ts';
import type { Emit } from '../lib/emitter.ts';

/** The agent's settings, in the host's own store under `settings`. */
export function createSettingsHandlers(store: SettingsStore, emit: Emit): HandlersOf<'settings'> {
  const read = (): ReturnType<typeof settings.parse> =>
    settings.catch(() => settings.parse({})).parse(store.get('settings') ?? {});
  return {
    'settings.get': read,
    'settings.update': (patch) => {
      const next = {
        ...read(),
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
