import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../lib/app-error.ts';
import type { Body } from './transport.ts';

/** Bytes on their way, of how many. `total` is null while nobody knows. */
export type OnProgress = (progress: { bytes: number; total: number | null }) => void;

/** A file on disk that goes to the service. */
export interface UploadSource {
  file: string;
  /** What the service shall call it; the file's own name unless told otherwise. */
  name?: string;
  /** Its media type; application/octet-stream unless told otherwise. */
  type?: string;
  onProgress?: OnProgress;
}

/** A file name inside the quotes of a part's head, as browsers write it (RFC 7578, 4.2; WHATWG form data). */
const quoted = (name: string): string => name.replace(/\r\n|\r|\n/g, '%0D%0A').replaceAll('"', '%22');

async function sizeOf(file: string): Promise<number> {
  try {
    const stats = await stat(file);
    if (stats.isFile()) return stats.size;
  } catch (cause) {
    throw new AppError('invalid', 'The file to be sent can no longer be read.', { reason: 'file', cause });
  }
  throw new AppError('invalid', 'Only files can be sent.', { reason: 'file' });
}

/**
 * The body of a request that carries one file in the field `file`, read from disk while it is sent: memory stays flat
 * whatever its size. The length is told beforehand, so a file that grows or shrinks meanwhile fails the request.
 */
export async function multipartBody({ file, name, type, onProgress }: UploadSource): Promise<Body> {
  const total = await sizeOf(file);
  const boundary = `deskhand-${randomUUID()}`;
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${quoted(name ?? basename(file))}"\r\n` +
      `Content-Type: ${type ?? 'application/octet-stream'}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* parts(): AsyncGenerator<Buffer> {
    yield head;
    let bytes = 0;
    // One byte more than there was is asked for, so that a file that has grown is noticed.
    for await (const chunk of createReadStream(file, { end: total }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > total) throw new AppError('invalid', 'The file changed while it was sent.', { reason: 'file' });
      yield chunk;
      onProgress?.({ bytes, total });
    }
    if (bytes !== total) throw new AppError('invalid', 'The file changed while it was sent.', { reason: 'file' });
    yield tail;
  }
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    length: head.length + total + tail.length,
    open: () => Readable.from(parts(), { objectMode: false }),
  };
}
