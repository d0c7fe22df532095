import { isAppError } from '../lib/app-error.ts';
import type { Step, StepContext } from './job.ts';

export interface DeleteOptions<P> {
  name: string;
  idOf(payload: P): string;
  remove(payload: P, context: StepContext): Promise<unknown>;
  /** Whether the service still has it. */
  isThere(payload: P, context: StepContext): Promise<boolean>;
}

/** Whether what is read is there. Other errors than `notFound` are the caller's. */
export async function isFound(read: Promise<unknown>): Promise<boolean> {
  try {
    await read;
    return true;
  } catch (error) {
    if (isAppError(error, 'notFound')) return false;
    throw error;
  }
}

/** The one step of a deletion: what is gone already is deleted, whoever did it, and an unknown outcome is settled by a look. */
export function deleteStep<P>({ name, idOf, remove, isThere }: DeleteOptions<P>): Step<P> {
  return {
    name,
    settle: 'now',
    doneWhen: (error) => error.code === 'notFound',
    async send(payload, context) {
      await remove(payload, context);
      return { serverId: idOf(payload) };
    },
    async look(payload, context) {
      return (await isThere(payload, context)) ? { found: 'notDone' } : { found: 'done', serverId: idOf(payload) };
    },
  };
}
