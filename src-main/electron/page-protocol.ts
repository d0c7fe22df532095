import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Protocol } from 'electron';
import { pageHeaders } from '../lib/page-policy.ts';
import type { PageFiles } from '../lib/page-files.ts';
import { FILES_PATH, type ServedFile, type ServedFiles } from '../lib/served-files.ts';

export const PAGE_SCHEME = 'deskhand-app';
export const PAGE_ORIGIN = `${PAGE_SCHEME}://console`;
export const PAGE_URL = `${PAGE_ORIGIN}/`;
/** Whether an address is the console's page, at whatever route: files that are served beside it are not. */
export const isPage = (url: string): boolean => url.replace(/#.*/s, '') === PAGE_URL;
/** Files of tickets, each at an address that nobody can guess. */
export const FILES_URL = `${PAGE_ORIGIN}${FILES_PATH}`;
const CRASHED = '/crashed';
export const CRASHED_URL = `${PAGE_ORIGIN}${CRASHED}`;

/** A scheme with an origin of its own, so that the page has storage, a policy and nothing of `file:`. Before `ready`. */
export function registerPageScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Answers the page's requests from the built files; the page talks to nothing but the bridge, so it may connect nowhere. */
export function servePage(
  protocol: Pick<Protocol, 'handle'>,
  files: PageFiles,
  served: ServedFiles,
  crashPage: () => string,
): void {
  const headers = pageHeaders([], [FILES_URL]);
  protocol.handle(PAGE_SCHEME, async (request) => {
    const url = new URL(request.url);
    const isOwn = url.origin === PAGE_ORIGIN || `${url.protocol}//${url.host}` === PAGE_ORIGIN;
    if (isOwn && request.method === 'GET' && url.pathname === CRASHED) {
      return new Response(crashPage(), { headers: { ...headers, 'Content-Type': 'text/html; charset=utf-8' } });
    }
    const offered = isOwn && request.method === 'GET' ? served.get(url.pathname) : null;
    if (offered !== null) return sendFile(offered);
    const file = isOwn ? await files.get(url.pathname) : null;
    if (file === null || request.method !== 'GET') {
      return new Response('There is nothing here.', {
        status: 404,
        headers: { ...headers, 'Content-Type': 'text/plain' },
      });
    }
    return new Response(new Uint8Array(file.body), {
      headers: { ...headers, 'Content-Type': file.type, 'Cache-Control': file.cacheControl },
    });
  });
}

/** A stranger's file, from disk as it is read. */
async function sendFile(file: ServedFile): Promise<Response> {
  const isThere = await stat(file.path).then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (!isThere) return new Response(null, { status: 404 });
  return new Response(Readable.toWeb(createReadStream(file.path)) as ReadableStream, { headers: file.headers });
}
