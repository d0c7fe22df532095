import type { OutboxItem, PendingMark } from '../../../src-preload/contract/outbox.ts';
import type { Messages } from '../../locales/en.ts';

/** How something unsent stands, as it is shown everywhere: one glyph, one colour, one word each. */
export type JobLook = keyof Messages['job']['states'];

/** Colour of each; colour never says it alone. */
export const jobTones: Record<JobLook, 'quiet' | 'info' | 'warning' | 'danger' | 'success'> = {
  undo: 'info',
  paused: 'warning',
  waitsFor: 'quiet',
  freshness: 'warning',
  queued: 'info',
  sending: 'info',
  unknown: 'warning',
  question: 'danger',
  rejected: 'danger',
  conflict: 'danger',
  sent: 'success',
  cancelled: 'quiet',
  setAside: 'warning',
};

type Standing = Pick<PendingMark, 'state' | 'hold'>;

function lookOf({ state, hold }: Standing, hasQuestion: boolean): JobLook {
  if (state === 'held') return hold === 'freshness' ? 'freshness' : 'undo';
  if (state === 'queued' && (hold === 'paused' || hold === 'waitsFor')) return hold;
  if (state === 'unknown' && hasQuestion) return 'question';
  return state;
}

/** Of a row's mark. */
export const lookOfMark = (mark: Standing): JobLook => lookOf(mark, false);

/** Of an item of the outbox. */
export const lookOfItem = ({ state, hold, question }: Pick<OutboxItem, 'state' | 'hold' | 'question'>): JobLook =>
  lookOf({ state, hold: hold?.reason ?? null }, question !== null);

type ItemError = NonNullable<OutboxItem['error']>;

/** Whether the service said no, rather than nothing: then its own words tell why. */
export const isRefusal = ({ code }: ItemError): boolean =>
  code === 'invalid' || code === 'forbidden' || code === 'notFound' || code === 'conflict';

/** What went wrong, in the agent's language as far as it is ours to say. */
export function errorWords(error: ItemError, { outbox }: Messages): string {
  const { lastTry } = outbox;
  return Object.hasOwn(lastTry, error.code) ? lastTry[error.code as keyof typeof lastTry] : error.message;
}

export const kindWord = (kind: string, t: Messages): string =>
  Object.hasOwn(t.job.kinds, kind) ? t.job.kinds[kind as keyof Messages['job']['kinds']] : t.job.otherKind(kind);
