import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { SyncStatus } from '../../src-preload/contract/sync.ts';
import type { Host } from '../host.ts';
import { AppError } from '../lib/app-error.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Cache } from '../store/cache.ts';

/** What of the open workspace these handlers look at. */
export interface OpenData {
  folder: string;
  cache: Cache;
  outbox: Outbox;
  syncStatus(): SyncStatus;
}

export interface DataHandlersDeps {
  host: Pick<Host, 'kind' | 'dataDir' | 'secrets'>;
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

/** Addresses and numbers of people are none of support's business. */
const withoutPeople = (text: string): string =>
  text
    .replace(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '[address]')
    .replace(/\+?\d[\d ()-]{8,}\d/g, (number) => (/[ ()+-]/.test(number) ? '[number]' : number));

/** What is kept on this machine, how to be rid of it, and what support needs to see. */
export function createDataHandlers(deps: DataHandlersDeps): HandlersOf<'data'> {
  const { host, version } = deps;
  const logFile = join(host.dataDir, 'logs', 'deskhand.log');
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
    'data.diagnostics': () => {
      const { outbox, syncStatus } = deps.open();
      const { folder: _folder, ...kept } = info();
      let log: string;
      try {
        log = readFileSync(logFile, 'utf8').slice(-LOG_TAIL);
      } catch (error) {
        log = `the log could not be read: ${(error as Error).message}`;
      }
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
      return { text: withoutPeople(`${JSON.stringify(head, null, 2)}\n\n--- log ---\n${log}`) };
    },
  };
}
