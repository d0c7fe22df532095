import { problemCode, type SignInProblem } from '../../src-preload/contract/session.ts';
import { isAppError } from '../lib/app-error.ts';
import { signInError } from './oauth.ts';

/** What went wrong with a sign-in, as the agent is told. */
export const problemOf = (error: unknown): SignInProblem => {
  if (isAppError(error)) {
    const { reason, message, service } = error;
    const known = problemCode.safeParse(reason);
    return {
      code: known.success ? known.data : error.code === 'offline' ? 'offline' : 'other',
      message,
      ...(service?.said === undefined ? {} : { said: service.said }),
    };
  }
  return { code: 'other', message: 'The sign-in failed for a reason that Deskhand does not know. Its log says more.' };
};

/** Attempts to sign in: one at a time. */
export interface Attempts {
  /** Begins one; another that is under way ends. */
  run(work: (signal: AbortSignal) => Promise<void>): void;
  /** Ends the one that is under way. */
  abort(why: string): void;
}

/** `onfailed` hears why an attempt ended, unless another took its place. */
export function createAttempts(onfailed: (problem: SignInProblem, error: unknown) => void): Attempts {
  let attempt: AbortController | null = null;
  const abort = (why: string): void => attempt?.abort(signInError('cancelled', why));
  return {
    run(work) {
      abort('Another sign-in was begun.');
      const current = new AbortController();
      attempt = current;
      void work(current.signal)
        .catch((error: unknown) => {
          if (attempt === current) onfailed(problemOf(error), error);
        })
        .finally(() => {
          if (attempt === current) attempt = null;
        });
    },
    abort,
  };
}
