import { replyBody, type Thread, thread, updateDraftReplyBody } from '../../src-preload/contract/threads.ts';
import type { ApiClient, CallOptions } from './client.ts';
import { callOptions, defineAction, defineGet, defineList, defineWrite, path } from './operation.ts';

const draft = (ticketId: string, threadId: string) => path`/tickets/${ticketId}/draftReply/${threadId}`;
/**
 * Puts a thread on its way. Answers the thread as it is called from then on, or null where the service does not say: the
 * reference shows no answer to these, and whatever comes means that it was done.
 */
const dispatch =
  (operation: string, parameter: string) =>
  async (client: ApiClient, ticketId: string, threadId: string, options: CallOptions = {}): Promise<Thread | null> =>
    client.call({
      ...callOptions(options),
      operation,
      method: 'POST',
      path: `${path`/tickets/${ticketId}`}/${operation}`,
      query: { [parameter]: threadId },
      schema: thread.nullable().catch(null),
    });

/** One thread with its content. */
export const getThread = defineGet(
  'getThread',
  (ticketId: string, id: string) => path`/tickets/${ticketId}/threads/${id}`,
  thread,
);

/** At most 200 a page. The live service sends summaries without content. */
export const listThreads = defineList('listThreads', (ticketId: string) => path`/tickets/${ticketId}/threads`, thread);

/** Sends at once. When its outcome is unknown nobody can tell a second one from the first: draftReply and sendDraft can. */
export const sendReply = defineWrite(
  'sendReply',
  'POST',
  (ticketId: string) => path`/tickets/${ticketId}/sendReply`,
  replyBody,
  thread,
);

export const draftReply = defineWrite(
  'draftReply',
  'POST',
  (ticketId: string) => path`/tickets/${ticketId}/draftReply`,
  replyBody,
  thread,
);

export const updateDraftReply = defineWrite('updateDraftReply', 'PATCH', draft, updateDraftReplyBody, thread);

/** Sends a draft. Its status then reads PENDING, later SUCCESS or FAILED; nobody promises that the id survives. */
export const sendDraft = dispatch('sendDraft', 'draftThreadId');

export const deleteDraft = defineAction('deleteDraft', 'DELETE', draft);

/** Sends a FAILED thread again. */
export const resendFailedThread = dispatch('resendFailedThread', 'threadId');

/** Drafts only. */
export const deleteThreadAttachment = defineAction(
  'deleteThreadAttachment',
  'DELETE',
  (ticketId: string, threadId: string, id: string) => path`/tickets/${ticketId}/threads/${threadId}/attachments/${id}`,
);
