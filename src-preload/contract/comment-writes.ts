import { z } from 'zod';
import { stagedFile } from './drafts.ts';
import { method } from './method.ts';
import { fromComposer, receipt } from './outbox.ts';
import { rowId } from './replies.ts';
import { written } from './tickets.ts';

const content = z.string().min(1).max(32_000);

export const createCommentInput = z.object({
  ticketId: rowId,
  /** Mentions read `zsu[@user:ZUID]zsu`. */
  content,
  contentType: z.enum(['html', 'plainText']).default('html'),
  isPublic: z.boolean().default(false),
  files: z.array(stagedFile).max(50).default([]),
  ...fromComposer,
});
export type CreateCommentInput = z.output<typeof createCommentInput>;

export const editCommentInput = z.object({ ticketId: rowId, id: rowId, content, draftKey: z.string().optional() });
export type EditCommentInput = z.output<typeof editCommentInput>;

export const deleteCommentInput = z.object({ ticketId: rowId, id: rowId });
export type DeleteCommentInput = z.output<typeof deleteCommentInput>;

export const methods = {
  'comments.create': method(createCommentInput, written),
  'comments.edit': method(editCommentInput, receipt),
  'comments.delete': method(deleteCommentInput, receipt),
};
