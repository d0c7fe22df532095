import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { at, nodePath, project } from '../launch/project.mjs';
import { Problem, say } from '../launch/say.mjs';

/** The same engine without a window's machinery, which takes a fifth less time; Playwright's own is of that kind too. */
const SHELL = 'chromium-headless-shell';
const NAMES = [
  SHELL,
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];

function candidates(env) {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === 'win32') {
    return [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']]
      .filter(Boolean)
      .flatMap((base) => [
        join(base, 'Google/Chrome/Application/chrome.exe'),
        join(base, 'Microsoft/Edge/Application/msedge.exe'),
      ]);
  }
  return (env['PATH'] ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
}

/** A browser that is really there: some systems have a script of that name that only says how to install one. */
const runs = (path) =>
  process.platform !== 'linux' ||
  /\b\d+\.\d+\.\d+/.test(spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 }).stdout ?? '');

const installed = (env) => candidates(env).find((path) => existsSync(path) && runs(path)) ?? null;

function playwrightOwn() {
  const { stdout } = spawnSync(
    nodePath(),
    ['-e', "import('playwright').then((p) => console.log(p.chromium.executablePath()))"],
    {
      cwd: project,
      encoding: 'utf8',
    },
  );
  const path = (stdout ?? '').trim();
  return path !== '' && existsSync(path) ? path : null;
}

/** Milliseconds; without a network apt-get asks for longer than a browser is worth. */
const APT_PATIENCE = 180_000;

function aptInstall(packages) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return null;
  say('For the tests: installing Debian’s chromium (apt-get).');
  const options = {
    stdio: ['ignore', 'ignore', 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: APT_PATIENCE,
  };
  if (spawnSync('apt-get', ['update', '-q'], options).status !== 0) return null;
  for (const name of packages) {
    spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', name], options);
    const [path] = candidates(process.env).filter((each) => basename(each) === name && existsSync(each) && runs(each));
    if (path !== undefined) return path;
  }
  return null;
}

/** Where nobody else works, the shell is worth its installation even beside another browser. */
function shellOfCi(env) {
  if (env['CI'] === undefined || process.platform !== 'linux') return null;
  return candidates(env).find((path) => basename(path) === SHELL && existsSync(path)) ?? aptInstall([SHELL]);
}

/**
 * The browser for the tests, by its path: the one named in DESKHAND_CHROMIUM, in CI
 * Debian's headless shell, an installed Chromium, Chrome or Edge,
 * Debian's package where this user may install it, else Playwright's own.
 */
export function findOrInstallBrowser(env = process.env) {
  const named = env['DESKHAND_CHROMIUM'];
  if (named) {
    if (!existsSync(named)) throw new Problem(`DESKHAND_CHROMIUM names no file: ${named}`);
    return named;
  }
  const found = shellOfCi(env) ?? installed(env) ?? playwrightOwn() ?? aptInstall([SHELL, 'chromium']);
  if (found !== null) return found;
  say('No browser for the tests: installing Playwright’s own chromium.');
  spawnSync(nodePath(), [at('node_modules', 'playwright', 'cli.js'), 'install', 'chromium'], {
    cwd: project,
    stdio: ['ignore', 2, 2],
  });
  const own = playwrightOwn();
  if (own === null)
    throw new Problem('No browser for the tests could be found or installed. Name one in DESKHAND_CHROMIUM.');
  return own;
}
