import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './processes.mjs';
import { Problem, say } from './say.mjs';

/** Where the demo keeps its data unless told otherwise: apart from the real console's, in the same place of the platform. */
function usualFolder(env) {
  if (process.platform === 'win32')
    return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Deskhand', 'demo');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Deskhand', 'demo');
  const base = env['XDG_DATA_HOME'];
  return join(base && isAbsolute(base) ? base : join(homedir(), '.local', 'share'), 'deskhand', 'demo');
}

const WAIT_FOR_LAST_MS = 4000;

async function isFree(port) {
  const server = createServer();
  server.listen(Number(port), '127.0.0.1');
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** The port of last time, as soon as the last desk has let go of it; null where another program has taken it meanwhile. */
async function portAgain(note, dataDir) {
  const until = Date.now() + WAIT_FOR_LAST_MS;
  while (!(await isFree(note.port))) {
    if (!isAlive(note.pid)) {
      say(`Port ${note.port} of the demo desk is taken by another program: the desk moves to another one.`);
      return null;
    }
    if (Date.now() > until) {
      const lock = join(dataDir, 'instance.lock');
      const url = existsSync(lock) ? JSON.parse(readFileSync(lock, 'utf8')).url : null;
      throw new Problem(
        `The demo already runs on ${dataDir}${url ? `, at ${url}` : ''} (its desk is process ${note.pid}). Use that one, end it, or choose another --data-dir.`,
        3,
      );
    }
    await sleep(100);
  }
  return note.port;
}

const SHAPE = ['tickets', 'seed'];

/**
 * The demo's folder, and how its desk was made. A desk keeps its port from start to start, because its address is part
 * of who the console is signed in with; it also keeps what its data grew from.
 */
export async function openDemoData(values, env = process.env) {
  const dataDir = resolve(values['data-dir'] ?? usualFolder(env));
  const folder = join(dataDir, 'demo-desk');
  const noteFile = join(folder, 'launch.json');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const note = existsSync(noteFile) ? JSON.parse(readFileSync(noteFile, 'utf8')) : null;
  for (const name of SHAPE) {
    if (note !== null && values[name] !== undefined && values[name] !== (note[name] ?? null)) {
      throw new Problem(
        `The demo desk in ${dataDir} was made with ${note[name] === null ? `the usual --${name}` : `--${name}=${note[name]}`}. For another one choose another --data-dir.`,
        2,
      );
    }
  }
  const shape = Object.fromEntries(SHAPE.map((name) => [name, values[name] ?? note?.[name] ?? null]));
  return {
    dataDir,
    deskFile: join(folder, 'desk.db'),
    port: values['desk-port'] ?? (note === null ? null : await portAgain(note, dataDir)),
    shape,
    /** What a new desk is made from; one that is there already needs no telling. */
    making: note === null ? shape : {},
    /** Written once the desk is there. */
    keep: (port, pid) => {
      const draft = `${noteFile}.new`;
      writeFileSync(draft, JSON.stringify({ port: String(port), pid, ...shape }), { mode: 0o600 });
      renameSync(draft, noteFile);
    },
  };
}
