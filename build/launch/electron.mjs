import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, nodePath } from './project.mjs';
import { say } from './say.mjs';

const FETCH_MS = 60_000;

export const hasDisplay = (env = process.env) =>
  process.platform === 'linux'
    ? Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
    : env['SSH_CONNECTION'] === undefined;

/** Electron's binary, found without loading Electron: that would try to download it. Null when it isn't there. */
export function findElectron(env = process.env) {
  const folder = at('node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : null;
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const binary = override ? join(override, name ?? 'electron') : name && join(folder, 'dist', name);
  return binary && existsSync(binary) ? binary : null;
}

/** Tries once to fetch the binary, as the electron package itself would at its first run. */
function fetchElectron() {
  say('Fetching Electron (once, up to a minute).');
  spawnSync(nodePath(), [at('node_modules', 'electron', 'install.js')], {
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: FETCH_MS,
  });
  return findElectron();
}

/**
 * Which host to start. `wanted` is `electron`, `browser` or null for what fits: Electron on a desktop where its binary
 * is there or can be had. Answers `{ binary }`, or `{ reason }` in one line why it is the browser host.
 */
export function chooseHost(wanted, env = process.env) {
  if (wanted === 'browser') return { binary: null, reason: null };
  const display = hasDisplay(env);
  const mayFetch = display && !env['CI'];
  if (wanted === null && !display) return { binary: null, reason: 'There is no desktop here for a window' };
  const binary = findElectron(env) ?? (mayFetch || wanted === 'electron' ? fetchElectron() : null);
  if (binary !== null) return { binary, reason: null };
  return {
    binary: null,
    reason: mayFetch ? 'Electron’s binary is not there and could not be fetched' : 'Electron’s binary is not there',
  };
}
