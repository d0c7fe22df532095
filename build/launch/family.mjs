import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { isAlive } from './processes.mjs';
import { at, COMPILED, nodePath, project } from './project.mjs';
import { Problem, say } from './say.mjs';

const END_WITHIN_MS = 7000;
const LOOK_EVERY_MS = 500;
/**
 * One pool for what native code allocates. The C library of Linux makes one for each thread, of which Node has a dozen, and
 * they keep what was freed in them: 25 MB after a first sync. Electron has an allocator of its own.
 */
const MEMORY = { MALLOC_ARENA_MAX: '1' };

/** The processes whose end must end this one: the parent, and npm above the shell that npm starts scripts with. */
function ancestors() {
  const pids = [process.ppid];
  if (process.platform === 'win32' || process.env['npm_lifecycle_event'] === undefined) return pids;
  try {
    let pid = process.ppid;
    for (let depth = 0; depth < 3 && pid > 1; depth += 1) {
      const line = execFileSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' }).trim();
      if (/\bnpm\b/.test(line)) return [process.ppid, pid];
      pid = Number(line.split(/\s+/)[0]);
    }
  } catch {
    // No ps here: the parent alone is watched.
  }
  return pids;
}

/**
 * The processes that a command starts. They end with it: on SIGINT, SIGTERM and SIGHUP, when npm above it is gone, and
 * (by watch-parent.mjs) when the command itself is killed.
 */
export function createFamily() {
  const children = new Set();
  let ending = null;

  const end = () =>
    (ending ??= Promise.all(
      [...children].map(async (child) => {
        const force = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
        clearTimeout(force);
      }),
    ));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end());
  const watched = ancestors();
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent || !watched.every(isAlive)) void end();
  }, LOOK_EVERY_MS).unref();

  const keep = (child) => {
    children.add(child);
    child.once('exit', () => children.delete(child));
    child.once('error', () => children.delete(child));
    if (ending !== null) child.kill('SIGTERM');
    return child;
  };

  return {
    get isEnding() {
      return ending !== null;
    },
    end,
    /** A program of the build in the product's own Node. */
    startNode: (script, args, { env = {}, stdout = 'inherit' } = {}) =>
      keep(
        spawn(
          nodePath(),
          ['--enable-source-maps', '--import', at('build', 'launch', 'watch-parent.mjs'), at(script), ...args],
          {
            cwd: project,
            env: { ...MEMORY, ...COMPILED, ...process.env, ...env },
            stdio: ['ignore', stdout, 'inherit', 'ipc'],
          },
        ),
      ),
    start: (command, args, { env = {} } = {}) =>
      keep(
        spawn(command, args, {
          cwd: project,
          env: { ...process.env, DESKHAND_LAUNCHER_PID: String(process.pid), ...env },
          stdio: ['ignore', 'inherit', 'inherit'],
        }),
      ),
  };
}

/** The first line of JSON that a child prints; the rest of what it prints goes to stderr. Rejects when it ends before. */
export function firstJson(child, name) {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return say(line);
      try {
        resolve(JSON.parse(line));
      } catch {
        say(line);
      }
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Problem(`${name} ended before it was ready (${signal ?? code}).`)));
  });
}

/** How a child ended, as an exit code. Ending because it was asked to is no failure. */
export async function exitOf(child, family) {
  const [code, signal] =
    child.exitCode !== null || child.signalCode !== null
      ? [child.exitCode, child.signalCode]
      : await once(child, 'exit');
  if (family.isEnding) return 0;
  return code ?? (signal === null ? 0 : 1);
}
