import { z } from 'zod';
import { stagedFile } from './drafts.ts';
import { method } from './method.ts';
import { fromForm, receipt } from './outbox.ts';
import { createContactInput, customValues } from './record-writes.ts';
import { rowId } from './replies.ts';

const ticketFields = z
  .object({
    subject: z.string().min(1).max(255),
    description: z.string().nullable(),
    status: z.string().min(1),
    priority: z.string().nullable(),
    channel: z.string(),
    category: z.string().nullable(),
    subCategory: z.string().nullable(),
    classification: z.string().nullable(),
    resolution: z.string().nullable(),
    contactId: rowId,
    departmentId: rowId,
    productId: rowId.nullable(),
    assigneeId: rowId.nullable(),
    dueDate: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    /** By API name (live service). */
    cf: customValues,
    /** By label (reference). */
    customFields: customValues,
  })
  .partial();

export const createTicketInput = ticketFields
  .required({ subject: true, contactId: true, departmentId: true })
  .extend(fromForm);

/** A ticket with the files that are put on it. */
const ticketWithFiles = createTicketInput.extend({ files: z.array(stagedFile).max(50).default([]) });

/** A ticket together with the contact that it is of, who is made in the same go. */
export const createForNewContactInput = z.object({
  contact: createContactInput.omit({ draftKey: true, jobId: true }),
  ticket: ticketWithFiles.omit({ contactId: true }),
});

/** Only the fields that the agent changed. */
export const updateTicketInput = z.object({ id: rowId, fields: ticketFields, draftKey: z.string().optional() });
export type UpdateTicketInput = z.output<typeof updateTicketInput>;

export const moveTicketInput = z.object({ id: rowId, departmentId: rowId });

export const mergeTicketsInput = z.object({
  /** The ticket that stays. */
  id: rowId,
  /** Tickets that go into it. */
  ids: z.array(rowId).min(1).max(50),
  /** Which ticket each field comes from, by field name; left out: from the one that stays. */
  source: z.record(z.string(), rowId).default({}),
});

export const splitThreadInput = z.object({ ticketId: rowId, threadId: rowId });

export const markSpamInput = z.object({ ids: z.array(rowId).min(1).max(200), isSpam: z.boolean() });

/** Whether the agent is among the ticket's followers. */
export const followTicketInput = z.object({ id: rowId, isFollowed: z.boolean() });

/** Whether the ticket has a tag of this name. */
export const tagTicketInput = z.object({ id: rowId, name: z.string().trim().min(1).max(100), isTagged: z.boolean() });
export type TagTicketInput = z.output<typeof tagTicketInput>;

export const updateManyInput = z.object({
  ids: z.array(rowId).min(1).max(200),
  fieldName: z.string().min(1),
  isCustomField: z.boolean().default(false),
  fieldValue: z.union([z.string(), z.null()]),
});
export type UpdateManyInput = z.output<typeof updateManyInput>;

export const methods = {
  /** The ticket and its files are in the outbox, or none of them. The receipt is the ticket's. */
  'tickets.create': method(ticketWithFiles, receipt),
  /** As above, with the contact too. */
  'tickets.createForNewContact': method(createForNewContactInput, receipt),
  /** `canUndo`: it can be called back for `outbox.settings.undoMs`, as a close always can. */
  'tickets.update': method(updateTicketInput.extend({ canUndo: z.boolean().optional() }), receipt),
  /** Null takes it from whoever has it. */
  'tickets.assign': method(z.object({ id: rowId, assigneeId: rowId.nullable() }), receipt),
  /** `status` where the portal calls it otherwise. */
  'tickets.close': method(z.object({ id: rowId, status: z.string().default('Closed') }), receipt),
  'tickets.move': method(moveTicketInput, receipt),
  'tickets.merge': method(mergeTicketsInput, receipt),
  /** Makes a new ticket of a thread. */
  'tickets.split': method(splitThreadInput, receipt),
  'tickets.markSpam': method(markSpamInput, receipt),
  'tickets.tag': method(tagTicketInput, receipt),
  'tickets.updateMany': method(updateManyInput, receipt),
};
