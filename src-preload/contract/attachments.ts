import { z } from 'zod';
import * as lenient from './lenient.ts';

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
export type UpdateAttachmentBody = z.input<typeof updateAttachmentBody>;

/** What a view shows of a file. */
export const attachmentRow = z.object({ id: z.string(), name: z.string(), size: z.number().nullable() });
export type AttachmentRow = z.output<typeof attachmentRow>;
