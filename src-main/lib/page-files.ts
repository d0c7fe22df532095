import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

export interface PageFile {
  body: Buffer;
  type: string;
  /** Files whose name carries a hash of their content never change; the others are asked for anew each time. */
  cacheControl: string;
}

export interface PageFiles {
  /** The file at a URL's path, e.g. `/assets/index-Bx1.js`; `/` is `index.html`. Null when the page has no such file. */
  get(pathname: string): Promise<PageFile | null>;
}

/**
 * The built page's files. They are listed once, and only listed ones are ever read, so that no path can lead out of
 * the folder. Throws when the folder has no `index.html`: the page was not built.
 */
export function listPageFiles(root: string): PageFiles {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = new Map(
    entries.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [`/${relative(root, file).split(sep).join('/')}`, file];
    }),
  );
  if (!files.has('/index.html')) throw new Error(`There is no built page in ${root}: run "npm run build".`);
  return {
    get: async (pathname) => {
      const name = pathname === '/' ? '/index.html' : pathname;
      const file = files.get(name);
      if (file === undefined) return null;
      return {
        body: await readFile(file),
        type: TYPES[extname(file)] ?? 'application/octet-stream',
        cacheControl: name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store',
      };
    },
  };
}
