import type { SettingsStore } from '../host.ts';

/** Settings in `settings.json` of the data folder. electron-store touches Electron when it is loaded, so it is loaded here and now. */
export async function openSettings(dataDir: string): Promise<SettingsStore> {
  const { default: ElectronStore } = await import('electron-store');
  const store = new ElectronStore<Record<string, unknown>>({
    cwd: dataDir,
    name: 'settings',
    accessPropertiesByDotNotation: false,
    clearInvalidConfig: true,
    configFileMode: 0o600,
  });
  return { get: (name) => store.get(name), set: (name, value) => store.set(name, value) };
}
