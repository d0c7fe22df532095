import { RequestError, TimeoutError } from 'got';
import { z } from 'zod';
import { AppError, type AppErrorOptions } from '../lib/app-error.ts';
import { parseJson } from '../lib/json.ts';
import { TooLargeError } from './transport.ts';

/** An answer with its body read, as far as an error needs it. */
export interface Answer {
  statusCode: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Why no answer of the service came: `AppError.reason` of `offline` and of an `unknownOutcome` without an answer. */
export type NetworkReason =
  'dns' | 'unreachable' | 'tls' | 'proxy' | 'cut' | 'timeout' | 'captivePortal' | 'service' | 'unreadable' | 'tooLarge';

/** Socket errors after which the service can't have seen the request. */
const NOT_SENT = new Set([
  'ERR_PROXY_TUNNEL',
  'ERR_PROXY_INVALID_CONFIG',
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
  ERR_PROXY_TUNNEL: 'The proxy of this network refused to connect to the service.',
  ERR_PROXY_INVALID_CONFIG: 'The proxy settings of this machine make no sense.',
};

const REASONS: Record<string, NetworkReason> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNRESET: 'cut',
  EPIPE: 'cut',
  ERR_PROXY_TUNNEL: 'proxy',
  ERR_PROXY_INVALID_CONFIG: 'proxy',
};

const isCertificate = (code: string): boolean => /CERT|SSL|TLS|LEAF_SIGNATURE/.test(code);

const sentence = (code: string): string =>
  WORDS[code] ??
  (isCertificate(code)
    ? "The service's certificate is not to be trusted on this network."
    : `The network failed (${code}).`);

const UNKNOWN = 'Nobody knows yet whether the service did it. Deskhand will look before anything is sent again.';

/** A request that got no whole answer. Reads are `offline`; a write that may have arrived is `unknownOutcome`. */
export function connectionError(error: unknown, isWrite: boolean): AppError {
  if (error instanceof TooLargeError) {
    return new AppError(isWrite ? 'unknownOutcome' : 'internal', "The service's answer is too large to be read.", {
      reason: 'tooLarge' satisfies NetworkReason,
      cause: error,
    });
  }
  // What went wrong on this side while the request was made, e.g. a file that changed: it never was a whole one.
  if (error instanceof Error && error.cause instanceof AppError) return error.cause;
  if (!(error instanceof RequestError))
    return new AppError('internal', 'The request could not be made.', { cause: error });
  const timedOut = error instanceof TimeoutError;
  const notSent = timedOut ? NOT_SENT_TIMEOUTS.has(error.event) : NOT_SENT.has(error.code);
  const words = timedOut ? 'The service did not answer in time.' : sentence(error.code);
  const reason: NetworkReason = timedOut
    ? 'timeout'
    : (REASONS[error.code] ?? (isCertificate(error.code) ? 'tls' : notSent ? 'unreachable' : 'cut'));
  return isWrite && !notSent
    ? new AppError('unknownOutcome', `${words} ${UNKNOWN}`, { reason, cause: error })
    : new AppError('offline', words, { reason, cause: error });
}

const header = ({ headers }: Answer, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
};

const isHtml = (answer: Answer): boolean =>
  /text\/html/i.test(header(answer, 'content-type')) || /^\s*<(!doctype|html)/i.test(answer.body);

/** A 2xx that can't be read: a captive portal's page, a cut body, JSON of another shape. */
export function unreadableError(answer: Answer, isWrite: boolean, cause?: unknown): AppError {
  const html = isHtml(answer);
  const options: AppErrorOptions = {
    service: { status: answer.statusCode, errorCode: html ? 'HTML' : 'UNREADABLE' },
    reason: (html ? 'captivePortal' : 'unreadable') satisfies NetworkReason,
    ...(cause === undefined ? {} : { cause }),
  };
  if (isWrite) return new AppError('unknownOutcome', `The answer could not be read. ${UNKNOWN}`, options);
  return new AppError(
    'offline',
    html
      ? 'A web page came instead of an answer: this network may want you to sign in to it first.'
      : "The service's answer could not be read.",
    options,
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

function readBody(response: Answer): z.output<typeof errorBody> | null {
  try {
    return errorBody.parse(parseJson(response.body));
  } catch {
    return null;
  }
}

function retryAfterMs(answer: Answer, now: number): number | undefined {
  const value = header(answer, 'retry-after');
  if (value === '') return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

/** `AppError.reason` of a `forbidden` that a sign-in with one more scope would change; `fields.scope` names it. */
export const SCOPE_MISSING = 'scopeMissing';

/** 401s that no new token changes: refreshing would only use up the refreshes that the service allows. */
const NOT_THE_TOKEN = new Set(['SCOPE_MISMATCH', 'OAUTH_ORG_MISMATCH', 'FORBIDDEN', 'LICENSE_ACCESS_LIMITED']);

/** Whether a new access token may help: a 401 that is about the token. */
export const isTokenRefused = (answer: Answer): boolean =>
  answer.statusCode === 401 && !NOT_THE_TOKEN.has(readBody(answer)?.errorCode ?? '');

/**
 * An answer that is not 2xx, in the project's codes (service-facts, Limits and errors). 408, 5xx and redirects leave a
 * write `unknownOutcome`; 4xx with the service's own body is certain. `now` in epoch milliseconds reads Retry-After;
 * `scope` is what the call needs, for when the service says that it is missing.
 */
export function serviceError(answer: Answer, isWrite: boolean, now: number, scope = ''): AppError {
  const status = answer.statusCode;
  const body = readBody(answer);
  const html = body === null && isHtml(answer);
  const wait = retryAfterMs(answer, now);
  const options: AppErrorOptions = {
    service: {
      status,
      errorCode: body?.errorCode || (html ? 'HTML' : String(status)),
      ...(body?.message ? { said: body.message } : {}),
    },
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(body?.errors === undefined
      ? {}
      : { fields: Object.fromEntries(body.errors.map(({ fieldName, errorType }) => [fieldName, errorType])) }),
  };
  const said = body?.message ? ` It said: ${body.message}` : '';
  if (isTokenRefused(answer))
    return new AppError('unauthorized', 'The service no longer accepts this sign-in.', options);
  if (status === 429) {
    return new AppError(
      'rateLimited',
      body?.errorCode === 'THRESHOLD_EXCEEDED'
        ? "Your organisation's API credits for today are used up."
        : 'The service asks for fewer calls at once.',
      options,
    );
  }
  if (status >= 400 && status < 500 && status !== 408 && status !== 407 && !html) {
    if (body?.errorCode === 'SCOPE_MISMATCH') {
      return new AppError('forbidden', `This sign-in lacks a scope that this needs: ${scope}.`, {
        ...options,
        reason: SCOPE_MISSING,
        fields: { scope },
      });
    }
    if (status === 403 || status === 401)
      return new AppError('forbidden', `Your profile does not allow this.${said}`, options);
    if (status === 404) return new AppError('notFound', `The service does not have this (any more).${said}`, options);
    if (status === 409) return new AppError('conflict', `The service has something newer.${said}`, options);
    return new AppError('invalid', `The service refused this.${said}`, options);
  }
  return noServiceAnswer(answer, isWrite, html, said, options);
}

/** Redirects, proxies' and portals' pages, 408 and 5xx: something between here and the service, or the service in trouble. */
function noServiceAnswer(
  answer: Answer,
  isWrite: boolean,
  html: boolean,
  said: string,
  options: AppErrorOptions,
): AppError {
  const { statusCode: status } = answer;
  if (status >= 300 && status < 400) {
    const reason: NetworkReason = 'captivePortal';
    return isWrite
      ? new AppError('unknownOutcome', `The answer was a redirect (${status}). ${UNKNOWN}`, { ...options, reason })
      : new AppError(
          'offline',
          'This network redirects to a page of its own: it may want you to sign in to it first.',
          { ...options, reason },
        );
  }
  const reason: NetworkReason = status === 407 || html ? 'proxy' : 'service';
  // 407 comes from the proxy before anything reaches the service.
  if (isWrite && status !== 407)
    return new AppError('unknownOutcome', `The service failed (${status}). ${UNKNOWN}`, { ...options, reason });
  const words =
    status === 407
      ? 'The proxy of this network wants a name and a password.'
      : html
        ? `Something between here and the service failed (${status}).`
        : `The service has trouble (${status}).${said}`;
  return new AppError('offline', words, { ...options, reason });
}
