import { randomBytes } from 'node:crypto';
import { chmod, copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { App, BrowserWindow, Dialog, Shell } from 'electron';
import type { Host } from '../host.ts';
import { AppError } from '../lib/app-error.ts';
import { isRunnable, safeFileName } from '../lib/file-kind.ts';

export interface ElectronFilesDeps {
  dataDir: string;
  app: Pick<App, 'getPath'>;
  dialog: Pick<Dialog, 'showSaveDialog'>;
  shell: Pick<Shell, 'openPath'>;
  window: () => BrowserWindow | null;
}

const disk = (cause: unknown): AppError =>
  new AppError('internal', 'The file could not be written there.', { reason: 'disk', cause });

/** Saves files where the agent says, and opens copies of them in the system's own programs. */
export function createElectronFiles({
  dataDir,
  app,
  dialog,
  shell,
  window,
}: ElectronFilesDeps): Pick<Host, 'saveFile' | 'openFile'> {
  const opened = join(dataDir, 'opened');
  // Copies of the last run: the programs that had them are done with them, or keep them open themselves.
  const cleared = rm(opened, { recursive: true, force: true }).catch(() => undefined);
  return {
    async saveFile(source, name) {
      const options = { defaultPath: join(app.getPath('downloads'), safeFileName(name)) };
      const parent = window();
      const { canceled, filePath } = await (parent === null
        ? dialog.showSaveDialog(options)
        : dialog.showSaveDialog(parent, options));
      if (canceled || filePath === '') return 'cancelled';
      await copyFile(source, filePath).catch((cause: unknown) => {
        throw disk(cause);
      });
      return 'saved';
    },
    async openFile(source, name) {
      if (isRunnable(name))
        throw new AppError('forbidden', 'Files that can run are saved, not opened.', {
          reason: 'runs',
          fields: { '/name': 'runs' },
        });
      await cleared;
      const folder = join(opened, randomBytes(8).toString('hex'));
      const copy = join(folder, safeFileName(name));
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await copyFile(source, copy);
        await chmod(copy, 0o400);
      } catch (cause) {
        throw disk(cause);
      }
      const problem = await shell.openPath(copy);
      if (problem !== '')
        throw new AppError('notFound', 'There is no program for this file.', {
          reason: 'program',
          fields: { '/program': 'none' },
        });
      return 'opened';
    },
  };
}
