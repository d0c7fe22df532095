import { z } from 'zod';
import { attachment, attachmentRow } from './attachments.ts';
import * as lenient from './lenient.ts';
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

/** A comment as the timeline shows it. Mentions read `zsu[@user:ID]zsu` on the wire; `mentions` names them. */
export const commentItem = z.object({
  kind: z.literal('comment'),
  id: z.string(),
  time: z.string().nullable(),
  authorName: z.string(),
  byAgent: z.boolean(),
  isPublic: z.boolean(),
  /** Hostile until sanitised. */
  content: z.string(),
  contentType: z.enum(['html', 'plainText']),
  mentions: z.record(z.string(), z.string()),
  attachments: z.array(attachmentRow),
});
export type CommentItem = z.output<typeof commentItem>;
