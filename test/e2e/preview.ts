import { createReadStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

export interface Preview {
  url: string;
  close(): Promise<void>;
}

/** Names the folder that the workers of one run share. */
export const RUN = 'DESKHAND_E2E_RUN';

/** The first worker of a run builds; the others wait for what it makes, and make it themselves where it failed. */
async function buildPreview(): Promise<string> {
  const run = process.env[RUN] ?? mkdtempSync(join(tmpdir(), 'deskhand-preview-'));
  const [outDir, making] = [join(run, 'preview'), join(run, 'making')];
  while (!existsSync(outDir)) {
    try {
      mkdirSync(making);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      await setTimeout(50);
      continue;
    }
    try {
      await build({
        configFile: join(root, 'test/renderer/preview/vite.config.ts'),
        logLevel: 'error',
        build: { outDir: join(making, 'preview'), emptyOutDir: true },
      });
      renameSync(join(making, 'preview'), outDir);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  }
  return outDir;
}

/** Builds the renderer over its scripted core and serves it on a free port. */
export async function servePreview(): Promise<Preview> {
  const outDir = await buildPreview();
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://preview');
    const file = join(outDir, normalize(pathname === '/' ? 'index.html' : pathname));
    if (!file.startsWith(outDir) || !existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((done) => server.close(() => done())),
  };
}
