import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Db } from './database.ts';

export interface Checkpoints {
  /** From now on another thread brings the WAL into the database, so that no commit here waits for the disk. */
  start(): void;
  /**
   * Null as a rule. While the WAL has grown so far that it must be brought in whole, a promise to wait for before anything
   * more is written: the other thread catches up only when nothing comes. Resolves when it has, within two seconds.
   */
  breather(): Promise<void> | null;
  /** Resolves when the other thread has left the database. */
  stop(): Promise<void>;
}

/** Frames of the WAL at which SQLite brings it into the database by itself, in the thread that commits. */
const BY_ITSELF = 1_000;
/** While rows keep coming the other thread never catches up quite, and the WAL grows: beyond this writers take a breath. */
const TOO_MANY_FRAMES = 8_000;
const LONGEST_BREATH_MS = 2_000;
const LOOK_AGAIN_MS = 30;

/** Looks every second whether the WAL changed. Plain JavaScript: bundles and type stripping know nothing of it. */
const THREAD = `
const { statSync } = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');
const Database = require(workerData.driver);
const db = new Database(workerData.file, { fileMustExist: true });
db.pragma('synchronous = NORMAL');
db.pragma('cache_size = -512');
let seen = 0;
function look() {
  const { mtimeMs } = statSync(workerData.file + '-wal', { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
  if (mtimeMs === seen) return;
  seen = mtimeMs;
  bringIn();
}
function bringIn() {
  const [{ log, checkpointed }] = db.pragma('wal_checkpoint(PASSIVE)');
  parentPort.postMessage({ frames: log, left: log - checkpointed });
}
const timer = setInterval(look, 1000);
parentPort.on('message', (message) => {
  if (message !== 'stop') return bringIn();
  clearInterval(timer);
  db.close();
  parentPort.close();
});
`;

/** Checkpoints take tens of milliseconds with their waits for the disk, which the event loop would feel. */
export function createCheckpoints(db: Db, tooManyFrames = TOO_MANY_FRAMES): Checkpoints {
  let worker: Worker | null = null;
  let breath: PromiseWithResolvers<void> | null = null;
  const breatheOut = (): void => {
    breath?.resolve();
    breath = null;
  };

  /** What the other thread found: frames of the WAL, and how many of them are not in the database yet. */
  function hear({ frames, left }: { frames: number; left: number }): void {
    // The next commit begins the WAL anew once all of it is in.
    if (frames <= tooManyFrames || left === 0) return breatheOut();
    if (breath === null) {
      breath = Promise.withResolvers();
      setTimeout(breatheOut, LONGEST_BREATH_MS).unref();
    }
    setTimeout(() => worker?.postMessage('now'), LOOK_AGAIN_MS).unref();
  }

  /** The other thread is gone or can't do it: as SQLite does by itself. */
  const takeBack = (): void => {
    worker = null;
    breatheOut();
    if (db.open) db.pragma(`wal_autocheckpoint = ${BY_ITSELF}`);
  };
  return {
    start() {
      if (worker !== null) return;
      const driver = createRequire(import.meta.url).resolve('better-sqlite3');
      const started = new Worker(THREAD, {
        eval: true,
        workerData: { driver, file: db.name },
        resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 16 },
      });
      worker = started;
      started.once('online', () => void (worker === started && db.open && db.pragma('wal_autocheckpoint = 0')));
      started.on('message', hear);
      started.once('error', takeBack);
      started.once('exit', takeBack);
      started.unref();
    },
    breather: () => breath?.promise ?? null,
    async stop() {
      const stopping = worker;
      if (stopping === null) return;
      await new Promise<void>((resolve) => {
        stopping.ref();
        stopping.once('exit', () => resolve());
        stopping.postMessage('stop');
      });
    },
  };
}
