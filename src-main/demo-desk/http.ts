import type { IncomingMessage, ServerResponse } from 'node:http';
import { DeskError } from './errors.ts';

/** What a handler answers. `json` undefined and `bytes` undefined: no body. */
export interface Answer {
  status: number;
  json?: unknown;
  bytes?: Buffer;
  text?: string;
  headers?: Record<string, string>;
}

/** A file of a multipart body. */
export interface UploadedFile {
  field: string;
  name: string;
  type: string;
  bytes: Buffer;
}

const MAX_BODY = 40 * 1024 * 1024;

/** Reads a whole body; 413 beyond 40 MB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new DeskError(413, 'RESOURCE_SIZE_EXCEEDED', 'The payload is too large.');
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

/** A JSON object body. Ids given as bare numbers beyond 2^53 keep their digits (they become strings). */
export function parseJson(body: Buffer): Record<string, unknown> {
  const text = body.toString('utf8').trim();
  if (text === '') throw new DeskError(422, 'EMPTY_PAYLOAD', 'The payload is empty.');
  let value: unknown;
  try {
    value = JSON.parse(text, function (_key, item: unknown, context?: { source?: string }) {
      if (typeof item === 'number' && !Number.isSafeInteger(item) && /^\d+$/.test(context?.source ?? '')) {
        return context?.source;
      }
      return item;
    } as (this: unknown, key: string, value: unknown) => unknown);
  } catch {
    throw new DeskError(400, 'BAD_REQUEST', 'The request body is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DeskError(422, 'UNPROCESSABLE_ENTITY', 'The request body must be a JSON object.');
  }
  return value as Record<string, unknown>;
}

function headerParameter(header: string, name: string): string | undefined {
  const extended = new RegExp(`${name}\\*=(?:UTF-8|utf-8)''([^;\\r\\n]+)`).exec(header);
  if (extended) return decodeURIComponent(extended[1] as string);
  const match =
    new RegExp(`${name}="((?:[^"\\\\]|\\\\.)*)"`).exec(header) ?? new RegExp(`${name}=([^;\\r\\n]+)`).exec(header);
  return match?.[1]?.replace(/%22/g, '"').replace(/\\(.)/g, '$1');
}

/** The files of a multipart/form-data body (RFC 7578); form fields without a file name are left out. */
export function parseMultipart(contentType: string, body: Buffer): UploadedFile[] {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  if (!/^multipart\/form-data/i.test(contentType) || !boundary) {
    throw new DeskError(415, 'UNSUPPORTED_MEDIA_TYPE', 'multipart/form-data is expected.');
  }
  const mark = Buffer.from(`--${boundary[1] ?? boundary[2]}`);
  const files: UploadedFile[] = [];
  let at = body.indexOf(mark);
  while (at >= 0) {
    const start = at + mark.length + 2;
    const next = body.indexOf(mark, start);
    if (next < 0) break;
    const split = body.indexOf('\r\n\r\n', start);
    if (split >= 0 && split < next) {
      const head = body.subarray(start, split).toString('utf8');
      const name = headerParameter(head, 'filename');
      if (name !== undefined) {
        files.push({
          field: headerParameter(head, ' name') ?? 'file',
          name,
          type: /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? 'application/octet-stream',
          bytes: Buffer.from(body.subarray(split + 4, next - 2)),
        });
      }
    }
    at = next;
  }
  return files;
}

/** Writes `answer`; the `Date` header is the desk's clock. */
export function sendAnswer(response: ServerResponse, answer: Answer, now: number): void {
  const headers: Record<string, string | number> = { Date: new Date(now).toUTCString(), ...answer.headers };
  let body: Buffer | string | undefined = answer.bytes ?? answer.text;
  if (body === undefined && answer.json !== undefined) {
    headers['Content-Type'] ??= 'application/json;charset=UTF-8';
    body = typeof answer.json === 'string' ? answer.json : JSON.stringify(answer.json);
  }
  if (body !== undefined) headers['Content-Length'] = Buffer.byteLength(body);
  else if (answer.status !== 204) headers['Content-Length'] = 0;
  response.writeHead(answer.status, headers);
  response.end(body);
}

/** Sends a page that no other site may frame or feed. */
export function htmlAnswer(status: number, html: string, headers: Record<string, string> = {}): Answer {
  return {
    status,
    text: html,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'no-referrer',
      ...headers,
    },
  };
}
