import { type AppError, isAppError } from '../lib/app-error.ts';
import type { StoredError } from '../store/jobs.ts';

/** Said of a job whose process ended while it was on its way. */
export const INTERRUPTED: StoredError = {
  code: 'unknownOutcome',
  message: 'Deskhand ended while this was on its way. It looks at the service before anything is sent again.',
  fields: null,
};
/** Said of a try that may have been made since the copy from which the job was recovered. */
export const RECOVERED: StoredError = {
  code: 'recovered',
  message: 'This was recovered from an older copy. Deskhand looks at the service before anything is sent.',
  fields: null,
};
/** Said of what waits for a row that is never made. */
export const MAKER_GONE: StoredError = {
  code: 'notFound',
  message: 'What this is for can’t be made: this Deskhand can no longer read how.',
  fields: null,
  reason: 'makerGone',
};
/** Nothing was done, and it is not the job's fault. */
export const NETWORK = ['offline', 'unauthorized', 'rateLimited'] as const;
/** Whether a failure may be that of one row which the service can't show, rather than of the way to it. */
export const isOfOneJob = ({ code, reason }: AppError): boolean =>
  code === 'offline' && ['service', 'unreadable', 'timeout', 'cut'].includes(reason ?? '');
/** Nothing was done, and trying again as it is would change nothing. */
export const REFUSED = ['invalid', 'forbidden', 'notFound', 'conflict'] as const;

/** An error as it is kept with a job. Text of faults that nobody thought of stays in the log. */
export const storedError = (error: unknown): StoredError =>
  isAppError(error)
    ? {
        code: error.code,
        message: error.message,
        fields: error.fields ?? null,
        ...(error.reason === undefined ? {} : { reason: error.reason }),
        ...(error.service?.said === undefined ? {} : { said: error.service.said }),
      }
    : { code: 'internal', message: 'Something went wrong inside Deskhand.', fields: null };
