import { createHash } from 'node:crypto';
import type { Thread } from '../../src-preload/contract/threads.ts';
import { listThreads } from '../api/threads.ts';
import type { Job } from '../store/jobs.ts';
import type { Prepared, StepContext } from './job.ts';
import { goesToSame, isByMail, likenessOfMail, type Mail, readThreads } from './mails.ts';
import { isNotBefore } from './match.ts';
import { readWhole } from './pages.ts';
import { addressesIn, plainText, sameText, written } from './text.ts';

/** The Date header's second: a thread this much older than what was written by that clock may be younger. */
const COARSENESS_MS = 2_000;

const hash = (text: string, length: number): string => createHash('sha256').update(text).digest('hex').slice(0, length);

/** What a text says, in short: the same mark is the same words, whatever the service made of their HTML. */
export const wordsMark = (content: string): string =>
  // Text that the service escaped reads as what was given once it is read twice.
  hash(written(plainText(plainText(content))), 32);

type Addressed = Partial<Record<'to' | 'cc' | 'bcc', string | null | undefined>>;

/** Words and whom they go to, in short. A list that is undefined is not known, and so is a `to` that is null. */
function markOf(content: string, { to, cc, bcc }: Addressed): string {
  const lists = [to ?? undefined, cc, bcc].map((list) => (list === undefined ? '' : hash(addressesIn(list), 16)));
  return [wordsMark(content), ...lists].join('.');
}

/** The mark of what a thread says and whom it goes to; null where the service does not show all that it says. */
export const threadMark = ({ content, isContentTruncated, ...addressed }: Thread): string | null =>
  content == null || String(isContentTruncated) === 'true' ? null : markOf(content, addressed);

/** The mark of what a mail writes on its draft. */
export const mailMark = (payload: Mail): string => {
  const { content, to, cc = '', bcc = '' } = payload;
  return markOf(content, isByMail(payload) ? { to, cc, bcc } : {});
};

/** Whether two marks may be of the same: what one of them does not know contradicts nothing. */
function isSameMark(a: string, b: string): boolean {
  const [ofA, ofB] = [a.split('.'), b.split('.')];
  return ofA.every((part, index) => part === ofB[index] || !part || !ofB[index]);
}
const hasSameWords = (a: string, b: string): boolean => a.split('.')[0] === b.split('.')[0];

/** What is known of the service's draft that a mail goes on with. */
export interface DraftBase {
  /** Marks of what it may say with nobody else at it: as the agent opened it, and as items of this outbox wrote it. */
  marks: string[];
  /** When it was written, as the service says it; null where nobody knows. */
  since: string | null;
}

/**
 * What these jobs wrote on a draft of the service, or are about to, and when they began. `idOf` resolves the names of rows
 * made here.
 */
export function writtenBy(jobs: readonly Job[], draftId: string, idOf: (id: string) => string): DraftBase {
  const ofIt = jobs.filter(({ kind, payload, localId, results }) => {
    const { draftThreadId } = (payload ?? {}) as Partial<Mail>;
    const names = [localId, draftThreadId, results['draftId']].filter((name) => typeof name === 'string');
    return kind.startsWith('reply.') && names.some((name) => idOf(name) === idOf(draftId));
  });
  const marks = ofIt.flatMap(({ state, payload, results }) => {
    const mark = results['draftMark'] as string | undefined;
    if (mark !== undefined) return [mark];
    const given = payload as Mail | null;
    return state === 'cancelled' || given?.content === undefined ? [] : [mailMark(given)];
  });
  const times = ofIt.map(({ results }) => results['draftedAt']).filter((time) => typeof time === 'number');
  const since = times.length === 0 ? null : new Date(Math.min(...times) - COARSENESS_MS).toISOString();
  return { marks, since };
}

const baseOf = ({ base }: Job): DraftBase | null => (base as { draft?: DraftBase } | null)?.draft ?? null;

/** The marks that go on standing for "nobody else was at it"; empty where that can't be told. */
function knownMarks({ results, job }: StepContext): readonly string[] {
  const { draftMark, overMark } = results as Partial<Record<'draftMark' | 'overMark', string | null>>;
  const last = draftMark == null ? (baseOf(job)?.marks ?? []) : [draftMark];
  return overMark == null ? last : [...last, overMark];
}

/** Others write on a draft too: on the web, or with a Deskhand of their own. What they sent is not this mail. */
export const refuse = (reason: keyof typeof WHY): Prepared => ({
  go: false,
  refuse: { code: 'conflict', reason, message: WHY[reason] },
});
const WHY = {
  draftSent: 'The draft went out elsewhere with other words. These were not sent.',
  draftChanged: 'The draft was changed elsewhere. It was neither written over nor sent.',
  draftWritten: 'Somebody else wrote on the draft. It was not deleted.',
};

/** As `refuse`; the next try is on the agent's word that what the draft says now may go. */
export function refuseChanged(
  draft: Thread,
  { keep }: StepContext,
  reason: 'draftChanged' | 'draftWritten' = 'draftChanged',
): Prepared {
  const overMark = threadMark(draft);
  if (overMark !== null) keep({ overMark });
  return refuse(reason);
}

/** Whether nobody else wrote on the draft since the agent opened it, or since this job wrote it, as far as can be told. */
export function isAsOpened(draft: Thread, context: StepContext): boolean {
  const mark = threadMark(draft);
  const known = knownMarks(context);
  return mark === null || known.length === 0 || known.some((one) => isSameMark(one, mark));
}

/** Whether somebody else wrote something else on it than is to go out, or addressed it to others. */
export const isChangedElsewhere = (draft: Thread, payload: Mail, context: StepContext): boolean =>
  !isAsOpened(draft, context) && !(sameText(draft.content, payload.content) && goesToSame(draft, payload));

/**
 * What became of a draft that is gone under its id: sent, the service may call it otherwise. The thread that is this mail,
 * `other` where what went out says what the draft said, null where nothing like it did.
 */
export async function findSent(payload: Mail, context: StepContext): Promise<Thread | 'other' | null> {
  const { client, call, results, job, isTaken } = context;
  const draftedAt = results['draftedAt'] as number | undefined;
  const since = draftedAt === undefined ? Date.parse(baseOf(job)?.since ?? '') : draftedAt - COARSENESS_MS;
  if (Number.isNaN(since)) return null;
  const rows = await readWhole((page) => listThreads(client, payload.ticketId, { ...page, ...call }));
  const sent = rows.filter(
    ({ id, direction, status, createdTime }) =>
      direction !== 'in' && status !== 'DRAFT' && isNotBefore(createdTime, since) && !isTaken('thread', id),
  );
  const whole = await readThreads(sent, payload, context);
  const same = whole.find((thread) => likenessOfMail(thread, payload, results) === 'same');
  if (same !== undefined) return same;
  const known = knownMarks(context);
  const isKnown = (mark: string): boolean => known.some((one) => hasSameWords(one, mark));
  return whole.some((thread) => isKnown(threadMark(thread) ?? '')) ? 'other' : null;
}
