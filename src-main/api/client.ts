import PQueue from 'p-queue';
import type { z } from 'zod';
import { AppError, isAppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import { parseJson } from '../lib/json.ts';
import type { TokenSource } from '../lib/token-source.ts';
import { type CallKind, createUsageMeter, price, type Usage } from './credits.ts';
import { scopeOf } from './scopes.ts';
import { type Answer, connectionError, isTokenRefused, serviceError, unreadableError } from './errors.ts';
import { idsToText } from './ids.ts';
import { retryDelay } from './retry.ts';
import {
  type Body,
  CALL_TIMEOUTS,
  createTransport,
  FILE_TIMEOUTS,
  type HttpAnswer,
  readText,
  type Timeouts,
} from './transport.ts';

/** Service-facts, Limits: some editions allow five calls at once; three leave room for the agent's browser. */
const CONCURRENT_CALLS = 3;
/** Answers are JSON of at most some hundred rows; anything larger is not an answer. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
const MAX_ERROR_BYTES = 256 * 1024;

/** Higher goes first: what is on screen before what the agent sent before everything in the background. */
export const PRIORITY = { screen: 30, outbox: 20, sync: 10, history: 0 } as const;

export interface CallOptions {
  priority?: number;
  signal?: AbortSignal;
}

export type QueryValue = string | number | boolean | null | undefined;

interface BaseRequest extends CallOptions {
  /** Name of the operation in the reference. */
  operation: string;
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below /api/v1, its parts already encoded (see `path` in operation.ts). */
  path: string;
  /** Null and undefined are left out. */
  query?: Record<string, QueryValue>;
  /** What it costs where the service does not say; a row unless told otherwise. */
  kind?: CallKind;
}

export interface ApiRequest<S extends z.ZodType> extends BaseRequest {
  json?: unknown;
  /** A body that is not JSON: a file. */
  body?: Body;
  /** Reads the answer's JSON; an answer without a body (204, or 200 to a write) is null and not read. */
  schema: S;
}

export interface StreamRequest<T> extends BaseRequest {
  /** Made anew for each attempt. */
  headers?(): Promise<Record<string, string>>;
  /** Reads a 2xx answer (or 206, 416) while it arrives. What it throws of its own passes through. */
  read(answer: HttpAnswer): Promise<T>;
}

/** What a finished call taught about the service. */
export interface CallOutcome {
  operation: string;
  /** Null when it succeeded. */
  error: AppError | null;
  /** `X-Rate-Limit-Remaining-v3`: credits left today for the organisation. */
  creditsRemaining: number | null;
  /** Credits that it cost: `X-Rate-Limit-Request-Weight-v3`, else the price list's. */
  credits: number;
  /** Milliseconds from the first byte out to the last byte in. */
  durationMs: number;
  /** Service clock minus ours, from the Date header, ±1 s; null when the answer was not the service's. */
  clockOffsetMs: number | null;
  /** The service's own time in the answer (Date header, whole seconds cut off), epoch milliseconds; null as above. */
  serverTimeMs: number | null;
}

export interface ApiClient {
  /** Base of the desk host, e.g. `https://desk.zoho.com`. */
  readonly deskUrl: string;
  /** Runs one operation. Null when the service answered without a body (204: an empty list, a done deed). */
  call<S extends z.ZodType>(request: ApiRequest<S>): Promise<z.output<S> | null>;
  /** Runs one read whose answer is not JSON, under the same limits, authorization, repeats and errors. */
  stream<T>(request: StreamRequest<T>): Promise<T>;
  onOutcome(listener: (outcome: CallOutcome) => void): () => void;
  /** Calls made so far, retries included. */
  readonly calls: number;
  /** Calls, credits, failures and bytes so far, in all and by operation. */
  readonly usage: Usage;
}

export interface ApiClientOptions {
  deskUrl: string;
  /** Goes out as `orgId` on everything but /organizations. */
  orgId: string | null;
  tokens: TokenSource;
  clock: Clock;
  random?: () => number;
  /** Where the proxy settings are; this process's own by default. */
  env?: NodeJS.ProcessEnv;
  /** In place of the usual ones. */
  timeouts?: Timeouts;
}

/** Header text as the bytes of its UTF-8: Node takes header values as Latin-1, and one brand's name is not. */
const headerBytes = (value: string): string => Buffer.from(value, 'utf8').toString('latin1');

const headerNumber = ({ headers }: Pick<Answer, 'headers'>, name: string): number | null => {
  const value = headers[name];
  return typeof value === 'string' && value !== '' && Number.isFinite(Number(value)) ? Number(value) : null;
};

const isWriteOf = ({ method = 'GET' }: BaseRequest): boolean => method !== 'GET';
/** What one attempt learned on its way, for its outcome. */
interface Trace {
  startedAt: number;
  /** The same moment by the clock that never jumps. */
  began: number;
  credits: number;
  answer: Pick<Answer, 'headers'> | null;
}

/**
 * The one way to the service: authorization, limits, retries where nothing can happen twice, errors in the
 * project's own codes. Writes whose fate is not known fail with `unknownOutcome` and are never repeated here.
 */
export function createApiClient(options: ApiClientOptions): ApiClient {
  const { deskUrl, orgId, tokens, clock, random = Math.random, env = process.env, timeouts } = options;
  const queue = new PQueue({ concurrency: CONCURRENT_CALLS });
  const listeners = new Set<(outcome: CallOutcome) => void>();
  const meter = createUsageMeter();
  const transport = createTransport(env);
  /** Until then (monotonic) the service wants no calls: only what the agent does is tried. */
  let closedUntil = 0;

  function report(request: BaseRequest, { startedAt, began, credits, answer }: Trace, error: AppError | null): void {
    const date = answer?.headers['date'];
    const serverTime = typeof date === 'string' ? Date.parse(date) : Number.NaN;
    const finishedAt = clock.now();
    const isTold = !Number.isNaN(serverTime) && error?.code !== 'offline' && error?.code !== 'unknownOutcome';
    const outcome: CallOutcome = {
      operation: request.operation,
      error,
      credits,
      durationMs: clock.monotonic() - began,
      creditsRemaining: answer === null ? null : headerNumber(answer, 'x-rate-limit-remaining-v3'),
      // The header has whole seconds, cut off: half a second is its mean error; the way there and back counts half.
      clockOffsetMs: isTold ? Math.round(serverTime + 500 - (startedAt + finishedAt) / 2) : null,
      serverTimeMs: isTold ? serverTime : null,
    };
    for (const listener of listeners) listener(outcome);
  }

  function urlOf({ path, query = {} }: BaseRequest): URL {
    const url = new URL(`/api/v1/${path.replace(/^\//, '')}`, deskUrl);
    for (const [name, value] of Object.entries(query)) {
      if (value !== null && value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }

  async function send(
    request: BaseRequest,
    {
      authorization,
      body,
      headers,
      trace,
    }: { authorization: string; body: Body | null; headers: Record<string, string>; trace: Trace },
  ): Promise<HttpAnswer> {
    const { operation, method = 'GET', path, kind = 'row', query } = request;
    meter.add(operation, { calls: 1 });
    const answer = await transport.send({
      method,
      url: urlOf(request),
      headers: {
        'user-agent': 'Deskhand',
        accept: 'application/json',
        authorization: headerBytes(authorization),
        ...(orgId === null || path.startsWith('/organizations') ? {} : { orgId }),
        ...headers,
      },
      body,
      timeouts: {
        ...(body !== null && body.type.startsWith('multipart/') ? FILE_TIMEOUTS : CALL_TIMEOUTS),
        ...timeouts,
      },
      signal: request.signal,
    });
    // A refused call (401, 429) costs what the service says, or nothing.
    const listed =
      answer.statusCode === 401 || answer.statusCode === 429 ? 0 : price(kind, Number(query?.['from'] ?? 0));
    const credits = headerNumber(answer, 'x-rate-limit-request-weight-v3') ?? listed;
    trace.credits += credits;
    trace.answer = answer;
    meter.add(operation, { credits });
    return answer;
  }

  /** The whole body as text; the head's status decides how much of it is worth having. */
  async function readWhole(request: BaseRequest, { statusCode, headers, stream }: HttpAnswer): Promise<Answer> {
    const limit = statusCode < 300 ? MAX_ANSWER_BYTES : MAX_ERROR_BYTES;
    const { text, bytes } = await readText(stream, limit);
    meter.add(request.operation, { bytes });
    return { statusCode, headers, body: text };
  }

  /** One attempt; a 401 is answered by one refresh and one more try, since the service did nothing. */
  async function attempt<T>(
    request: BaseRequest,
    body: Body | null,
    headers: () => Promise<Record<string, string>>,
    read: (answer: HttpAnswer) => Promise<T>,
  ): Promise<T> {
    const isWrite = isWriteOf(request);
    const trace: Trace = { startedAt: clock.now(), began: clock.monotonic(), credits: 0, answer: null };
    try {
      let authorization = await tokens.authorization();
      for (let isFirst = true; ; isFirst = false) {
        trace.startedAt = clock.now();
        trace.began = clock.monotonic();
        const answer = await send(request, { authorization, body, headers: await headers(), trace });
        if (isOk(answer.statusCode)) {
          const value = await read(answer);
          report(request, trace, null);
          return value;
        }
        const whole = await readWhole(request, answer);
        if (!isFirst || !isTokenRefused(whole)) {
          throw serviceError(whole, isWrite, clock.now(), scopeOf(request.path, request.method));
        }
        authorization = await tokens.authorization(authorization);
      }
    } catch (cause) {
      const error = isAppError(cause) ? cause : connectionError(cause, isWrite);
      if (request.signal?.aborted && !isAppError(error, 'unknownOutcome')) throw request.signal.reason as Error;
      meter.add(request.operation, { failures: 1 });
      report(request, trace, error);
      throw error;
    }
  }

  async function readJson<S extends z.ZodType>(
    request: ApiRequest<S>,
    answer: HttpAnswer,
  ): Promise<z.output<S> | null> {
    const isWrite = isWriteOf(request);
    const whole = await readWhole(request, answer);
    if (whole.statusCode === 204) return null;
    if (whole.body.trim() === '') {
      // An empty list is a 204 (service-facts): an empty 200 says nothing, and must not be taken for "no rows".
      if (isWrite) return null;
      throw unreadableError(whole, isWrite);
    }
    let json: unknown;
    try {
      json = idsToText(parseJson(whole.body));
    } catch (cause) {
      throw unreadableError(whole, isWrite, cause);
    }
    const parsed = request.schema.safeParse(json);
    if (!parsed.success) throw unreadableError(whole, isWrite, parsed.error);
    return parsed.data;
  }

  function checkGate(priority: number): void {
    const left = closedUntil - clock.monotonic();
    if (left <= 0 || priority >= PRIORITY.outbox) return;
    throw new AppError('rateLimited', "Your organisation's API credits for today are used up.", {
      retryAfterMs: Math.ceil(left),
      service: { status: 429, errorCode: 'THRESHOLD_EXCEEDED' },
    });
  }

  function noteThreshold({ service, retryAfterMs }: AppError): void {
    if (service?.errorCode === 'THRESHOLD_EXCEEDED' && retryAfterMs !== undefined) {
      closedUntil = Math.max(closedUntil, clock.monotonic() + retryAfterMs);
    }
  }

  /** Waits for a place, then tries until it is done or must not be tried again. */
  function run<T>(request: BaseRequest, tryOnce: () => Promise<T>): Promise<T> {
    const priority = request.priority ?? PRIORITY.sync;
    const task = async (): Promise<T> => {
      checkGate(priority);
      for (let attemptNumber = 1; ; attemptNumber += 1) {
        try {
          return await tryOnce();
        } catch (error) {
          if (!isAppError(error)) throw error;
          noteThreshold(error);
          const delay = retryDelay(error, { attempt: attemptNumber, isWrite: isWriteOf(request), random });
          if (delay === null) throw error;
          await clock.sleep(delay, request.signal);
        }
      }
    };
    // The queue may end the wait, never the work: it would give up a write on the wire as if it had not been sent.
    const { signal } = request;
    if (signal === undefined) return queue.add(task, { priority });
    const waiting = new AbortController();
    const stopWaiting = (): void => waiting.abort(signal.reason);
    if (signal.aborted) stopWaiting();
    else signal.addEventListener('abort', stopWaiting, { once: true });
    const started = (): Promise<T> => {
      signal.removeEventListener('abort', stopWaiting);
      return task();
    };
    return queue.add(started, { priority, signal: waiting.signal });
  }

  return {
    deskUrl,
    call(request) {
      const body = request.body ?? (request.json === undefined ? null : jsonBody(request.json));
      return run(request, () => attempt(request, body, noHeaders, (answer) => readJson(request, answer)));
    },
    stream({ read, headers = noHeaders, ...request }) {
      return run(request, () => attempt(request, null, headers, read));
    },
    onOutcome(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get calls() {
      return meter.usage.calls;
    },
    usage: meter.usage,
  };
}

const noHeaders = (): Promise<Record<string, string>> => Promise.resolve({});

/** 416 is an answer to a Range that reaches beyond the end: whoever sent one reads it. */
const isOk = (status: number): boolean => (status >= 200 && status <= 299) || status === 416;

function jsonBody(value: unknown): Body {
  const text = JSON.stringify(value);
  return { type: 'application/json', length: Buffer.byteLength(text), open: () => text };
}
