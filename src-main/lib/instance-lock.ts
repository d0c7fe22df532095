import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the lock file says about the process that holds a data folder. Nothing in it is secret. */
export interface InstanceInfo {
  pid: number;
  /** Tells this process from a later one with the same pid; null where the platform doesn't say. */
  started: string | null;
  host: 'electron' | 'browser';
  /** Where it answers, without its token; null while it starts, and in the Electron host. */
  url: string | null;
}

export interface InstanceLock {
  /** Writes down where this instance answers. */
  announce(url: string): void;
  /** Gives the data folder free. Safe to call twice. */
  release(): void;
}

/**
 * A pid and this together name a process: pids are used again after a while and after a restart of the machine. Null of one
 * that has ended, also where nobody has waited for it yet.
 */
function startOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      // proc(5): state is the 3rd field and starttime the 22nd; the 2nd, in parentheses, may hold anything.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(' ');
      return ['Z', 'X'].includes(fields[0] ?? '') ? null : `${boot}/${fields[19]}`;
    }
    if (process.platform === 'win32') return null;
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

function isAlive(holder: InstanceInfo): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return holder.started === null || startOf(holder.pid) === holder.started;
}

function read(path: string): { text: string; holder: InstanceInfo | null } | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const holder = JSON.parse(text) as InstanceInfo;
    return { text, holder: Number.isInteger(holder.pid) && holder.pid > 0 ? holder : null };
  } catch {
    return { text, holder: null };
  }
}

/**
 * Takes the data folder for this process, so that two never write the same databases. A lock left behind by a process
 * that was killed is taken over. Answers who holds the folder when somebody else does.
 */
export function acquireInstanceLock(
  dataDir: string,
  host: InstanceInfo['host'],
): { lock: InstanceLock } | { holder: InstanceInfo } {
  const path = join(dataDir, 'instance.lock');
  const mine: InstanceInfo = { pid: process.pid, started: startOf(process.pid), host, url: null };
  const write = (to: string): void => writeFileSync(to, JSON.stringify(mine), { mode: 0o600 });

  for (let attempt = 0; attempt < 20; attempt += 1) {
    const draft = `${path}.${randomUUID()}`;
    try {
      // A link appears whole or not at all, and never over another one: nobody reads half a lock.
      write(draft);
      linkSync(draft, path);
      return { lock: held(path, mine, write) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    const found = read(path);
    if (found === null) continue;
    if (found.holder !== null && isAlive(found.holder)) return { holder: found.holder };
    removeStale(path, found.text);
  }
  throw new Error(`The lock ${path} keeps changing hands.`);
}

/** Moves a dead lock away; when another process took the folder in between, its lock is put back. */
function removeStale(path: string, text: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== text) linkSync(aside, path);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function held(path: string, mine: InstanceInfo, write: (to: string) => void): InstanceLock {
  const isMine = (): boolean => {
    const holder = read(path)?.holder;
    return holder?.pid === mine.pid && holder.started === mine.started;
  };
  return {
    announce: (url) => {
      mine.url = url;
      const draft = `${path}.${randomUUID()}`;
      write(draft);
      renameSync(draft, path);
    },
    release: () => {
      if (isMine()) rmSync(path, { force: true });
    },
  };
}
