import type { LucideIcon } from '@lucide/svelte';
import Archive from '@lucide/svelte/icons/archive';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CirclePause from '@lucide/svelte/icons/circle-pause';
import CircleHelp from '@lucide/svelte/icons/circle-question-mark';
import CircleX from '@lucide/svelte/icons/circle-x';
import GitCompare from '@lucide/svelte/icons/git-compare';
import Hand from '@lucide/svelte/icons/hand';
import LoaderCircle from '@lucide/svelte/icons/loader-circle';
import ListOrdered from '@lucide/svelte/icons/list-ordered';
import MessageCircleQuestion from '@lucide/svelte/icons/message-circle-question-mark';
import RotateCw from '@lucide/svelte/icons/rotate-cw';
import Send from '@lucide/svelte/icons/send';
import Timer from '@lucide/svelte/icons/timer';
import Undo from '@lucide/svelte/icons/undo-2';
import type { OutboxItem, PendingMark } from '../../../src-preload/contract/outbox.ts';
import type { Messages } from '../../locales/en.ts';
import type { AppState } from '../../state/app.svelte.ts';
import { durationText } from '../../lib/durations.ts';
import { toScreen } from '../../lib/mentions.ts';
import { fieldValue, fieldWord } from './field-words.ts';

/** How something unsent stands, as it is shown everywhere: one glyph, one colour, one word each. */
export type JobLook = keyof Messages['job']['states'];

export const jobGlyphs: Record<JobLook, LucideIcon> = {
  saving: LoaderCircle,
  undo: Timer,
  paused: CirclePause,
  waitsFor: ListOrdered,
  stuck: ListOrdered,
  freshness: Hand,
  queued: RotateCw,
  sending: Send,
  unknown: CircleHelp,
  question: MessageCircleQuestion,
  rejected: CircleX,
  conflict: GitCompare,
  sent: CircleCheck,
  cancelled: Undo,
  setAside: Archive,
};

/** Colour of each; colour never says it alone. */
export const jobTones: Record<JobLook, 'quiet' | 'info' | 'warning' | 'danger' | 'success'> = {
  saving: 'quiet',
  undo: 'info',
  paused: 'warning',
  waitsFor: 'quiet',
  stuck: 'warning',
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

type Standing = Pick<PendingMark, 'state' | 'hold' | 'stuckOn'>;

function lookOf({ state, hold, stuckOn }: Standing, hasQuestion: boolean): JobLook {
  if (state === 'held') return hold === 'freshness' ? 'freshness' : 'undo';
  if (state === 'queued' && stuckOn !== undefined) return 'stuck';
  if (state === 'queued' && (hold === 'paused' || hold === 'waitsFor')) return hold;
  if (state === 'unknown' && hasQuestion) return 'question';
  return state;
}

/** Of a row's mark. */
export const lookOfMark = (mark: Standing): JobLook => lookOf(mark, false);

/** Of an item of the outbox. */
export const lookOfItem = ({ state, hold, question }: Pick<OutboxItem, 'state' | 'hold' | 'question'>): JobLook =>
  lookOf({ state, hold: hold?.reason ?? null, stuckOn: stuckOnOf({ hold }) ?? undefined }, question !== null);

/** The item that it waits for, where that one needs the agent. */
export const stuckOnOf = ({ hold }: Pick<OutboxItem, 'hold'>): { id: string; kind: string } | null =>
  hold?.reason === 'waitsFor' ? hold.stuckOn : null;

type ItemError = NonNullable<OutboxItem['error']>;

/** Why something can't be read here: no word of the service's. */
const OF_VERSIONS: readonly (string | undefined)[] = ['newer', 'unreadable', 'unknownKind'];

/** Whether the service said no, rather than nothing: then its own words tell why. */
export const isRefusal = ({ code, reason }: ItemError): boolean =>
  !OF_VERSIONS.includes(reason) &&
  (code === 'invalid' || code === 'forbidden' || code === 'notFound' || code === 'conflict');

/** What Deskhand found out by itself: nothing was tried for it, and the service said nothing. */
const OWN_FINDINGS: readonly (string | undefined)[] = [...OF_VERSIONS, 'makerGone', 'draftSent', 'draftChanged'];

/** What stands over what went wrong. */
export const errorHead = (error: ItemError, { outbox }: Messages): string =>
  OWN_FINDINGS.includes(error.reason) || error.code === 'recovered'
    ? outbox.why
    : isRefusal(error)
      ? outbox.error
      : outbox.lastTime;

/** What went wrong, in the agent's language: by the reason, else by the code. */
const ownWords = ({ code, reason = '' }: ItemError, { because, lastTry }: Messages['outbox']): string =>
  Object.hasOwn(because, reason)
    ? because[reason as keyof typeof because]
    : lastTry[Object.hasOwn(lastTry, code) ? (code as keyof typeof lastTry) : 'internal'];

/** What went wrong, with what the service itself said. */
export function errorWords(error: ItemError, { app, outbox }: Messages): string {
  const own = ownWords(error, outbox);
  return error.said === undefined ? own : app.follows(own, outbox.said(error.said));
}

/** What went wrong with an item, as long as it is what it waits for: it may be with the agent for another reason since. */
export const errorNow = ({ state, error, hold }: OutboxItem): ItemError | null =>
  state === 'conflict' || hold?.reason === 'freshness' ? null : error;

/** The same for a line of parts: the first sentence of each, without its full stop. */
export const errorLine = (error: ItemError, { outbox }: Messages): string[] =>
  [ownWords(error, outbox).replace(/(?:\.(?=\s|$)|。).*$/s, ''), error.said && outbox.said(error.said)].filter(
    (part): part is string => Boolean(part),
  );

/** What is wrong with a field; the service's own word where it is none that we know. */
export const wrongWord = (what: string, { outbox: { wrong } }: Messages): string =>
  Object.hasOwn(wrong, what) ? wrong[what as keyof typeof wrong] : what;

/** What an item says in a line: its text, its time, or its changes with their values, and on how many tickets. */
export function summaryOf({ changes, summary, ticketCount, seconds, names }: OutboxItem, app: AppState): string {
  const { t, format } = app.i18n;
  const parts =
    changes === null
      ? [toScreen(summary, names)]
      : Object.entries(changes).map(
          ([field, value]) => `${fieldWord(field, t)} ${fieldValue(field, value, app, names)}`,
        );
  if (seconds !== null) parts.unshift(durationText(seconds));
  if (ticketCount !== null) parts.unshift(t.list.tickets(ticketCount, format.number(ticketCount)));
  return parts.filter(Boolean).join(' · ');
}

/** `#number subject` of what it is on, or the record's name; empty where neither is known. */
export const aboutOf = ({ about }: OutboxItem): string =>
  about === null ? '' : [about.number === null ? '' : `#${about.number}`, about.name].filter(Boolean).join(' ');

export const kindWord = (kind: string, t: Messages): string =>
  Object.hasOwn(t.job.kinds, kind) ? t.job.kinds[kind as keyof Messages['job']['kinds']] : t.job.otherKind(kind);
