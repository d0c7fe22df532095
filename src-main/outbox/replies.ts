import {
  type DeleteDraftInput,
  deleteDraftInput,
  type DraftReplyInput,
  draftReplyInput,
  type ForwardInput,
  forwardInput,
  type ReplyInput,
  replyInput,
  resendInput,
} from '../../src-preload/contract/replies.ts';
import type { Attachment } from '../../src-preload/contract/attachments.ts';
import type { Thread } from '../../src-preload/contract/threads.ts';
import { listMailReplyAddresses } from '../api/mail-reply-addresses.ts';
import {
  deleteDraft,
  deleteThreadAttachment,
  draftReply,
  getThread,
  listThreads,
  resendFailedThread,
  sendDraft,
  sendReply,
  updateDraftReply,
} from '../api/threads.ts';
import { getTicket, updateTicket } from '../api/tickets.ts';
import { AppError, isAppError } from '../lib/app-error.ts';
import { deleteStep } from './deletions.ts';
import {
  type Done,
  defineJob,
  type JobKind,
  type Look,
  type Prepared,
  type Results,
  SEND_AGAIN,
  type Step,
  type StepContext,
} from './job.ts';
import {
  bodyOf,
  draftIdOf,
  isShownWhole,
  isThisMail,
  likenessOfMail,
  likeThisMail,
  type Mail,
  ownThreads,
  saysOther,
} from './mails.ts';
import { isNotBefore, type Likeness, lookAmong } from './match.ts';
import { readWhole } from './pages.ts';
import {
  findSent,
  isAsOpened,
  isChangedElsewhere,
  mailMark,
  refuse,
  refuseChanged,
  threadMark,
} from './shared-drafts.ts';
import { excerpt } from './text.ts';
import { ensureUploads, takenOut } from './uploads.ts';

async function getThreadOrNull({ client, call }: StepContext, ticketId: string, id: string): Promise<Thread | null> {
  try {
    return await getThread(client, ticketId, id, call);
  } catch (error) {
    if (isAppError(error, 'notFound')) return null;
    throw error;
  }
}

const textOf = ({ summary, content }: Thread): string => excerpt(summary ?? content ?? '');

const asCandidate = (thread: Thread) => ({ id: thread.id, time: thread.createdTime ?? null, text: textOf(thread) });

/** Whether there was a draft to go on with, and the agent has not said that another takes its place. */
const isDraftMissing = ({ draftThreadId }: Mail, { draftId, draftedAt, isAnew }: Results): boolean =>
  isAnew !== true && [draftThreadId, draftId, draftedAt].some((one) => one !== undefined);

const isDraft = ({ status }: Thread): boolean => status === 'DRAFT';

/** The mail is on its way: from here on nothing calls it back. */
const isSent = (results: Results): boolean => results['threadId'] !== undefined;

const sent = (id: string, status?: string | null): Done => ({
  serverId: id,
  claims: [['thread', id]],
  results: { threadId: id, ...(status == null ? {} : { status }) },
});

/** The reference changes drafts of every channel but this: there another takes the place of the first. */
const FIXED = 'TWITTER';

/** What was written over a draft this long ago (by the service's clock) may have been written over since. */
const FRESH_MS = 60_000;

/** Files that a draft of the service has already, so that writing over it does not put them there twice. */
const heldFiles = (draft: Thread | null, { channel, draftThreadId }: Mail): readonly Attachment[] =>
  channel === FIXED || draftThreadId === undefined ? [] : (draft?.attachments ?? []);

const takeOff = (ticketId: string, draftId: string, id: string, { client, call }: StepContext): Promise<unknown> =>
  deleteThreadAttachment(client, ticketId, draftId, id, call).catch((error: unknown) => {
    if (!isAppError(error, 'notFound')) throw error;
  });

