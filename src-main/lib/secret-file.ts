import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from './app-error.ts';

type Entries = Record<string, string>;

/** A small file of named texts that only its owner can read. */
export interface SecretFile {
  read(): Promise<Entries>;
  /** Changes run one after the other, each on what the one before it wrote. */
  update(change: (entries: Entries) => Entries): Promise<void>;
}

/** Makes sure that only this user can read `path`. On Windows the access lists of the user's folder do that. */
async function closeToOthers(path: string, mode: number): Promise<void> {
  if (process.platform === 'win32') return;
  const isClosed = async (): Promise<boolean> => {
    const { uid, mode: found } = await stat(path);
    return uid === process.getuid?.() && (found & 0o077) === 0;
  };
  if (await isClosed()) return;
  // Where this fails, the second look says so.
  await chmod(path, mode).catch(() => undefined);
  if (await isClosed()) return;
  throw new AppError(
    'forbidden',
    `Other users of this machine can read ${path}, and that can't be changed. Choose another folder with --data-dir.`,
  );
}

async function flushFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Written whole and flushed before it takes the old file's place: a crash leaves the old one or the new one. */
async function replaceFile(path: string, text: string): Promise<void> {
  const draft = join(dirname(path), `${randomUUID()}.tmp`);
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
  await flushFolder(dirname(path));
}

/** The file at `path`, in a folder that holds nothing else. A damaged file is set aside under another name and reported once. */
export function createSecretFile(path: string): SecretFile {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };

  const read = async (): Promise<Entries> => {
    let text: string;
    try {
      await closeToOthers(dirname(path), 0o700);
      await closeToOthers(path, 0o600);
      text = await readFile(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw error;
    }
    try {
      return JSON.parse(text) as Entries;
    } catch (error) {
      await rename(path, `${path}.damaged`);
      throw new AppError('internal', `The file that kept the sign-in, ${path}, is damaged. Sign in again.`, {
        cause: error,
      });
    }
  };

  return {
    read: () => inTurn(read),
    update: (change) =>
      inTurn(async () => {
        const next = change(await read());
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await closeToOthers(dirname(path), 0o700);
        await replaceFile(path, JSON.stringify(next));
      }),
  };
}
