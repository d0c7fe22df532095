import Conf from 'conf';
import type { SettingsStore } from '../host.ts';

/** Settings in `settings.json` of the data folder: the same file, in the same form, as the Electron host's. */
export function createFileSettings(dataDir: string): SettingsStore {
  const conf = new Conf<Record<string, unknown>>({
    cwd: dataDir,
    configName: 'settings',
    accessPropertiesByDotNotation: false,
    clearInvalidConfig: true,
    configFileMode: 0o600,
  });
  return {
    get: (name) => conf.get(name),
    set: (name, value) => conf.set(name, value),
  };
}
