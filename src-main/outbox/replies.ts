import {
  deleteDraftInput,
  type DraftReplyInput,
  draftReplyInput,
  type ForwardInput,
  forwardInput,
  type ReplyInput,
  replyInput,
  resendInput,
} from '../../src-preload/contract/replies.ts';
import type { ReplyBody, Thread } from '../../src-preload/contract/threads.ts';
import type { StepContext } from './job.ts';
import { listMailReplyAddresses } from '../api/mail-reply-addresses.ts';
import {
  deleteDraft,
  draftReply,
  getThread,
  listThreads,
  resendFailedThread,
  sendDraft,
  sendReply,
  updateDraftReply,
} from '../api/threads.ts';
import { getTicket, updateTicket } from '../api/tickets.ts';
import { isAppError } from '../lib/app-error.ts';
import { type Done, defineJob, type Look, type Results, type Step } from './job.ts';
import { isNotBefore, lookAmong } from './match.ts';
import { readWhole } from './pages.ts';
import { excerpt, sameAddresses, sameText } from './text.ts';
import { attachmentIds, ensureUploads, placePictures } from './uploads.ts';

type Mail = (ReplyInput | DraftReplyInput | ForwardInput) & { draftThreadId?: string | undefined };

const draftIdOf = (payload: Mail, results: Results): string | null =>
  (results['draftId'] as string | undefined) ?? payload.draftThreadId ?? null;

function bodyOf(payload: Mail, results: Results, isForward: boolean): ReplyBody {
  const { channel, to, cc, bcc, contentType, content } = payload;
  const from = payload.fromEmailAddress ?? (results['from'] as string | undefined);
  return {
    channel: channel as ReplyBody['channel'],
    to,
    contentType,
    content: placePictures(content, results),
    ...(cc === undefined || cc === '' ? {} : { cc }),
    ...(bcc === undefined || bcc === '' ? {} : { bcc }),
    ...(from === undefined ? {} : { fromEmailAddress: from }),
    ...(isForward ? { isForward: true } : {}),
    ...(payload.inReplyToThreadId === undefined ? {} : { inReplyToThreadId: payload.inReplyToThreadId }),
    ...attachmentIds(results),
  };
}

/** Our own threads of the ticket that say what `payload` says, content read where the list lacks it. */
async function ownThreads(
  payload: Mail,
  { client, call, agentId, since, isTaken }: StepContext,
  isWanted: (thread: Thread) => boolean,
): Promise<Thread[]> {
  const rows = await readWhole((page) => listThreads(client, payload.ticketId, { ...page, ...call }));
  const mine = rows.filter(
    (row) =>
      row.direction !== 'in' &&
      isWanted(row) &&
      (row.responderId == null || row.responderId === agentId) &&
      isNotBefore(row.createdTime, since) &&
      !isTaken('thread', row.id),
  );
  const whole = mine.map(async (row) =>
    typeof row.content === 'string' ? row : getThread(client, payload.ticketId, row.id, call),
  );
  return (await Promise.all(whole)).filter(
    (row) => sameText(row.content, payload.content) && (row.to == null || sameAddresses(row.to, payload.to)),
  );
}

async function getThreadOrNull({ client, call }: StepContext, ticketId: string, id: string): Promise<Thread | null> {
  try {
    return await getThread(client, ticketId, id, call);
  } catch (error) {
    if (isAppError(error, 'notFound')) return null;
    throw error;
  }
}

const textOf = ({ summary, content }: Thread): string => excerpt(summary ?? content ?? '');

const sent = (id: string, status?: string | null): Done => ({
  serverId: id,
  claims: [['thread', id]],
  results: { threadId: id, ...(status == null ? {} : { status }) },
});

