import { z } from 'zod';
import { stagedFile } from './drafts.ts';
import { method } from './method.ts';
import { fromForm, receipt } from './outbox.ts';
import { rowId } from './replies.ts';

/** What a file hangs on. */
const parent = z.object({ noun: z.enum(['ticket', 'contact', 'account', 'task']), parentId: rowId });

export const addAttachmentInput = parent.extend({ file: stagedFile, jobId: fromForm.jobId });
export type AddAttachmentInput = z.output<typeof addAttachmentInput>;

export const deleteAttachmentInput = parent.extend({
  id: rowId,
  /** For a file of a thread (noun `ticket`). */
  threadId: rowId.optional(),
});
export type DeleteAttachmentInput = z.output<typeof deleteAttachmentInput>;

export const setVisibilityInput = z.object({ ticketId: rowId, id: rowId, isPublic: z.boolean() });
export type SetVisibilityInput = z.output<typeof setVisibilityInput>;

export const methods = {
  'attachments.add': method(addAttachmentInput, receipt),
  'attachments.delete': method(deleteAttachmentInput, receipt),
  /** Whether the customer sees it (tickets only). */
  'attachments.setVisibility': method(setVisibilityInput, receipt),
};
