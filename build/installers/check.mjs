import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { at } from '../launch/project.mjs';
import { config, targets } from './config.mjs';

const require = createRequire(import.meta.url);

/** Width and height of a PNG, pixels, from its first chunk (PNG specification, 11.2.1). */
function sizeOfPng(path) {
  const bytes = readFileSync(path);
  if (bytes.toString('latin1', 1, 4) !== 'PNG') throw new Error(`${path} is no PNG`);
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** The first parts of file patterns that must exist once built. */
const FOLDERS = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html', 'LICENSE', 'package.json'];

/**
 * Validates the configuration by the builder's own schema, once whole and once for each platform, and what the schema
 * can't know: icons large enough, files there. Answers one row per target; throws at the first fault of the schema.
 */
export async function check() {
  const { validateConfiguration } = require('app-builder-lib/out/util/config/config.js');
  const log = { isEnabled: false, add: () => undefined };
  await validateConfiguration(structuredClone(config), log);
  const faults = [];
  const { width, height } = sizeOfPng(at(config.linux.icon));
  // electron-builder makes .icns and .ico of a PNG of 512 pixels or more.
  if (width < 512 || width !== height) faults.push(`the icon is ${width} by ${height}; 512 by 512 is needed`);
  for (const path of FOLDERS) if (!existsSync(at(path))) faults.push(`${path} is not there`);
  const { main } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  if (!FOLDERS.includes(main)) faults.push(`package.json begins at ${main}, which is not packed`);
  // electron-updater reads app-update.yml, which is written for a publisher only, and on macOS takes nothing but a zip.
  const [publisher] = [config.publish].flat();
  if (publisher?.provider !== 'generic' || !publisher.url?.startsWith('https://'))
    faults.push('updates have no generic https publisher');
  if (!config.mac.target.some(({ target }) => target === 'zip')) faults.push('updates on macOS need a zip');
  const rows = [];
  for (const [platform, list] of Object.entries(targets)) {
    for (const { target, arch } of list) {
      const only = {
        ...structuredClone(config),
        [platform]: { ...config[platform], target: [{ target, arch: [arch] }] },
      };
      await validateConfiguration(only, log);
      rows.push({ platform, target, arch });
    }
  }
  return { rows, faults };
}