/** Step 1: a draft at the service, which harms nobody when it is doubled. */
function draftStep<P extends Mail>(isForward: boolean): Step<P> {
  const drafted = (id: string): Done => ({ results: { draftId: id }, serverId: id, claims: [['thread', id]] });
  return {
    name: 'draft',
    settle: 'lag',
    async prepare(payload, context) {
      const { client, call, results } = context;
      const uploads = await ensureUploads(payload.files, context);
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
    async send(payload, { client, call, results }) {
      const body = bodyOf(payload, results, isForward);
      const draftId = draftIdOf(payload, results);
      if (draftId !== null) {
        return drafted((await updateDraftReply(client, payload.ticketId, draftId, body, call)).id);
      }
      try {
        return drafted((await draftReply(client, payload.ticketId, body, call)).id);
      } catch (error) {
        // The ticket is there and drafts are not: this service has none, and the reply goes out at most once.
        if (!isAppError(error, 'notFound') && !(isAppError(error) && error.service?.status === 405)) throw error;
        await getTicket(client, payload.ticketId, call);
        return { results: { noDrafts: true } };
      }
    },
    async look(payload, context): Promise<Look> {
      const draftId = draftIdOf(payload, context.results);
      if (draftId !== null) {
        const held = await getThreadOrNull(context, payload.ticketId, draftId);
        const isIt = held?.status === 'DRAFT' && sameText(held.content, payload.content);
        return isIt ? { found: 'done', ...drafted(draftId) } : { found: 'notDone' };
      }
      const rows = await ownThreads(payload, context, ({ status }) => status === 'DRAFT');
      const look = lookAmong(rows, 'thread', context, () => true, { textOf });
      return look.found === 'done' && look.serverId !== undefined ? { ...look, ...drafted(look.serverId) } : look;
    },
  };
}

/** Step 2: the draft goes out. Its own status says whether it did. */
function sendStep<P extends Mail>(isForward: boolean): Step<P> {
  return {
    name: 'send',
    settle: 'lag',
    lookOnRefusal: true,
    async send(payload, { client, call, results }) {
      const draftId = draftIdOf(payload, results);
      if (draftId === null) {
        const thread = await sendReply(client, payload.ticketId, bodyOf(payload, results, isForward), call);
        return sent(thread.id, thread.status);
      }
      const thread = await sendDraft(client, payload.ticketId, draftId, call);
      return sent(thread?.id ?? draftId, thread?.status);
    },
    async look(payload, context): Promise<Look> {
      const draftId = draftIdOf(payload, context.results);
      const draft = draftId === null ? null : await getThreadOrNull(context, payload.ticketId, draftId);
      if (draft?.status === 'DRAFT') return { found: 'notDone' };
      if (draft !== null) return { found: 'done', ...sent(draft.id, draft.status) };
      const rows = await ownThreads(payload, context, ({ status }) => status !== 'DRAFT');
      const look = lookAmong(rows, 'thread', context, () => true, { textOf });
      const row = look.found === 'done' ? rows.find(({ id }) => id === look.serverId) : undefined;
      if (row !== undefined) return { found: 'done', ...sent(row.id, row.status) };
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
          candidates: others.map((thread) => ({
            id: thread.id,
            time: thread.createdTime ?? null,
            text: textOf(thread),
          })),
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

/** After a refusal the next try makes a new draft when the old one is gone, and uploads anew what was not taken. */
function retryFrom(
  results: Results,
  error: { code: string; fields: Record<string, string> | null } | null,
): {
  step: number;
  results: Results;
} {
  const { uploads, draftId, ...rest } = results;
  if (error?.code === 'notFound') return { step: 0, results: rest };
  if (error?.fields?.['/attachmentIds'] !== undefined) return { step: 0, results: { ...rest, draftId } };
  return { step: draftId === undefined ? 0 : 1, results: { ...results, uploads } };
}

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
    retryFrom: (results, error) =>
      results['threadId'] === undefined ? retryFrom(results, error) : { step: 2, results },
    steps: [draftStep(false), sendStep(false), statusStep],
  }),
  defineJob<ForwardInput>({
    ...mail,
    kind: 'reply.forward',
    payload: forwardInput,
    canUndo: true,
    isGated: () => false,
    retryFrom,
    steps: [draftStep(true), sendStep(true)],
  }),
  defineJob<DraftReplyInput>({
    ...mail,
    kind: 'reply.draft',
    payload: draftReplyInput,
    retryFrom: (results, error) => ({ ...retryFrom(results, error), step: 0 }),
    steps: [draftStep(false)],
  }),
  defineJob({
    kind: 'reply.deleteDraft',
    version: 1,
    payload: deleteDraftInput,
    lanes: ({ ticketId }) => [`ticket:${ticketId}`],
    ticketId: ({ ticketId }) => ticketId,
    summary: () => '',
    steps: [
      {
        name: 'deleteDraft',
        settle: 'now',
        doneWhen: (error) => error.code === 'notFound',
        async send({ ticketId, threadId }, { client, call }) {
          await deleteDraft(client, ticketId, threadId, call);
          return { serverId: threadId };
        },
        async look({ ticketId, threadId }, context) {
          const thread = await getThreadOrNull(context, ticketId, threadId);
          return thread === null ? { found: 'done', serverId: threadId } : { found: 'notDone' };
        },
      },
    ],
  }),
  defineJob({
    kind: 'thread.resend',
    version: 1,
    payload: resendInput,
    lanes: ({ ticketId }) => [`ticket:${ticketId}`],
    ticketId: ({ ticketId }) => ticketId,
    summary: () => '',
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
