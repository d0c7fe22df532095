import got, { type Got, type Method, type Response } from 'got';
import PQueue from 'p-queue';
import type { z } from 'zod';
import { AppError, isAppError } from '../lib/app-error.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { Clock } from '../lib/clock.ts';
import { parseJson } from '../lib/json.ts';
import type { TokenSource } from '../lib/token-source.ts';
import { connectionError, serviceError, unreadableError } from './errors.ts';

/** Service-facts, Limits: some editions allow five calls at once; three leave room for the agent's browser. */
const CONCURRENT_CALLS = 3;
const READ_RETRIES = 2;
const CONCURRENCY_RETRIES = 6;
const RETRY = { baseMs: 400, maxMs: 8_000 };
const TIMEOUT = {
  lookup: 10_000,
  connect: 10_000,
  secureConnect: 10_000,
  send: 60_000,
  response: 30_000,
  request: 120_000,
};

/** Higher goes first: what is on screen before what the agent sent before everything in the background. */
export const PRIORITY = { screen: 30, outbox: 20, sync: 10, history: 0 } as const;

export interface CallOptions {
  priority?: number;
  signal?: AbortSignal;
}

export type QueryValue = string | number | boolean | null | undefined;

export interface ApiRequest<S extends z.ZodType> extends CallOptions {
  /** Name of the operation in the reference. */
  operation: string;
  method?: Method;
  /** Below /api/v1, its parts already encoded (see `path` in operation.ts). */
  path: string;
  /** Null and undefined are left out. */
  query?: Record<string, QueryValue>;
  json?: unknown;
  form?: FormData;
  /** Reads the answer's JSON; null answers (204, empty body) are returned as null. */
  schema: S;
}

/** What a finished call taught about the service. */
export interface CallOutcome {
  operation: string;
  /** Null when it succeeded. */
  error: AppError | null;
  /** `X-Rate-Limit-Remaining-v3`: credits left today for the organisation. */
  creditsRemaining: number | null;
  /** Service clock minus ours, from the Date header, ±1 s; null when the answer was not the service's. */
  clockOffsetMs: number | null;
}

export interface ApiClient {
  /** Base of the desk host, e.g. `https://desk.zoho.com`. */
  readonly deskUrl: string;
  /** Runs one operation. Null when the service answered without a body (204: an empty list, a done deed). */
  call<S extends z.ZodType>(request: ApiRequest<S>): Promise<z.output<S> | null>;
  onOutcome(listener: (outcome: CallOutcome) => void): () => void;
  /** Calls made so far, retries included. */
  readonly calls: number;
}

export interface ApiClientOptions {
  deskUrl: string;
  /** Goes out as `orgId` on everything but /organizations. */
  orgId: string | null;
  tokens: TokenSource;
  clock: Clock;
  random?: () => number;
}

/** Header text as the bytes of its UTF-8: Node takes header values as Latin-1, and one brand's name is not. */
const headerBytes = (value: string): string => Buffer.from(value, 'utf8').toString('latin1');

const header = (response: Response<string>, name: string): string | null => {
  const value = response.headers[name];
  return typeof value === 'string' ? value : null;
};

/**
 * The one way to the service: authorization, limits, retries where nothing can happen twice, errors in the
 * project's own codes. Writes whose fate is not known fail with `unknownOutcome` and are never repeated here.
 */
