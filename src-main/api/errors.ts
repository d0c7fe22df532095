import { RequestError, type Response, TimeoutError } from 'got';
import { z } from 'zod';
import { AppError, type AppErrorOptions } from '../lib/app-error.ts';
import { parseJson } from '../lib/json.ts';

/** Socket errors after which the service can't have seen the request. */
const NOT_SENT = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
const NOT_SENT_TIMEOUTS = new Set(['lookup', 'connect', 'secureConnect']);

const WORDS: Record<string, string> = {
  ENOTFOUND: "The service's name could not be found: no network, or no DNS.",
  EAI_AGAIN: "The service's name could not be looked up: no network, or no DNS.",
  ECONNREFUSED: 'The service refused the connection.',
  EHOSTUNREACH: 'The service could not be reached.',
  ENETUNREACH: 'There is no network.',
  ENETDOWN: 'There is no network.',
  ECONNRESET: 'The connection was cut.',
  EPIPE: 'The connection was cut.',
};

const sentence = (code: string): string =>
  WORDS[code] ??
  (code.includes('CERT')
    ? "The service's certificate is not to be trusted on this network."
    : `The network failed (${code}).`);

const UNKNOWN = 'Nobody knows yet whether the service did it. Deskhand will look before anything is sent again.';

/** A request that got no answer. Reads are `offline`; a write that may have arrived is `unknownOutcome`. */
export function connectionError(error: unknown, isWrite: boolean): AppError {
  if (!(error instanceof RequestError))
    return new AppError('internal', 'The request could not be made.', { cause: error });
  const timedOut = error instanceof TimeoutError;
  const notSent = timedOut ? NOT_SENT_TIMEOUTS.has(error.event) : NOT_SENT.has(error.code);
  const words = timedOut ? 'The service did not answer in time.' : sentence(error.code);
  return isWrite && !notSent
    ? new AppError('unknownOutcome', `${words} ${UNKNOWN}`, { cause: error })
    : new AppError('offline', words, { cause: error });
}

const isHtml = (response: Response<string>): boolean =>
  /text\/html/i.test(response.headers['content-type'] ?? '') || /^\s*<(!doctype|html)/i.test(response.body);

/** A 2xx that can't be read: a captive portal's page, a cut body, JSON of another shape. */
export function unreadableError(response: Response<string>, isWrite: boolean, cause: unknown): AppError {
  const service = { status: response.statusCode, errorCode: isHtml(response) ? 'HTML' : 'UNREADABLE' };
  if (isWrite) return new AppError('unknownOutcome', `The answer could not be read. ${UNKNOWN}`, { service, cause });
  return new AppError(
    'offline',
    isHtml(response)
      ? 'A web page came instead of an answer: this network may want you to sign in to it first.'
      : "The service's answer could not be read.",
    { service, cause },
  );
}

const errorBody = z.looseObject({
  errorCode: z.string().catch(''),
  message: z.string().catch(''),
  errors: z
    .array(z.looseObject({ fieldName: z.string().catch(''), errorType: z.string().catch('invalid') }))
    .optional()
    .catch(undefined),
});

function readBody(response: Response<string>): z.output<typeof errorBody> | null {
  try {
    return errorBody.parse(parseJson(response.body));
  } catch {
    return null;
  }
}

function retryAfterMs(response: Response<string>, now: number): number | undefined {
  const value = response.headers['retry-after'];
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

/**
 * An answer that is not 2xx, in the project's codes (service-facts, Limits and errors). 408, 5xx and redirects leave a
 * write `unknownOutcome`; 4xx with the service's own body is certain. `now` in epoch milliseconds reads Retry-After.
 */
export function serviceError(response: Response<string>, isWrite: boolean, now: number): AppError {
  const status = response.statusCode;
  const body = readBody(response);
  const wait = retryAfterMs(response, now);
  const options: AppErrorOptions = {
    service: { status, errorCode: body?.errorCode || (isHtml(response) ? 'HTML' : String(status)) },
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(body?.errors === undefined
      ? {}
      : { fields: Object.fromEntries(body.errors.map(({ fieldName, errorType }) => [fieldName, errorType])) }),
  };
  const said = body?.message ? ` It said: ${body.message}` : '';
  if (status === 401) return new AppError('unauthorized', 'The service no longer accepts this sign-in.', options);
  if (status === 403) return new AppError('forbidden', `Your profile does not allow this.${said}`, options);
  if (status === 404) return new AppError('notFound', `The service does not have this (any more).${said}`, options);
  if (status === 409) return new AppError('conflict', `The service has something newer.${said}`, options);
  if (status === 429) {
    return new AppError(
      'rateLimited',
      body?.errorCode === 'THRESHOLD_EXCEEDED'
        ? "Your organisation's API credits for today are used up."
        : 'The service asks for fewer calls at once.',
      options,
    );
  }
  if (status >= 400 && status < 500 && status !== 408 && status !== 407 && (body !== null || !isHtml(response))) {
    return new AppError('invalid', `The service refused this.${said}`, options);
  }
  if (isWrite) return new AppError('unknownOutcome', `The service failed (${status}). ${UNKNOWN}`, options);
  if (status >= 300 && status < 400) {
    return new AppError(
      'offline',
      'This network redirects to a page of its own: it may want you to sign in to it first.',
      options,
    );
  }
  return new AppError(
    'offline',
    isHtml(response)
      ? `Something between here and the service failed (${status}).`
      : `The service has trouble (${status}).${said}`,
    options,
  );
}
