import { z } from 'zod';
import type { SweepQuestion } from '../../src-preload/contract/sync.ts';
import type { SyncContext } from './context.ts';

const kept = z.object({ gone: z.number(), held: z.number(), askedAt: z.number() }).nullable();
const answers = z.enum(['remove', 'keep']).nullable();
type Noun = SweepQuestion['noun'];
const DAY_MS = 24 * 3_600_000;

export interface Questions {
  ask(noun: Noun, gone: number, held: number): void;
  isAsked(noun: Noun): boolean;
  /** The oldest open question. */
  current(): SweepQuestion | null;
  /** Answers the current question; nothing happens when there is none. */
  answer(remove: boolean): void;
  /** Whether the agent said, within a day, that rows are to be kept: not asked again so soon. */
  wasKept(noun: Noun): boolean;
  /** What was answered, once. */
  take(noun: Noun): 'remove' | 'keep' | null;
}

/** Questions before more than a few rows are removed: kept across restarts, until the agent answers. */
export function createQuestions({ cache, clock, emit }: Pick<SyncContext, 'cache' | 'clock' | 'emit'>): Questions {
  const nouns: Noun[] = [
    'tickets',
    'contacts',
    'accounts',
    'tasks',
    'contracts',
    'agents',
    'departments',
    'mailReplyAddresses',
  ];
  const read = (noun: Noun) => cache.cursors.get(`question.${noun}`, kept);
  const current = (): SweepQuestion | null => {
    const open = nouns.flatMap((noun) => {
      const question = read(noun);
      return question === null ? [] : [{ noun, ...question }];
    });
    return open.sort((a, b) => a.askedAt - b.askedAt)[0] ?? null;
  };
  return {
    ask(noun, gone, held) {
      cache.cursors.set(`question.${noun}`, { gone, held, askedAt: clock.now() }, clock.now());
      emit('sync.asked', {});
      emit('sync.changed', {});
    },
    isAsked: (noun) => read(noun) !== null,
    current,
    answer(remove) {
      const question = current();
      if (question === null) return;
      cache.transaction(() => {
        cache.cursors.set(`question.${question.noun}`, null, clock.now());
        cache.cursors.set(`answer.${question.noun}`, remove ? 'remove' : 'keep', clock.now());
      });
      emit('sync.changed', {});
    },
    wasKept: (noun) => Math.abs(clock.now() - (cache.cursors.updatedAt(`kept.${noun}`) ?? 0)) < DAY_MS,
    take(noun) {
      const answer = cache.cursors.get(`answer.${noun}`, answers);
      if (answer !== null) cache.cursors.set(`answer.${noun}`, null, clock.now());
      if (answer === 'keep') cache.cursors.set(`kept.${noun}`, {}, clock.now());
      return answer;
    },
  };
}
