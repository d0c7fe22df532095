import type { ErrorCode, ReplyError } from '../../src-preload/contract/wire.ts';

export interface ServiceAnswer {
  status: number;
  errorCode: string;
  said?: string;
}

export interface AppErrorOptions {
  /** Milliseconds after which trying again makes sense. */
  retryAfterMs?: number;
  /** Field path to what is wrong with it, e.g. `{ '/contactId': 'invalid' }`. */
  fields?: Record<string, string>;
  /** What the service said: HTTP status and its own `errorCode` for logs and decisions, `said` in its own words. */
  service?: ServiceAnswer;
  /** A narrower reason than the code, for callers that must tell cases apart, e.g. `badSecret`. */
  reason?: string;
  cause?: unknown;
}

/** The one error of the main process. Callers match on `code`; `message` is for people. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly fields: Record<string, string> | undefined;
  readonly service: ServiceAnswer | undefined;
  readonly reason: string | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.fields = options.fields;
    this.service = options.service;
    this.reason = options.reason;
  }
}

/** Whether `error` is an AppError with one of `codes` (any code when none is named). */
export function isAppError(error: unknown, ...codes: ErrorCode[]): error is AppError {
  return error instanceof AppError && (codes.length === 0 || codes.includes(error.code));
}

/** The part of an error that may cross the bridge. Anything that is not an AppError becomes `internal` without its text. */
export function toReplyError(error: unknown): ReplyError {
  if (!isAppError(error)) {
    return { code: 'internal', message: 'Something went wrong inside Deskhand. Nothing that you wrote was lost.' };
  }
  return {
    code: error.code,
    message: error.message,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(error.fields === undefined ? {} : { fields: error.fields }),
  };
}
