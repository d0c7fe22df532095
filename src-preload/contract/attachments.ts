import { z } from 'zod';
import { stagedFile } from './drafts.ts';
import * as lenient from './lenient.ts';
import { method } from './method.ts';
import { pendingMark } from './outbox.ts';

/** A file of a ticket, thread, comment, contact, account or task. `href` needs the token: only main can fetch it. */
export const attachment = z.looseObject({
  id: lenient.id,
  name: lenient.text,
  /** Bytes. */
  size: lenient.count,
  href: lenient.text,
  createdTime: lenient.time,
  creatorId: lenient.ref,
  isPublic: lenient.flag,
});
export type Attachment = z.output<typeof attachment>;

export const updateAttachmentBody = z.strictObject({ isPublic: z.boolean() });

/** What a view shows of a file. */
export const attachmentRow = z.object({ id: z.string(), name: z.string(), size: z.number().nullable() });
export type AttachmentRow = z.output<typeof attachmentRow>;

/** A file of a ticket, wherever on it it hangs. */
export const ticketFile = attachmentRow.extend({
  /** The thread or comment that it came with; both null for a file of the ticket itself. */
  threadId: z.string().nullable(),
  commentId: z.string().nullable(),
  /** Whether the customer sees it; null where the service does not tell. */
  isPublic: z.boolean().nullable(),
  /** Whether its content is on this machine. */
  isHeld: z.boolean(),
  /** Set while it, or a change of it, is on its way. */
  pending: pendingMark.optional(),
});
export type TicketFile = z.output<typeof ticketFile>;

/** One file, by what it hangs on. For a file of a thread or comment that is its ticket. */
const fileRef = z.object({
  noun: z.enum(['ticket', 'contact', 'account', 'task']).default('ticket'),
  parentId: z.string().min(1).max(80),
  id: z.string().min(1).max(80),
  /** What a file that is still on its way is called; the service's own names go before it. */
  name: z.string().max(255).optional(),
});
export type FileRef = z.output<typeof fileRef>;

/** Bytes; a larger file is not fetched. */
export const LARGEST_DOWNLOAD = 100 * 1024 * 1024;

export const methods = {
  /**
   * Fetches a file unless it is held, and says what it is by its own bytes. `url` is a path of the page's own origin,
   * good for this run. Errors: `offline`, `notFound`, `forbidden`, `invalid` with the field `/size` when it is too large.
   */
  'attachments.open': method(
    fileRef,
    z.object({
      name: z.string(),
      size: z.number(),
      kind: z.enum(['image', 'pdf', 'text', 'other']),
      url: z.string(),
      /** The beginning of a text. */
      text: z.string().nullable(),
      /** Whether there is more of it. */
      isCut: z.boolean(),
    }),
  ),
  /** Saves where the agent says; `offer` with a `url` where the page itself has to download it. */
  'attachments.save': method(
    fileRef,
    z.object({ state: z.enum(['saved', 'cancelled', 'offer']), url: z.string().nullable() }),
  ),
  /** Opens a copy in the system's own program. `forbidden` for files that may run. */
  'attachments.show': method(fileRef, z.object({ state: z.enum(['opened', 'offer']), url: z.string().nullable() })),
  /** Copies a file into the workspace, to be attached to something else: forwarded. Errors as `attachments.open` tells. */
  'attachments.stage': method(fileRef, stagedFile),
  /**
   * Copies a picture that came within a message into the workspace, to go along with what quotes it. `notFound` for what is
   * no picture, is not the service's, or can't be had now.
   */
  'attachments.stagePicture': method(
    z.object({ ticketId: z.string(), threadId: z.string(), source: z.string().max(2_000) }),
    stagedFile,
  ),
  /** Ends a fetch that is under way; what came stays for the next time. */
  'attachments.cancel': method(fileRef, z.null()),
  /** Own addresses of pictures within a message, by their source as the message has it; null for what can't be had. */
  'attachments.inline': method(
    z.object({
      ticketId: z.string(),
      threadId: z.string().nullable(),
      sources: z.array(z.string().max(2_000)).max(100),
    }),
    z.record(z.string(), z.string().nullable()),
  ),
  /** Own addresses of people's photos, by person: `contact/<id>`, `agent/<id>`; null for one without, or one that can't be had now. */
  'attachments.photos': method(
    z.object({ people: z.array(z.string().regex(/^(agent|contact)\/[\w-]{1,60}$/)).max(100) }),
    z.record(z.string(), z.string().nullable()),
  ),
  /** Pictures on the network, fetched without any token or cookie: only where the agent trusts who sent the message. */
  'attachments.remote': method(
    z.object({ sources: z.array(z.string().max(8_192)).max(100) }),
    z.record(z.string(), z.string().nullable()),
  ),
};
export const events = {
  'attachments.progress': z.object({ id: z.string(), bytes: z.number(), total: z.number().nullable() }),
};