export function createApiClient({ deskUrl, orgId, tokens, clock, random = Math.random }: ApiClientOptions): ApiClient {
  const queue = new PQueue({ concurrency: CONCURRENT_CALLS });
  const listeners = new Set<(outcome: CallOutcome) => void>();
  let calls = 0;
  const http: Got = got.extend({
    prefixUrl: `${deskUrl}/api/v1`,
    retry: { limit: 0 },
    throwHttpErrors: false,
    followRedirect: false,
    timeout: TIMEOUT,
    headers: { 'user-agent': 'Deskhand', accept: 'application/json' },
  });

  function report(request: ApiRequest<z.ZodType>, response: Response<string> | null, error: AppError | null): void {
    const date = response === null ? null : header(response, 'date');
    const credits = response === null ? null : header(response, 'x-rate-limit-remaining-v3');
    const serverTime = date === null ? Number.NaN : Date.parse(date);
    const outcome: CallOutcome = {
      operation: request.operation,
      error,
      creditsRemaining: credits === null || !Number.isFinite(Number(credits)) ? null : Number(credits),
      clockOffsetMs: Number.isNaN(serverTime) || error?.code === 'offline' ? null : serverTime - clock.now(),
    };
    for (const listener of listeners) listener(outcome);
  }

  async function send(request: ApiRequest<z.ZodType>, authorization: string): Promise<Response<string>> {
    const { method = 'GET', query = {}, json, form, signal } = request;
    const searchParams = Object.entries(query).filter(
      (entry): entry is [string, string | number | boolean] => entry[1] !== null && entry[1] !== undefined,
    );
    calls += 1;
    return http(request.path.replace(/^\//, ''), {
      method,
      headers: {
        authorization: headerBytes(authorization),
        ...(orgId === null || request.path.startsWith('/organizations') ? {} : { orgId }),
      },
      searchParams: new URLSearchParams(searchParams.map(([name, value]) => [name, String(value)] as [string, string])),
      ...(json === undefined ? {} : { json }),
      ...(form === undefined ? {} : { body: form }),
      ...(signal === undefined ? {} : { signal }),
      responseType: 'text',
    });
  }

  /** One attempt; a 401 is answered by one refresh and one more try, since the service did nothing. */
  async function attempt<S extends z.ZodType>(request: ApiRequest<S>): Promise<z.output<S> | null> {
    const isWrite = (request.method ?? 'GET') !== 'GET';
    let response: Response<string> | null = null;
    try {
      let authorization = await tokens.authorization();
      try {
        response = await send(request, authorization);
        if (response.statusCode === 401) {
          authorization = await tokens.authorization(authorization);
          response = await send(request, authorization);
        }
      } catch (error) {
        throw isAppError(error) ? error : connectionError(error, isWrite);
      }
      const value = read(request, response, isWrite);
      report(request, response, null);
      return value;
    } catch (error) {
      if (request.signal?.aborted && !isAppError(error, 'unknownOutcome')) throw request.signal.reason as Error;
      if (isAppError(error)) report(request, response, error);
      throw error;
    }
  }

  function read<S extends z.ZodType>(
    request: ApiRequest<S>,
    response: Response<string>,
    isWrite: boolean,
  ): z.output<S> | null {
    const { statusCode, body } = response;
    if (statusCode < 200 || statusCode > 299) throw serviceError(response, isWrite, clock.now());
    if (statusCode === 204 || body.trim() === '') return null;
    let json: unknown;
    try {
      json = parseJson(body);
    } catch (cause) {
      throw unreadableError(response, isWrite, cause);
    }
    const parsed = request.schema.safeParse(json);
    if (!parsed.success) throw unreadableError(response, isWrite, parsed.error);
    return parsed.data;
  }

  /** Milliseconds to wait before trying again, or null when it must not be tried again here. */
  function retryDelay(error: AppError, attemptNumber: number, isWrite: boolean): number | null {
    const wait = (limit: number): number | null =>
      attemptNumber > limit ? null : Math.max(error.retryAfterMs ?? 0, backoffMs(attemptNumber, RETRY, random));
    if (error.code === 'rateLimited') {
      return error.service?.errorCode === 'THRESHOLD_EXCEEDED' ? null : wait(CONCURRENCY_RETRIES);
    }
    if (!isWrite && error.code === 'offline' && error.service !== undefined) return wait(READ_RETRIES);
    return null;
  }

  async function callWithRetries<S extends z.ZodType>(request: ApiRequest<S>): Promise<z.output<S> | null> {
    const isWrite = (request.method ?? 'GET') !== 'GET';
    for (let attemptNumber = 1; ; attemptNumber += 1) {
      try {
        return await attempt(request);
      } catch (error) {
        const delay = isAppError(error) ? retryDelay(error, attemptNumber, isWrite) : null;
        if (delay === null) throw error;
        await clock.sleep(delay, request.signal);
      }
    }
  }

  return {
    deskUrl,
    call: (request) =>
      queue.add(() => callWithRetries(request), {
        priority: request.priority ?? PRIORITY.sync,
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      }),
    onOutcome(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get calls() {
      return calls;
    },
  };
}