/** Step 1: a draft at the service, which harms nobody when it is doubled. `isAll`: nothing follows. */
function draftStep<P extends Mail>(isForward: boolean, isAll = false): Step<P> {
  const drafted = (thread: Thread, payload: Mail, { serverNow }: StepContext): Done => ({
    results: {
      draftId: thread.id,
      draftedAt: serverNow(),
      draftMark: threadMark(thread) ?? mailMark(payload),
      // The agent's word on what was there before.
      isAnew: false,
      overMark: null,
    },
    serverId: thread.id,
    claims: [['thread', thread.id]],
  });
  return {
    name: 'draft',
    settle: 'lag',
    async prepare(payload, context) {
      const { client, call, results } = context;
      const draftId = draftIdOf(payload, results);
      const draft = draftId === null ? null : await getThreadOrNull(context, payload.ticketId, draftId);
      if (draft !== null && draft.status !== 'DRAFT') {
        if (isAll || !isThisMail(draft, payload, results)) return refuse('draftSent');
        return { go: false, done: sent(draft.id, draft.status) };
      }
      if (draft === null && isDraftMissing(payload, results)) {
        const gone = await findSent(payload, context);
        if (gone === 'other' || (gone !== null && isAll)) return refuse('draftSent');
        if (gone !== null) return { go: false, done: sent(gone.id, gone.status) };
      }
      if (draft !== null && isChangedElsewhere(draft, payload, context)) return refuseChanged(draft, context);
      const out = payload.channel === FIXED ? [] : takenOut(payload.files, results, draft?.attachments ?? []);
      for (const { id } of out) await takeOff(payload.ticketId, draftId as string, id, context);
      const held = heldFiles(draft, payload).filter((file) => !out.includes(file));
      const uploads = await ensureUploads(payload.files, context, held);
      if (payload.fromEmailAddress !== undefined || payload.channel !== 'EMAIL' || results['from'] !== undefined) {
        return { go: true, results: uploads };
      }
      const { departmentId } = await getTicket(client, payload.ticketId, call);
      const addresses = await listMailReplyAddresses(client, {
        departmentId: departmentId ?? 'allDepartment',
        ...call,
      });
      const from = addresses.find(({ isActive, address }) => isActive !== false && address)?.address;
      return { go: true, results: { ...uploads, ...(from == null ? {} : { from }) } };
    },
    async send(payload, context) {
      const { client, call, results } = context;
      const draftId = draftIdOf(payload, results);
      if (draftId !== null && payload.channel !== FIXED) {
        const whole = bodyOf(payload, results, { isForward, isWhole: true });
        return drafted(await updateDraftReply(client, payload.ticketId, draftId, whole, call), payload, context);
      }
      if (draftId !== null) {
        await deleteDraft(client, payload.ticketId, draftId, call).catch((error: unknown) => {
          if (!isAppError(error, 'notFound')) throw error;
        });
      }
      try {
        const body = bodyOf(payload, results, { isForward });
        return drafted(await draftReply(client, payload.ticketId, body, call), payload, context);
      } catch (error) {
        // The ticket is there and drafts are not: this service has none, and the reply goes out at most once.
        if (!isAppError(error, 'notFound') && !(isAppError(error) && error.service?.status === 405)) throw error;
        await getTicket(client, payload.ticketId, call);
        if (isAll) throw error;
        return { results: { noDrafts: true } };
      }
    },
    async look(payload, context): Promise<Look> {
      const { results, isDoubtful } = context;
      const draftId = draftIdOf(payload, results);
      const held = draftId === null ? null : await getThreadOrNull(context, payload.ticketId, draftId);
      if (draftId !== null && !(isDoubtful && held?.status !== 'DRAFT')) {
        // Writing it once more harms nobody; a draft that goes to the wrong person does.
        const isIt =
          held?.status === 'DRAFT' && isShownWhole(held) && likenessOfMail(held, payload, results) === 'same';
        return isIt ? { found: 'done', ...drafted(held, payload, context) } : { found: 'notDone' };
      }
      const rows = await ownThreads(payload, context);
      const like = await likeThisMail(rows.filter(isDraft), payload, context);
      // One draft more harms nobody; one with a picture that may be another's does.
      const drafts = like.filter((row) => likenessOfMail(row, payload, results) === 'same');
      const look = lookAmong(drafts, 'thread', context, () => 'same', { textOf });
      const draft = look.found === 'done' ? drafts.find(({ id }) => id === look.serverId) : undefined;
      if (draft !== undefined) return { ...look, ...drafted(draft, payload, context) };
      // What was recovered may have been sent since, and changed before: whatever it says, the agent knows.
      const sentSince = isDoubtful ? rows.filter((row) => !isDraft(row) && row.id !== held?.id) : [];
      const others = held === null ? sentSince : [held, ...sentSince];
      if (look.found === 'undecided' || others.length === 0) return look;
      return {
        found: 'undecided',
        question: {
          why: 'recovered',
          message: 'The outbox was recovered from an older copy, and a message of yours is on the ticket since.',
          candidates: others.map(asCandidate),
        },
      };
    },
    // The agent's word is about the mail, not about its draft.
    adopt: (serverId) => (serverId === null ? { results: { threadId: null } } : sent(serverId)),
  };
}

