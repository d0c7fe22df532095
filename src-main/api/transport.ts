import type { Readable } from 'node:stream';
import got, { type Request, type Response } from 'got';
import { type Agents, createAgents } from '../lib/proxy-agents.ts';

/** Milliseconds for each part of a request; see got's `timeout`. */
export interface Timeouts {
  lookup?: number;
  connect?: number;
  secureConnect?: number;
  send?: number;
  response?: number;
  /** Silence in the middle of a body. */
  socket?: number;
  request?: number;
}

const CONNECT = { lookup: 10_000, connect: 10_000, secureConnect: 10_000 };
export const CALL_TIMEOUTS: Timeouts = { ...CONNECT, send: 60_000, response: 30_000, request: 120_000 };
/** A large file takes as long as it takes, as long as something moves. */
export const FILE_TIMEOUTS: Timeouts = { ...CONNECT, response: 60_000, socket: 60_000 };

/** A body that can be sent again: it is made anew for each request. */
export interface Body {
  type: string;
  /** Bytes. */
  length: number;
  open(): Readable | string;
}

export interface HttpRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: Body | null;
  timeouts: Timeouts;
  signal: AbortSignal | undefined;
}

/** The head of an answer and its body, still on its way, with content encodings undone. */
export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string | string[] | undefined>;
  stream: AsyncIterable<Buffer> & Readable;
}

export interface Transport {
  /** Resolves with the answer's head, whatever its status. Rejects with got's RequestError when there is none. */
  send(request: HttpRequest): Promise<HttpAnswer>;
}

/**
 * One request, one answer: no retries, no redirects, no cookies. Writes get a connection of their own: a kept one that
 * the service closes at that moment would leave their fate unknown.
 */
export function createTransport(env: NodeJS.ProcessEnv): Transport {
  const kept: Agents = createAgents(env, { keepAlive: true });
  const own: Agents = createAgents(env, { keepAlive: false });
  return {
    async send({ method, url, headers, body, timeouts, signal }) {
      const isWrite = method !== 'GET';
      const stream: Request = got.stream(url, {
        method: method as 'GET',
        agent: isWrite ? own : kept,
        headers: {
          ...headers,
          ...(body === null ? {} : { 'content-type': body.type, 'content-length': String(body.length) }),
        },
        ...(body === null ? {} : { body: body.open() }),
        ...(signal === undefined ? {} : { signal }),
        timeout: timeouts,
        retry: { limit: 0 },
        throwHttpErrors: false,
        followRedirect: false,
        strictContentLength: true,
      });
      // Errors between the head and the first read of the body come again when it is read.
      stream.on('error', () => {});
      if (isWrite && body === null) stream.end();
      const response = await new Promise<Response>((resolve, reject) => {
        stream.once('response', resolve);
        stream.once('error', reject);
      });
      return { statusCode: response.statusCode, headers: response.headers, stream };
    },
  };
}

/** The body exceeded what the caller is ready to hold. */
export class TooLargeError extends Error {}

/** Reads a body as UTF-8 text. Fails with TooLargeError beyond `maxBytes`, having dropped the connection. */
export async function readText(
  stream: HttpAnswer['stream'],
  maxBytes: number,
): Promise<{ text: string; bytes: number }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new TooLargeError(`more than ${maxBytes} bytes`);
    chunks.push(Buffer.from(chunk));
  }
  return { text: Buffer.concat(chunks).toString('utf8'), bytes };
}
