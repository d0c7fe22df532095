import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { SyncStatus } from '../../src-preload/contract/sync.ts';
import type { Host } from '../host.ts';
import { PROFILES } from '../auth/profiles.ts';
import { AppError } from '../lib/app-error.ts';
import { surroundings, withoutPeople } from '../lib/without-people.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { exportAgent } from '../store/agent-export.ts';
import type { Cache } from '../store/cache.ts';
import { readSettings } from './settings.ts';

/** What of the open workspace these handlers look at. */
export interface OpenData {
  folder: string;
  cache: Cache;
  outbox: Outbox;
  syncStatus(): SyncStatus;
}

export interface DataHandlersDeps {
  host: Pick<Host, 'kind' | 'dataDir' | 'secrets' | 'settings' | 'files' | 'saveFile'>;
  version: string;
  /** Throws `unauthorized` while nobody is signed in. */
  open(): OpenData;
  /** Closes the workspace, deletes its cache and opens it again. */
  eraseCache(): Promise<void>;
  /** Signs out and deletes the workspace's folder. */
  eraseAll(): Promise<void>;
}

/** Characters of the log's end that go into the diagnostics. */
const LOG_TAIL = 64 * 1024;

function sizeOf(path: string): number {
  try {
    const stat = statSync(path);
    if (!stat.isDirectory()) return stat.size;
    return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
  } catch {
    // Gone meanwhile, or never there: nothing is kept of it.
    return 0;
  }
}
const sizeOfDatabase = (file: string): number =>
  ['', '-wal', '-shm'].reduce((sum, suffix) => sum + sizeOf(`${file}${suffix}`), 0);

const SERVICE_HOSTS: ReadonlySet<string> = new Set(
  PROFILES.flatMap(({ accountsUrl, deskUrl }) => [accountsUrl, deskUrl]).map((url) => new URL(url).hostname),
);

/** The end of a log; null where there is none. */
function tailOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').slice(-LOG_TAIL);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return `the log could not be read: ${(error as Error).message}`;
  }
}

/** What is kept on this machine, how to be rid of it, and what support needs to see. */
export function createDataHandlers(deps: DataHandlersDeps): HandlersOf<'data'> {
  const { host, version } = deps;
  const logFile = join(host.dataDir, 'logs', 'deskhand.log');
  /** The one before it was full. */
  const oldLogFile = join(host.dataDir, 'logs', 'deskhand.old.log');
  const info = () => {
    const { folder, cache } = deps.open();
    return {
      folder,
      logFile,
      cacheBytes: sizeOfDatabase(join(folder, 'cache.db')),
      agentBytes: sizeOfDatabase(join(folder, 'agent.db')) + sizeOf(join(folder, 'backups')),
      filesBytes: sizeOf(join(folder, 'files')),
      attachmentsBytes: sizeOf(join(folder, 'attachments')),
      held: {
        tickets: cache.tickets.count(),
        threads: cache.threads.count(),
        comments: cache.comments.count(),
        contacts: cache.contacts.count(),
        accounts: cache.accounts.count(),
        tasks: cache.tasks.count(),
        timeEntries: cache.timeEntries.count(),
      },
      secretStore: host.secrets.backend,
    };
  };
  return {
    'data.info': info,
    'data.eraseCache': async () => {
      deps.open();
      await deps.eraseCache();
      return null;
    },
    'data.eraseAll': async ({ evenUnsent }) => {
      const { unsettled } = deps.open().outbox.counts();
      if (unsettled > 0 && !evenUnsent) {
        throw new AppError('conflict', `${unsettled} things that you wrote were not sent yet. Nothing was erased.`, {
          reason: 'unsent',
        });
      }
      await deps.eraseAll();
      return null;
    },
    'data.export': async () => {
      const { folder } = deps.open();
      const day = new Date().toISOString().slice(0, 10);
      const name = `deskhand-${day}.json`;
      const dir = join(folder, 'exports');
      // An earlier one was downloaded long ago.
      rmSync(dir, { recursive: true, force: true });
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      const target = join(dir, name);
      await exportAgent({
        database: join(folder, 'agent.db'),
        filesDir: join(folder, 'files'),
        head: { version, exportedAt: new Date().toISOString(), settings: readSettings(host.settings) },
        target,
      });
      const { size } = statSync(target);
      const state = await host.saveFile(target, name);
      if (state !== 'offer') {
        rmSync(dir, { recursive: true, force: true });
        return { state, url: null };
      }
      const sniffed = { kind: 'other', type: 'application/octet-stream' } as const;
      return { state, url: host.files.offer({ path: target, name, size, sniffed, asDownload: true }) };
    },
    'data.diagnostics': () => {
      const { outbox, syncStatus } = deps.open();
      const { folder: _folder, ...kept } = info();
      const logs = [
        ['earlier log', tailOf(oldLogFile)],
        ['log', tailOf(logFile) ?? 'there is none'],
      ].flatMap(([name, log]) => (log === null ? [] : [`--- ${name} ---\n${log}`]));
      const head = {
        deskhand: version,
        host: host.kind,
        platform: `${process.platform} ${process.arch}`,
        versions: { node: process.versions.node, electron: process.versions['electron'] ?? null },
        memoryMegabytes: Math.round(process.memoryUsage().rss / 2 ** 20),
        time: new Date().toISOString(),
        kept,
        sync: syncStatus(),
        outbox: outbox.counts().byState,
      };
      const text = [JSON.stringify(head, null, 2), ...logs].join('\n\n');
      return { text: withoutPeople(text, surroundings(host.dataDir, SERVICE_HOSTS)) };
    },
  };
}