/** Step 2: the draft goes out. Its own status says whether it did, and its words whether it was this mail. */
function sendStep<P extends Mail>(isForward: boolean): Step<P> {
  return {
    name: 'send',
    settle: 'lag',
    lookOnRefusal: true,
    skip: (_payload, { results }) => isSent(results),
    async prepare(payload, context): Promise<Prepared> {
      const { results, job, serverNow } = context;
      const draftId = draftIdOf(payload, results);
      const age = serverNow() - Number(results['draftedAt'] ?? 0);
      if (draftId === null || (job.attempts === 0 && age >= 0 && age < FRESH_MS)) return { go: true };
      const draft = await getThreadOrNull(context, payload.ticketId, draftId);
      if (draft === null) {
        const gone = await findSent(payload, context);
        if (gone === 'other') return refuse('draftSent');
        return gone === null ? { go: true } : { go: false, done: sent(gone.id, gone.status) };
      }
      const isIt = isThisMail(draft, payload, results);
      if (draft.status === 'DRAFT') return isIt ? { go: true } : refuseChanged(draft, context);
      return isIt ? { go: false, done: sent(draft.id, draft.status) } : refuse('draftSent');
    },
    async send(payload, { client, call, results }) {
      const draftId = draftIdOf(payload, results);
      if (draftId === null) {
        const thread = await sendReply(client, payload.ticketId, bodyOf(payload, results, { isForward }), call);
        return sent(thread.id, thread.status);
      }
      const thread = await sendDraft(client, payload.ticketId, draftId, call);
      if (thread !== null && saysOther(thread, payload))
        throw new AppError('unknownOutcome', 'The draft was changed elsewhere in the moment in which it was sent.');
      return sent(thread?.id ?? draftId, thread?.status);
    },
    async look(payload, context): Promise<Look> {
      const draftId = draftIdOf(payload, context.results);
      const draft = draftId === null ? null : await getThreadOrNull(context, payload.ticketId, draftId);
      if (draft?.status === 'DRAFT') return { found: 'notDone' };
      if (draft !== null) {
        if (isThisMail(draft, payload, context.results)) return { found: 'done', ...sent(draft.id, draft.status) };
        const message = 'The draft of your reply went out, with other words than yours: somebody changed it elsewhere.';
        return { found: 'undecided', question: { why: 'otherWords', message, candidates: [asCandidate(draft)] } };
      }
      const own = await ownThreads(payload, context);
      const rows = await likeThisMail(
        own.filter((row) => !isDraft(row)),
        payload,
        context,
      );
      const how = (row: Thread): Likeness => likenessOfMail(row, payload, context.results);
      const look = lookAmong(rows, 'thread', context, how, { textOf });
      const row = look.found === 'done' ? rows.find(({ id }) => id === look.serverId) : undefined;
      if (row !== undefined) return { found: 'done', ...sent(row.id, row.status) };
      // Somebody else may have sent it, and before the first try.
      const gone = draftId === null ? null : await findSent(payload, context);
      if (gone !== null && gone !== 'other') return { found: 'done', ...sent(gone.id, gone.status) };
      if (look.found === 'undecided') return look;
      const others = (
        await readWhole((page) => listThreads(context.client, payload.ticketId, { ...page, ...context.call }))
      ).filter((thread) => thread.direction !== 'in' && isNotBefore(thread.createdTime, context.since));
      return {
        found: 'undecided',
        question: {
          why: draftId === null ? 'noDrafts' : 'draftGone',
          message:
            draftId === null
              ? 'This service keeps no drafts, and the answer to your reply never came. It is not among the messages of the ticket: send it again, or leave it?'
              : 'The draft of your reply is gone from the ticket, and no message like it is there. It may have been sent and changed, or deleted.',
          candidates: others.map(asCandidate),
        },
      };
    },
    adopt: (serverId, payload, { results }) => {
      const id = serverId ?? draftIdOf(payload, results);
      return id === null ? {} : sent(id);
    },
  };
}

/** Step 3 of "send and close". */
const statusStep: Step<ReplyInput> = {
  name: 'status',
  settle: 'now',
  skip: ({ thenStatus }) => thenStatus === null,
  async prepare({ ticketId, thenStatus }, { client, call }) {
    const { status } = await getTicket(client, ticketId, call);
    return status === thenStatus ? { go: false, done: {} } : { go: true };
  },
  async send({ ticketId, thenStatus }, { client, call }) {
    await updateTicket(client, ticketId, { status: thenStatus as string }, call);
    return {};
  },
  async look({ ticketId, thenStatus }, { client, call }) {
    const { status } = await getTicket(client, ticketId, call);
    return { found: status === thenStatus ? 'done' : 'notDone' };
  },
};

/**
 * After a refusal the next try makes a new draft when the old one is gone, writes over one that was changed elsewhere, and
 * uploads anew what was not taken.
 */
const retryFrom: NonNullable<JobKind['retryFrom']> = (results, error) => {
  const { uploads, draftId, ...rest } = results;
  const isAnew = error?.reason === 'draftSent' || error?.reason === SEND_AGAIN;
  if (error?.code === 'notFound' || isAnew)
    return { step: 0, results: { ...rest, isDraftGone: true, ...(isAnew ? { isAnew } : {}) } };
  if (error?.reason === 'draftChanged') return { step: 0, results };
  if (error?.fields?.['/attachmentIds'] !== undefined) return { step: 0, results: { ...rest, draftId } };
  return { step: draftId === undefined ? 0 : 1, results: { ...results, uploads } };
};

