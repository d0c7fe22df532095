import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './processes.mjs';
import { at, nodePath, project } from './project.mjs';
import { Problem, say } from './say.mjs';

const LOCK_WAIT_MS = 10 * 60_000;
const hash = (parts) => parts.reduce((sum, part) => sum.update(part).update('\0'), createHash('sha256')).digest('hex');
const readJson = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null);
const readText = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null);

/** Whether the packages in node_modules are those of the lock file; optional ones may be missing on this platform. */
function isInstalled(lock) {
  const installed = readJson(at('node_modules', '.package-lock.json'))?.packages;
  if (installed === undefined || !existsSync(at('node_modules', 'node', 'bin'))) return false;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '' || wanted.link === true) return true;
    const found = installed[path];
    return found === undefined
      ? Boolean(wanted.optional ?? wanted.devOptional ?? wanted.peer)
      : found.version === wanted.version;
  });
}

/** npm in `folder`. It runs on the Node it came with: the one inside node_modules goes away while it works. */
export function npm(folder, ...args) {
  const cli = process.env['npm_execpath'];
  const viaNode = cli !== undefined && /\.[cm]?js$/.test(cli);
  const command = viaNode
    ? (process.env['npm_node_execpath'] ?? process.execPath)
    : process.platform === 'win32'
      ? 'npm.cmd'
      : 'npm';
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(config_json|lifecycle|package)/.test(name)),
  );
  return spawnSync(command, viaNode ? [cli, ...args] : args, {
    cwd: folder,
    env,
    stdio: ['ignore', 2, 2],
    shell: !viaNode && process.platform === 'win32',
  });
}

function install() {
  const text = readFileSync(at('package-lock.json'), 'utf8');
  const stamp = at('node_modules', '.deskhand-installed');
  const wanted = hash([text]);
  if (readText(stamp) === wanted) return;
  if (!isInstalled(JSON.parse(text))) {
    say('Installing the packages (npm ci): about a minute the first time.');
    const { status, error } = npm(project, 'ci', '--no-audit', '--no-fund', '--loglevel=error');
    if (status !== 0)
      throw new Problem(`npm ci did not work${error ? `: ${error.message}` : '; what it said stands above'}.`);
  }
  const { stdout } = spawnSync(nodePath(), ['-p', 'process.versions.napi'], { encoding: 'utf8' });
  if (!(Number(stdout) >= 10)) throw new Problem(`The Node in node_modules does not run here: ${nodePath()}`);
  writeFileSync(stamp, wanted);
}

const BUILD_INPUTS = [
  'src-main',
  'src-preload',
  'src-renderer',
  'electron.vite.config.ts',
  'svelte.config.js',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];

function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

function build(force) {
  const files = BUILD_INPUTS.flatMap((name) => filesBelow(at(name)));
  const wanted = hash(files.flatMap((file) => [file.slice(project.length), readFileSync(file)]));
  const stamp = at('out', '.deskhand-built');
  if (!force && readText(stamp) === wanted) return;
  say(existsSync(stamp) ? 'Building: the sources changed.' : 'Building.');
  rmSync(stamp, { force: true });
  const { status } = spawnSync(
    nodePath(),
    [at('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'],
    {
      cwd: project,
      stdio: ['ignore', 2, 2],
      env: { ...process.env, NODE_ENV: 'production', ...(process.stderr.isTTY ? {} : { NO_COLOR: '1' }) },
    },
  );
  if (status !== 0) throw new Problem('The build did not work; what it said stands above.');
  writeFileSync(stamp, wanted);
}

/** One set-up at a time: two commands started together would install and build over each other. */
function withLock(work) {
  const path = at('.deskhand', 'setup.lock');
  mkdirSync(at('.deskhand'), { recursive: true });
  const until = Date.now() + LOCK_WAIT_MS;
  let isTold = false;
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    // A lock that was made this instant may still be empty.
    const holder = readText(path);
    if (holder !== null && holder !== '' && !isAlive(Number(holder))) {
      rmSync(path, { force: true });
      continue;
    }
    if (Date.now() > until)
      throw new Problem(`Another command has been setting up for ten minutes; if none is, delete ${path}.`);
    if (!isTold) say('Waiting for another command that is setting up.');
    isTold = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  try {
    return work();
  } finally {
    rmSync(path, { force: true });
  }
}

/**
 * Makes the project ready to run: packages when they are missing or not those of the lock file, a build when the
 * sources changed. What is done is said; when there is nothing to do, nothing is.
 */
export function setUp({ built = true, rebuild = false } = {}) {
  withLock(() => {
    install();
    if (built) build(rebuild);
  });
}
