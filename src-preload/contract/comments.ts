import { z } from 'zod';
import { attachment, attachmentRow } from './attachments.ts';
import * as lenient from './lenient.ts';
import { pendingMark } from './outbox.ts';
import * as strict from './strict.ts';
import { author } from './threads.ts';

/** A note among agents (private) or to the customer (public). Reference: 评论. */
export const comment = z.looseObject({
  id: lenient.id,
  content: lenient.text,
  contentType: lenient.text,
  isPublic: lenient.flag,
  commentedTime: lenient.time,
  modifiedTime: lenient.time,
  commenterId: lenient.ref,
  commenter: lenient.nested(author),
  attachments: lenient.list(attachment),
});
export type Comment = z.output<typeof comment>;

/** The longest comment that the live service takes, in characters. */
export const COMMENT_LIMIT = 32_000;

/** `contentType` is the live service's own (default html); the reference does not know it, so leave it out there. */
export const updateCommentBody = z.strictObject({
  content: z.string().min(1).max(COMMENT_LIMIT).optional(),
  contentType: z.enum(['html', 'plainText']).optional(),
  attachmentIds: z.array(strict.id).optional(),
});

/** Mentions are written `zsu[@user:{zuid}]zsu`. Whether it is public can be said only here. */
export const createCommentBody = updateCommentBody.required({ content: true }).extend({ isPublic: strict.flagText });

/** A comment as the timeline shows it. Mentions read `zsu[@user:ID]zsu` on the wire; `mentions` names them. */
export const commentItem = z.object({
  kind: z.literal('comment'),
  id: z.string(),
  time: z.string().nullable(),
  authorName: z.string(),
  byAgent: z.boolean(),
  /** Whose photo it is: `contact/<id>` or `agent/<id>`; left out where nobody knows. */
  person: z.string().optional(),
  /** Whether the agent who is signed in wrote it, and may change it. */
  isMine: z.boolean().optional(),
  isPublic: z.boolean(),
  /** Hostile until sanitised. */
  content: z.string(),
  contentType: z.enum(['html', 'plainText']),
  mentions: z.record(z.string(), z.string()),
  attachments: z.array(attachmentRow),
  /** Set while this, or a change of it, is still in the outbox. */
  pending: pendingMark.optional(),
});
export type CommentItem = z.output<typeof commentItem>;
