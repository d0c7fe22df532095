import { z } from 'zod';
import { stagedFile } from './drafts.ts';
import { method } from './method.ts';
import { fromComposer, receipt } from './outbox.ts';
import { replyChannel } from './threads.ts';
import { written } from './tickets.ts';

/** An id of the service, or one made here for a row that is not there yet (`local-...`). */
export const rowId = z.string().min(1).max(80);

/** Characters of a mail, its quote and markup among them. */
const MAIL_LIMIT = 1_000_000;

const message = z.object({
  ticketId: rowId,
  channel: replyChannel.default('EMAIL'),
  /** Addresses, comma separated. Mail needs one; elsewhere the answer goes where the message came from. */
  to: z.string().min(1).optional(),
  cc: z.string().optional(),
  bcc: z.string().optional(),
  fromEmailAddress: z.string().optional(),
  contentType: z.enum(['html', 'plainText']).default('html'),
  content: z.string().min(1).max(MAIL_LIMIT),
  /** The message that is answered, for the customer's mail program to put them together. */
  inReplyToThreadId: rowId.optional(),
  files: z.array(stagedFile).max(50).default([]),
  ...fromComposer,
});

const isAddressed = ({ channel, to }: { channel: string; to?: string | undefined }): boolean =>
  channel !== 'EMAIL' || to !== undefined;
const unaddressed = { path: ['to'], message: 'A mail needs an address.' };

const reply = message.extend({
  /** Sets the status afterwards, e.g. `Closed`; null leaves it. */
  thenStatus: z.string().nullable().default(null),
  /** A draft that the service has already: it is changed and sent instead of making another. */
  draftThreadId: z.string().optional(),
});
export const replyInput = reply.refine(isAddressed, unaddressed);
export type ReplyInput = z.output<typeof replyInput>;

export const draftReplyInput = reply.omit({ thenStatus: true, draftKey: true }).refine(isAddressed, unaddressed);
export type DraftReplyInput = z.output<typeof draftReplyInput>;

export const forwardInput = message.refine(isAddressed, unaddressed);
export type ForwardInput = z.output<typeof forwardInput>;

export const resendInput = z.object({ ticketId: rowId, threadId: rowId });

export const deleteDraftInput = z.object({ ticketId: rowId, threadId: rowId });
export type DeleteDraftInput = z.output<typeof deleteDraftInput>;

export const methods = {
  /** In the timeline at once; can be called back for `outbox.settings.undoMs`. */
  'replies.send': method(replyInput, written),
  /**
   * Keeps a reply on the service as a draft of the ticket; the composer's own stays. `localId` names a new one
   * until the service has: given as `draftThreadId` it is gone on with, or overtaken while it is still on its way.
   */
  'replies.draft': method(draftReplyInput, receipt),
  'replies.forward': method(forwardInput, written),
  /** `mark` is of the draft as it was on screen: one that somebody wrote on since is told first. */
  'replies.deleteDraft': method(deleteDraftInput.extend({ mark: z.string().optional() }), receipt),
  /** Sends a FAILED thread again. */
  'threads.resend': method(resendInput, receipt),
};
