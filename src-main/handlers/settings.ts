import type { HandlersOf } from '../../src-preload/contract/index.ts';
import { settings, type Settings } from '../../src-preload/contract/settings.ts';
import type { Host, SettingsStore } from '../host.ts';
import { AppError } from '../lib/app-error.ts';
import type { Emit } from '../lib/emitter.ts';
import { isUpdateAddress } from '../lib/update-address.ts';

/** What is kept, wrong values replaced by their defaults. */
export const readSettings = (store: SettingsStore): Settings =>
  settings.catch(() => settings.parse({})).parse(store.get('settings') ?? {});

/** The language of what the core itself says; the system's unless one was chosen. */
export function languageOf(store: SettingsStore): 'en' | 'zh' {
  const { language } = readSettings(store);
  if (language !== 'system') return language;
  return /^zh\b/i.test(Intl.DateTimeFormat().resolvedOptions().locale) ? 'zh' : 'en';
}

/** Where newer versions come from is no page's to say: what comes from there is run. The agent is asked by the host. */
async function confirmAddress(address: string, { confirmUpdates }: Pick<Host, 'confirmUpdates'>): Promise<void> {
  if (confirmUpdates === undefined)
    throw new AppError('forbidden', 'This Deskhand is not updated from an address.', { reason: 'absent' });
  if (!isUpdateAddress(address))
    throw new AppError('invalid', 'Updates need an https address.', { fields: { '/updateAddress': 'invalid' } });
  if (!(await confirmUpdates(address)))
    throw new AppError('forbidden', 'The address was not allowed.', { reason: 'declined' });
}

/** The agent's settings, in the host's own store under `settings`. */
export function createSettingsHandlers(
  host: Pick<Host, 'settings' | 'confirmUpdates'>,
  emit: Emit,
): HandlersOf<'settings'> {
  const store = host.settings;
  return {
    'settings.get': () => readSettings(store),
    'settings.update': async (patch) => {
      const { updateAddress: address = '' } = patch;
      if (address !== '' && address !== readSettings(store).updateAddress) await confirmAddress(address, host);
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
