import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../lib/app-error.ts';
import type { Db } from './database.ts';

/** A file being copied in. */
export interface Staging {
  append(bytes: Uint8Array): number;
  /** On disk under its hash, with the folder's entry synced, when it answers. */
  finish(): { sha256: string; size: number };
  abort(): void;
}

export interface OutboxFiles {
  stage(size: number): Staging;
  /** Its path, after its bytes were checked against the hash. `notFound` when it is gone or damaged. */
  open(sha256: string): Promise<string>;
  has(sha256: string): boolean;
  /** `owner` is `job:<id>` or `draft:<key>`: while one refers to a file, it stays. */
  refer(owner: string, hashes: readonly string[]): void;
  release(owner: string): void;
  /** Deletes files that nobody has referred to for a day, and leftovers of broken copies. Answers how many. */
  collect(now: number): number;
}

const UNREFERRED_MS = 24 * 3_600_000;

function syncDir(dir: string): void {
  // Windows has no way to sync a folder; its rename is journaled.
  if (process.platform === 'win32') return;
  const fd = openSync(dir, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Attachments of the agent's own, copied in when attached: what was attached is sent, whatever becomes of the original. */
export function createOutboxFiles(
  db: Db,
  dir: string,
  clock: { now(): number },
  random: () => string,
  onPartial: () => void = () => undefined,
): OutboxFiles {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const pathOf = (sha256: string): string => join(dir, sha256);
  const insert = db.prepare<[string, number, number]>(
    'INSERT INTO file (sha256, size, created_at) VALUES (?, ?, ?) ON CONFLICT (sha256) DO UPDATE SET created_at = max(created_at, excluded.created_at)',
  );
  const select = db.prepare<[string], { size: number }>('SELECT size FROM file WHERE sha256 = ?');
  const insertRef = db.prepare<[string, string]>('INSERT OR IGNORE INTO file_ref (sha256, owner) VALUES (?, ?)');
  const removeRefs = db.prepare<[string]>('DELETE FROM file_ref WHERE owner = ?');
  const unreferred = db.prepare<[number], { sha256: string }>(
    'SELECT sha256 FROM file WHERE created_at < ? AND NOT EXISTS (SELECT 1 FROM file_ref r WHERE r.sha256 = file.sha256)',
  );
  const removeFile = db.prepare<[string]>('DELETE FROM file WHERE sha256 = ?');

  return {
    stage(size) {
      const partial = join(dir, `.partial-${random()}`);
      const hash: Hash = createHash('sha256');
      let fd: number | null = openSync(partial, 'wx', 0o600);
      let received = 0;
      const close = (): void => {
        if (fd !== null) closeSync(fd);
        fd = null;
      };
      const abort = (): void => {
        close();
        rmSync(partial, { force: true });
      };
      return {
        append(bytes) {
          if (fd === null) throw new AppError('invalid', 'This file was finished or given up already.');
          if (received + bytes.length > size) {
            abort();
            throw new AppError('invalid', 'The file is larger than announced.');
          }
          let offset = 0;
          while (offset < bytes.length) offset += writeSync(fd, bytes, offset);
          hash.update(bytes);
          received += bytes.length;
          onPartial();
          return received;
        },
        finish() {
          if (fd === null) throw new AppError('invalid', 'This file was finished or given up already.');
          if (received !== size) {
            abort();
            throw new AppError('invalid', `The file has ${received} bytes instead of ${size}.`);
          }
          fsyncSync(fd);
          close();
          const sha256 = hash.digest('hex');
          renameSync(partial, pathOf(sha256));
          syncDir(dir);
          insert.run(sha256, size, clock.now());
          return { sha256, size };
        },
        abort,
      };
    },
    async open(sha256) {
      const path = pathOf(sha256);
      const hash = createHash('sha256');
      try {
        for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
      } catch (cause) {
        throw new AppError('notFound', 'The attached file is no longer on this machine. Attach it again.', {
          cause,
          reason: 'fileGone',
        });
      }
      if (hash.digest('hex') !== sha256) {
        throw new AppError('notFound', 'The attached file is damaged on this machine. Attach it again.', {
          reason: 'fileGone',
        });
      }
      return path;
    },
    has: (sha256) => select.get(sha256) !== undefined,
    refer(owner, hashes) {
      for (const sha256 of hashes) insertRef.run(sha256, owner);
    },
    release: (owner) => void removeRefs.run(owner),
    collect(now) {
      let collected = 0;
      for (const { sha256 } of unreferred.all(now - UNREFERRED_MS)) {
        removeFile.run(sha256);
        rmSync(pathOf(sha256), { force: true });
        collected += 1;
      }
      for (const name of readdirSync(dir)) {
        const path = join(dir, name);
        const isOld = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
        const isKnown = /^[0-9a-f]{64}$/.test(name) && select.get(name) !== undefined;
        if (!isKnown && isOld < now - UNREFERRED_MS) {
          rmSync(path, { force: true });
          collected += 1;
        }
      }
      return collected;
    },
  };
}
