import { z } from 'zod';
import type { SweepQuestion } from '../../src-preload/contract/sync.ts';
import type { SyncContext } from './context.ts';

const kept = z.object({ gone: z.number(), held: z.number(), askedAt: z.number() }).nullable();
const verdict = z.object({ answer: z.enum(['remove', 'keep']), gone: z.number() });
export type Verdict = z.output<typeof verdict>;
type Noun = SweepQuestion['noun'];
const DAY_MS = 24 * 3_600_000;

export interface Questions {
  /** Asks, in one transaction with `within`: what comes after the answer may not be known without the question. */
  ask(noun: Noun, counts: { gone: number; held: number }, within: () => void): void;
  isAsked(noun: Noun): boolean;
  /** The oldest open question. */
  current(): SweepQuestion | null;
  /** Answers this question, which `askedAt` names among those of its noun; nothing happens when it is open no more. */
  answer(question: Pick<SweepQuestion, 'noun' | 'askedAt'>, remove: boolean): void;
  /** Whether the agent said, within a day, that rows are to be kept: not asked again so soon. */
  wasKept(noun: Noun): boolean;
  /** What was answered, once, and of how many rows. Belongs into the transaction of what follows from it. */
  take(noun: Noun): Verdict | null;
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
    ask(noun, { gone, held }, within) {
      const question = { gone, held, askedAt: clock.now() };
      cache.transaction(() => {
        cache.cursors.set(`question.${noun}`, question, clock.now());
        within();
      });
      emit('sync.asked', { noun, ...question });
      emit('sync.changed', {});
    },
    isAsked: (noun) => read(noun) !== null,
    current,
    answer({ noun, askedAt }, remove) {
      const question = read(noun);
      if (question === null || question.askedAt !== askedAt) return;
      cache.transaction(() => {
        cache.cursors.set(`question.${noun}`, null, clock.now());
        const answer: Verdict = { answer: remove ? 'remove' : 'keep', gone: question.gone };
        cache.cursors.set(`answer.${noun}`, answer, clock.now());
      });
      emit('sync.changed', {});
    },
    wasKept: (noun) => Math.abs(clock.now() - (cache.cursors.updatedAt(`kept.${noun}`) ?? 0)) < DAY_MS,
    take(noun) {
      const given = cache.cursors.get(`answer.${noun}`, verdict);
      if (given !== null) cache.cursors.set(`answer.${noun}`, null, clock.now());
      if (given?.answer === 'keep') cache.cursors.set(`kept.${noun}`, {}, clock.now());
      return given;
    },
  };
}