const mail = {
  version: 1,
  lanes: ({ ticketId }: Mail) => [`ticket:${ticketId}`],
  ticketId: ({ ticketId }: Mail) => ticketId,
  files: ({ files }: Mail) => files,
  summary: ({ content }: Mail) => excerpt(content),
};

export const replyJobs = [
  defineJob<ReplyInput>({
    ...mail,
    kind: 'reply.send',
    payload: replyInput,
    canUndo: true,
    isGated: () => true,
    isBeyondRecall: isSent,
    retryFrom: (results, error) => (isSent(results) ? { step: 2, results } : retryFrom(results, error)),
    steps: [draftStep(false), sendStep(false), statusStep],
  }),
  defineJob<ForwardInput>({
    ...mail,
    kind: 'reply.forward',
    payload: forwardInput,
    canUndo: true,
    retryFrom,
    steps: [draftStep(true), sendStep(true)],
  }),
  defineJob<DraftReplyInput>({
    ...mail,
    kind: 'reply.draft',
    payload: draftReplyInput,
    creates: 'thread',
    existing: ({ draftThreadId }) => draftThreadId,
    retryFrom: (results, error) => ({ ...retryFrom(results, error), step: 0 }),
    steps: [draftStep(false, true)],
  }),
  defineJob({
    kind: 'reply.deleteDraft',
    isOnce: true,
    version: 1,
    payload: deleteDraftInput,
    lanes: ({ ticketId }) => [`ticket:${ticketId}`],
    ticketId: ({ ticketId }) => ticketId,
    steps: [
      {
        ...deleteStep<DeleteDraftInput>({
          name: 'deleteDraft',
          idOf: ({ threadId }) => threadId,
          remove: ({ ticketId, threadId }, { client, call }) => deleteDraft(client, ticketId, threadId, call),
          isThere: async ({ ticketId, threadId }, context) =>
            (await getThreadOrNull(context, ticketId, threadId)) !== null,
        }),
        async prepare({ ticketId, threadId }, context): Promise<Prepared> {
          if (context.job.base === null) return { go: true };
          const draft = await getThreadOrNull(context, ticketId, threadId);
          const isAnothers = draft !== null && isDraft(draft) && !isAsOpened(draft, context);
          // Nobody asked for more than what was called back; what somebody else wrote there, or sent, is theirs.
          if ((context.job.base as { isCalledBack?: boolean }).isCalledBack === true) {
            const isOurs = draft !== null && isDraft(draft) && !isAnothers;
            return isOurs ? { go: true } : { go: false, done: { serverId: threadId } };
          }
          return isAnothers ? refuseChanged(draft, context, 'draftWritten') : { go: true };
        },
      },
    ],
  }),
  defineJob({
    kind: 'thread.resend',
    isOnce: true,
    version: 1,
    payload: resendInput,
    lanes: ({ ticketId }) => [`ticket:${ticketId}`],
    ticketId: ({ ticketId }) => ticketId,
    steps: [
      {
        name: 'resend',
        settle: 'lag',
        lookOnRefusal: true,
        async prepare({ ticketId, threadId }, context) {
          const thread = await getThreadOrNull(context, ticketId, threadId);
          // A colleague was faster.
          if (thread?.status === 'PENDING' || thread?.status === 'SUCCESS')
            return { go: false, done: sent(threadId, thread.status) };
          return { go: true, results: { failedAt: thread?.createdTime ?? null } };
        },
        async send({ ticketId, threadId }, { client, call }) {
          const thread = await resendFailedThread(client, ticketId, threadId, call);
          return sent(thread?.id ?? threadId, thread?.status);
        },
        async look({ ticketId, threadId }, context): Promise<Look> {
          const thread = await getThreadOrNull(context, ticketId, threadId);
          if (thread !== null && thread.status !== 'FAILED') return { found: 'done', ...sent(threadId, thread.status) };
          // Sent again and failed again, where the service says when: its time has moved.
          const { failedAt } = context.results;
          if (thread?.createdTime != null && failedAt != null && thread.createdTime !== failedAt) {
            return { found: 'done', ...sent(threadId, thread.status) };
          }
          return {
            found: 'undecided',
            question: {
              why: 'ambiguous',
              message: 'The message still reads as failed: it was not sent again, or it failed once more.',
              candidates: [],
            },
          };
        },
        adopt: (serverId, { threadId }) => sent(serverId ?? threadId),
      },
    ],
  }),
];
