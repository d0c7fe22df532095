import { z } from 'zod';
import { attachment, attachmentRow } from './attachments.ts';
import * as lenient from './lenient.ts';
import { pendingMark } from './outbox.ts';
import * as strict from './strict.ts';

export const author = z.looseObject({
  name: lenient.text,
  email: lenient.text,
  /** AGENT or END_USER. */
  type: lenient.text,
  photoURL: lenient.text,
});

/** One message to or from the customer. Reference: 会话. Lists carry `summary` only; `content` comes from getThread. */
export const thread = z.looseObject({
  id: lenient.id,
  channel: lenient.text,
  /** SUCCESS, PENDING, FAILED or DRAFT. */
  status: lenient.text,
  /** in or out. */
  direction: lenient.text,
  content: lenient.text,
  /** html or plainText. */
  contentType: lenient.text,
  summary: lenient.text,
  createdTime: lenient.time,
  author: lenient.nested(author),
  responderId: lenient.ref,
  fromEmailAddress: lenient.text,
  to: lenient.text,
  cc: lenient.text,
  bcc: lenient.text,
  isForward: lenient.flag,
  hasAttach: lenient.flag,
  visibility: lenient.text,
  attachments: lenient.list(attachment),
});
export type Thread = z.output<typeof thread>;

/** Channels that take an answer. Reference: 会话, `channel`. */
export const replyChannel = z.enum(['EMAIL', 'FACEBOOK', 'TWITTER', 'FORUMS']);
export type ReplyChannel = z.output<typeof replyChannel>;

/** A reply. By e-mail, `fromEmailAddress` must be one of the service's mail reply addresses; addresses comma separated. */
export const replyBody = z.strictObject({
  channel: replyChannel,
  to: z.string().min(1).optional(),
  cc: z.string().optional(),
  bcc: z.string().optional(),
  fromEmailAddress: z.string().min(1).optional(),
  contentType: z.enum(['html', 'plainText']).optional(),
  content: z.string().min(1),
  isForward: strict.flagText.optional(),
  inReplyToThreadId: strict.id.optional(),
  attachmentIds: z.array(strict.id).optional(),
});
export type ReplyBody = z.input<typeof replyBody>;

/** Only what is named changes; the channel always goes along. */
export const updateDraftReplyBody = replyBody.partial().required({ channel: true });

/** A thread as the timeline shows it. */
export const threadItem = z.object({
  kind: z.literal('thread'),
  id: z.string(),
  time: z.string().nullable(),
  authorName: z.string(),
  authorEmail: z.string().nullable(),
  byAgent: z.boolean(),
  /** Whose photo it is: `contact/<id>` or `agent/<id>`; left out where nobody knows. */
  person: z.string().optional(),
  /** Whether the agent who is signed in sent it; left out where the service does not say who did. */
  isMine: z.boolean().optional(),
  direction: z.enum(['in', 'out']),
  channel: z.string(),
  status: z.enum(['SUCCESS', 'PENDING', 'FAILED', 'DRAFT']),
  from: z.string().nullable(),
  to: z.string().nullable(),
  cc: z.string().nullable(),
  bcc: z.string().nullable(),
  isForward: z.boolean(),
  /** Hostile until sanitised. Null while only the summary is known. */
  content: z.string().nullable(),
  contentType: z.enum(['html', 'plainText']),
  summary: z.string(),
  attachments: z.array(attachmentRow),
  /** Of a draft: the same mark is the same words, as far as the service shows them. What goes on with it names it. */
  mark: z.string().optional(),
  /** Set while this is still in the outbox: `id` is then a local id. */
  pending: pendingMark.optional(),
});
export type ThreadItem = z.output<typeof threadItem>;
