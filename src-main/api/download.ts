import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { AppError, isAppError } from '../lib/app-error.ts';
import type { ApiClient, CallOptions } from './client.ts';
import { connectionError, unreadableError } from './errors.ts';
import type { OnProgress } from './multipart.ts';
import { type HttpAnswer, readText } from './transport.ts';

export interface DownloadOptions extends CallOptions {
  /** A larger file is refused as soon as its size is known: `invalid` with the reason `tooLarge`. */
  maxBytes: number;
  onProgress?: OnProgress;
}

export interface Downloaded {
  /** Size on disk. */
  bytes: number;
  /** What the service calls it, without parameters; never to be trusted for opening it. */
  contentType: string | null;
}

/** A connection that is cut in the middle is taken up again this often, from where it was. */
const RESUMES = 5;

const tooLarge = (maxBytes: number): AppError =>
  new AppError('invalid', `The file is larger than ${maxBytes} bytes.`, { reason: 'tooLarge' });

/**
 * The path below /api/v1 that an `href` of the service means. The token goes to the desk host and nowhere else: any other
 * origin is `invalid` with the reason `foreign`, whatever the service (or a customer's HTML) says.
 */
export function pathOfHref(client: ApiClient, href: string): { path: string; query: Record<string, string> } {
  const url = URL.canParse(href, client.deskUrl) ? new URL(href, client.deskUrl) : null;
  if (url === null || url.origin !== new URL(client.deskUrl).origin || !url.pathname.startsWith('/api/v1/')) {
    throw new AppError('invalid', 'This address is not the service’s own.', { reason: 'foreign' });
  }
  return { path: url.pathname.slice('/api/v1'.length), query: Object.fromEntries(url.searchParams) };
}

/** Bytes of an unfinished download that are on disk already. */
async function sizeOf(part: string): Promise<number> {
  try {
    return (await stat(part)).size;
  } catch {
    return 0;
  }
}

interface Range {
  /** Where this answer's bytes begin. */
  start: number;
  /** Size of the whole file, or null when the service does not tell. */
  total: number | null;
}

const one = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : '');

/** RFC 9110, 14.4. A 200 begins at the start, whatever was asked for. */
function rangeOf({ statusCode, headers }: HttpAnswer): Range | null {
  if (statusCode !== 206) {
    const length =
      one(headers['content-encoding']) === '' ? Number(headers['content-length'] ?? Number.NaN) : Number.NaN;
    return { start: 0, total: Number.isFinite(length) ? length : null };
  }
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(one(headers['content-range']));
  return match === null ? null : { start: Number(match[1]), total: match[2] === '*' ? null : Number(match[2]) };
}

/** A web page in place of a file that is not one: a captive portal's. */
const isPage = ({ headers }: HttpAnswer, file: string): boolean =>
  /text\/html/i.test(one(headers['content-type'])) &&
  one(headers['content-disposition']) === '' &&
  !/\.x?html?$/i.test(file);

interface Part {
  path: string;
  /** ETag or Last-Modified of the bytes in it, so that a changed file is not glued to the old one. */
  validator: string | null;
}

async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new AppError('internal', 'The file could not be written to this disk.', { reason: 'disk', cause });
  }
}

async function readInto(
  part: Part,
  held: number,
  file: string,
  answer: HttpAnswer,
  options: DownloadOptions,
): Promise<Downloaded> {
  const { maxBytes, onProgress, signal } = options;
  const range = rangeOf(answer);
  if (isPage(answer, file)) {
    const { text } = await readText(answer.stream, 256 * 1024);
    throw unreadableError({ ...answer, body: text }, false);
  }
  if (answer.statusCode === 416 || range === null || (range.start !== 0 && range.start !== held)) {
    answer.stream.destroy();
    await rm(part.path, { force: true });
    throw new AppError('offline', 'The download could not be taken up again where it was.', { reason: 'cut' });
  }
  if (range.total !== null && range.total > maxBytes) {
    answer.stream.destroy();
    throw tooLarge(maxBytes);
  }
  part.validator = one(answer.headers['etag']) || one(answer.headers['last-modified']) || null;
  let bytes = range.start;
  const stream = signal === undefined ? answer.stream : addAbortSignal(signal, answer.stream);
  const sink = await onDisk(open(part.path, range.start === 0 ? 'w' : 'a')).catch((error: unknown) => {
    stream.destroy();
    throw error;
  });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      await onDisk(sink.appendFile(chunk));
      onProgress?.({ bytes, total: range.total });
    }
  } catch (cause) {
    throw isAppError(cause) || signal?.aborted ? cause : connectionError(cause, false);
  } finally {
    await onDisk(sink.close());
  }
  const contentType = one(answer.headers['content-type']).split(';')[0]?.trim();
  return { bytes, contentType: contentType || null };
}

/**
 * Fetches an attachment's content into `file`: streamed to a part file beside it and renamed when whole, so that `file`
 * is never half of one. A cut connection, and a part that an earlier call left, are taken up with Range where the service
 * allows; cancellation keeps the part. Fails `invalid` (foreign address, too large), `notFound`, `offline` or `internal`
 * (the disk). Redirects are not followed.
 */
export const downloadAttachment = (
  client: ApiClient,
  href: string,
  file: string,
  options: DownloadOptions,
): Promise<Downloaded> => download(client, href, file, options, { isFixed: true });

/**
 * Fetches the photo of a contact or an agent, as downloadAttachment does; but photos change under their address, so what
 * an earlier call left is not taken up. Photos on other hosts are not fetched: `invalid`, reason `foreign`.
 */
export const downloadPhoto = (
  client: ApiClient,
  href: string,
  file: string,
  options: DownloadOptions,
): Promise<Downloaded> => download(client, href, file, options, { isFixed: false });

async function download(
  client: ApiClient,
  href: string,
  file: string,
  options: DownloadOptions,
  { isFixed }: { isFixed: boolean },
): Promise<Downloaded> {
  const { path, query } = pathOfHref(client, href);
  const mark = createHash('sha256').update(href).digest('hex').slice(0, 12);
  const part: Part = { path: `${file}.${mark}.part`, validator: null };
  await mkdir(dirname(file), { recursive: true });
  if (!isFixed) await rm(part.path, { force: true });
  for (let attempt = 0; ; attempt += 1) {
    const heldBefore = await sizeOf(part.path);
    let held = heldBefore;
    try {
      const done = await client.stream({
        ...(options.priority === undefined ? {} : { priority: options.priority }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        operation: 'downloadAttachment',
        path,
        query,
        headers: async () => {
          held = await sizeOf(part.path);
          return {
            accept: '*/*',
            'accept-encoding': 'identity',
            ...(held === 0 ? {} : { range: `bytes=${held}-` }),
            ...(held === 0 || part.validator === null ? {} : { 'if-range': part.validator }),
          };
        },
        read: (answer) => readInto(part, held, file, answer, options),
      });
      await rename(part.path, file);
      return done;
    } catch (error) {
      if (isAppError(error, 'invalid')) await rm(part.path, { force: true });
      const progressed = (await sizeOf(part.path)) !== heldBefore;
      if (attempt >= RESUMES || !progressed || !isAppError(error, 'offline') || error.reason !== 'cut') throw error;
    }
  }
}
