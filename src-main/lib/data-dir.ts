import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { AppError } from './app-error.ts';

/** Where this platform keeps the data of programs, with Deskhand's own folder in it. Both hosts use the same place. */
export function defaultDataDir(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  home = homedir(),
): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Deskhand');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Deskhand');
  // XDG Base Directory Specification: a relative path is to be ignored.
  const base = env['XDG_DATA_HOME'];
  return join(base !== undefined && isAbsolute(base) ? base : join(home, '.local', 'share'), 'deskhand');
}

/** Makes the folder where needed and closes it to other users. Answers its absolute path. */
export function openDataDir(path: string): string {
  const dir = resolve(path);
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    if (process.platform !== 'win32' && (statSync(dir).mode & 0o077) !== 0) chmodSync(dir, 0o700);
  } catch (error) {
    throw new AppError('forbidden', `The data folder ${dir} can't be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return dir;
}
