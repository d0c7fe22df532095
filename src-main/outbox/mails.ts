import type { StagedFile } from '../../src-preload/contract/drafts.ts';
import type { DraftReplyInput, ForwardInput, ReplyInput } from '../../src-preload/contract/replies.ts';
import type { ReplyBody, Thread } from '../../src-preload/contract/threads.ts';
import { getThread, listThreads } from '../api/threads.ts';
import type { Results, StepContext } from './job.ts';
import { isNotBefore, type Likeness } from './match.ts';
import { readWhole } from './pages.ts';
import { plainText, sameAddresses, sameText, written } from './text.ts';
import { attachmentIds, picturesIn, placePictures } from './uploads.ts';

/** A reply, a draft of one or a forward, as it was written. */
export type Mail = (ReplyInput | DraftReplyInput | ForwardInput) & { draftThreadId?: string | undefined };

/** The draft at the service that is to become this mail; null where there is none, or none any more. */
export const draftIdOf = (payload: Mail, results: Results): string | null =>
  (results['draftId'] as string | undefined) ??
  (results['isDraftGone'] === true ? null : (payload.draftThreadId ?? null));

/** Whether it goes to addresses of its own; elsewhere the answer goes where the message came from. */
export const isByMail = ({ channel }: Mail): boolean => channel === 'EMAIL';

const fromOf = (payload: Mail, results: Results): string | undefined =>
  payload.fromEmailAddress ?? (results['from'] as string | undefined);

/** What a mail is to be at the service. A draft that is there keeps what is not named: `isWhole` names also what is empty. */
export function bodyOf(
  payload: Mail,
  results: Results,
  { isForward, isWhole = false }: { isForward: boolean; isWhole?: boolean },
): ReplyBody {
  const { channel, to, cc = '', bcc = '', contentType, content } = payload;
  const from = fromOf(payload, results);
  const isMail = isByMail(payload);
  return {
    channel,
    ...(isMail && to !== undefined ? { to } : {}),
    contentType,
    content: placePictures(content, results),
    ...(isMail && (cc !== '' || isWhole) ? { cc } : {}),
    ...(isMail && (bcc !== '' || isWhole) ? { bcc } : {}),
    ...(isMail && from !== undefined ? { fromEmailAddress: from } : {}),
    ...(isForward ? { isForward: true } : {}),
    ...(payload.inReplyToThreadId === undefined ? {} : { inReplyToThreadId: payload.inReplyToThreadId }),
    ...attachmentIds(results),
  };
}

const hasWords = ({ content }: Mail): boolean => plainText(content) !== '';

/** How a thread compares with a mail that has pictures and no words: by where its pictures are kept, else by its files. */
function likenessOfPictures(
  { content, attachments }: Thread,
  { content: wanted, files }: Mail,
  results: Results,
): Likeness {
  const sources = picturesIn(placePictures(wanted, results));
  const said = picturesIn(content ?? '');
  if (sources.length === 0 && said.length > 0) return 'other';
  if (sources.every((source) => said.some((one) => one.endsWith(source)))) return 'same';
  if (files.length === 0 || attachments == null || attachments.some(({ size }) => size == null)) return 'hidden';
  const isThere = (file: StagedFile): boolean =>
    attachments.some(({ name, size }) => name === file.name && size === file.size);
  return files.every(isThere) ? 'same' : 'other';
}

/** Whether a thread goes to whom the mail does, as far as it shows that. */
export const goesToSame = ({ to, cc, bcc }: Thread, payload: Mail): boolean =>
  !isByMail(payload) ||
  ((to == null || sameAddresses(to, payload.to)) &&
    (cc === undefined || sameAddresses(cc, payload.cc)) &&
    (bcc === undefined || sameAddresses(bcc, payload.bcc)));

/**
 * How a thread, read whole, compares with this mail: its words, whom it is from and goes to, and its files. What the service
 * does not show contradicts nothing; without words it proves nothing either.
 */
export function likenessOfMail(thread: Thread, payload: Mail, results: Results): Likeness {
  const from = fromOf(payload, results);
  const { fromEmailAddress, attachments } = thread;
  const isLike =
    sameText(thread.content, payload.content) &&
    (!isByMail(payload) ||
      (goesToSame(thread, payload) &&
        (fromEmailAddress == null || from === undefined || sameAddresses(fromEmailAddress, from)))) &&
    (attachments == null || payload.files.every((file) => attachments.some(({ name }) => name === file.name)));
  if (!isLike) return 'other';
  return hasWords(payload) ? 'same' : likenessOfPictures(thread, payload, results);
}

/** As `likenessOfMail`, of a thread that is known by its id: whether nothing says that it is another mail by now. */
export const isThisMail = (thread: Thread, payload: Mail, results: Results): boolean =>
  likenessOfMail(thread, payload, results) !== 'other';

/**
 * Whether a thread, as it is answered, certainly says something else than this mail. The service may put a signature or what
 * is answered around our words, and does not always show all of it.
 */
export function saysOther({ content, isContentTruncated }: Thread, payload: Mail): boolean {
  if (content == null || String(isContentTruncated) === 'true') return false;
  return (
    !sameText(content, payload.content) && !written(plainText(content)).includes(written(plainText(payload.content)))
  );
}

/** Whether a thread shows all by which `isThisMail` tells. */
export const isShownWhole = ({ to, cc, bcc, attachments }: Thread): boolean =>
  to != null && cc !== undefined && bcc !== undefined && attachments != null;

/** Our own threads of the ticket since the step was first tried, as its list shows them, but for those of other jobs. */
export async function ownThreads(
  { ticketId }: Mail,
  { client, call, agentId, since, isTaken }: StepContext,
): Promise<Thread[]> {
  const rows = await readWhole((page) => listThreads(client, ticketId, { ...page, ...call }));
  return rows.filter(
    (row) =>
      row.direction !== 'in' &&
      (row.responderId == null || row.responderId === agentId) &&
      isNotBefore(row.createdTime, since) &&
      !isTaken('thread', row.id),
  );
}

/** Threads of a ticket's list with what tells whether they are this mail: read one by one where the list lacks it. */
export const readThreads = (rows: readonly Thread[], payload: Mail, { client, call }: StepContext): Promise<Thread[]> =>
  Promise.all(
    rows.map(async (row) => {
      const isWhole = typeof row.content === 'string' && (row.attachments != null || hasWords(payload));
      return isWhole ? row : getThread(client, payload.ticketId, row.id, call);
    }),
  );

/** Those that may be this mail, whole. */
export async function likeThisMail(rows: readonly Thread[], payload: Mail, context: StepContext): Promise<Thread[]> {
  const whole = await readThreads(rows, payload, context);
  return whole.filter((row) => isThisMail(row, payload, context.results));
}
