import { z } from 'zod';
import { ticketFile } from './attachments.ts';
import { commentItem } from './comments.ts';
import * as lenient from './lenient.ts';
import * as strict from './strict.ts';
import { method } from './method.ts';
import { receipt } from './outbox.ts';
import { threadItem } from './threads.ts';
import { daysZone } from './views.ts';

const accountBrief = z.looseObject({ id: lenient.ref, accountName: lenient.text });
const contactBrief = z.looseObject({
  id: lenient.ref,
  firstName: lenient.text,
  lastName: lenient.text,
  email: lenient.text,
  phone: lenient.text,
  account: lenient.nested(accountBrief),
});
const lastThread = z.looseObject({
  channel: lenient.text,
  direction: lenient.text,
  isDraft: lenient.flag,
  isForward: lenient.flag,
});

/** Reference: 工单. List rows may lack description, customFields and modifiedTime. */
export const ticket = z.looseObject({
  id: lenient.id,
  ticketNumber: lenient.text,
  subject: lenient.text,
  description: lenient.text,
  status: lenient.text,
  /** Open, On Hold or Closed; the reference's lists leave it out at times. */
  statusType: lenient.text,
  priority: lenient.text,
  channel: lenient.text,
  category: lenient.text,
  subCategory: lenient.text,
  classification: lenient.text,
  resolution: lenient.text,
  departmentId: lenient.ref,
  assigneeId: lenient.ref,
  contactId: lenient.ref,
  accountId: lenient.ref,
  productId: lenient.ref,
  email: lenient.text,
  phone: lenient.text,
  webUrl: lenient.text,
  dueDate: lenient.time,
  responseDueDate: lenient.time,
  createdTime: lenient.time,
  modifiedTime: lenient.time,
  closedTime: lenient.time,
  customerResponseTime: lenient.time,
  threadCount: lenient.count,
  commentCount: lenient.count,
  taskCount: lenient.count,
  timeEntryCount: lenient.count,
  attachmentCount: lenient.count,
  approvalCount: lenient.count,
  tagCount: lenient.count,
  /** Hardly any answer carries them: they are read apart. */
  tags: lenient.names,
  /** Whether the service calls the due time passed. Lists may leave it out. */
  isOverDue: lenient.flag,
  isDeleted: lenient.flag,
  isSpam: lenient.flag,
  customFields: lenient.fields,
  cf: lenient.fields,
  contact: lenient.nested(contactBrief),
  lastThread: lenient.nested(lastThread),
});
export type Ticket = z.output<typeof ticket>;

const ticketFields = {
  productId: strict.ref.optional(),
  assigneeId: strict.ref.optional(),
  email: strict.text.optional(),
  phone: strict.text.optional(),
  description: strict.text.optional(),
  status: z.string().min(1).optional(),
  category: strict.text.optional(),
  subCategory: strict.text.optional(),
  resolution: strict.text.optional(),
  dueDate: strict.time.optional(),
  priority: strict.text.optional(),
  channel: z.string().min(1).optional(),
  classification: strict.text.optional(),
  ...strict.customFields,
};
export const createTicketBody = z.strictObject({
  subject: z.string().min(1).max(255),
  departmentId: strict.id,
  contactId: strict.id,
  ...ticketFields,
});

export const updateTicketBody = createTicketBody.partial();

/** `ids` are merged into the ticket of the path; `source` names, per field, the ticket whose value wins. */
export const mergeTicketsBody = z.strictObject({
  ids: z.array(strict.id).min(1),
  source: z.record(z.string(), strict.id).optional(),
});

export const moveTicketBody = z.strictObject({ departmentId: strict.id });
export type MoveTicketBody = z.input<typeof moveTicketBody>;

/** One field of many tickets set to one value. */
export const updateManyTicketsBody = z.strictObject({
  ids: z.array(strict.id).min(1),
  fieldName: z.string().min(1),
  fieldValue: z.union([z.string(), z.boolean(), z.null()]),
  isCustomField: z.boolean(),
});

export const markSpamBody = z.strictObject({ ids: z.array(strict.id).min(1), isSpam: strict.flagText });

/** A view by its id: a built-in one, `snoozed`, `drafts`, `spam`, `dept-<department>`, or one of the agent's own (contract/views.ts). */
export const viewId = z.string().min(1).max(80);

/** The built-in views. */
export const ticketView = z.enum(['myOpen', 'unassigned', 'overdue', 'allOpen', 'closed']);
export type TicketView = z.output<typeof ticketView>;

const count = z.number();
/** Tickets by view. */
export const viewCounts = z
  .object({ myOpen: count, unassigned: count, overdue: count, allOpen: count, closed: count })
  .catchall(count);
export type ViewCounts = z.output<typeof viewCounts>;

/** A row of a list. */
export const ticketRow = z.object({
  id: z.string(),
  number: z.string(),
  subject: z.string(),
  status: z.string(),
  statusType: z.enum(['Open', 'On Hold', 'Closed']),
  priority: z.string().nullable(),
  channel: z.string().nullable(),
  contactName: z.string(),
  assigneeId: z.string().nullable(),
  assigneeName: z.string().nullable(),
  departmentId: z.string().nullable(),
  category: z.string().nullable(),
  dueDate: z.string().nullable(),
  /** By when the customer should be answered; the service empties it with the answer. */
  responseDueDate: z.string().nullable(),
  /**
   * From when on it is late: its due time, or '' where the service calls it late already; null where it is not, whatever
   * its due time says: it is on hold, or the service says so.
   */
  lateFrom: z.string().nullable(),
  createdTime: z.string().nullable(),
  /** The customer's last word, or the ticket's creation: what lists are sorted by. */
  recentTime: z.string().nullable(),
  closedTime: z.string().nullable(),
  threadCount: z.number(),
  commentCount: z.number(),
  /** Whether the customer wrote last. */
  awaitsReply: z.boolean(),
  isSpam: z.boolean(),
  /** What the view's rows tell of custom fields, by name. */
  custom: z.record(z.string(), z.string()),
});
export type TicketRow = z.output<typeof ticketRow>;

export const ticketPage = z.object({
  rows: z.array(ticketRow),
  /** Rows in the whole view; `VIEW_BOUND + 1` where there are more in a view of the agent's own. */
  total: z.number(),
});
export type TicketPage = z.output<typeof ticketPage>;

/** The ticket page's head and side panel. */
export const ticketDetail = ticketRow.extend({
  description: z.string().nullable(),
  departmentName: z.string().nullable(),
  contactId: z.string().nullable(),
  accountName: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  subCategory: z.string().nullable(),
  classification: z.string().nullable(),
  resolution: z.string().nullable(),
  webUrl: z.string().nullable(),
  productId: z.string().nullable(),
  productName: z.string().nullable(),
  /** All that the ticket has, empty ones too. `isApiName`: to be changed under `cf` rather than `customFields`. */
  customFields: z.array(
    z.object({
      name: z.string(),
      value: z.string().nullable(),
      isApiName: z.boolean(),
      /** What the service wrote it as; null while it is empty. What is none of these can only be read. */
      type: z.enum(['text', 'number', 'flag', 'list', 'other']).nullable(),
      /** The values of a list, one by one. */
      items: z.array(z.string()),
    }),
  ),
  /** Null where the service has no tags. `isKnown` is false while this ticket's were not read. */
  tags: z.object({ names: z.array(z.string()), isKnown: z.boolean() }).nullable(),
  /** Fields with a change that is not at the service, by name (`customFields.X`, `cf.x`), and how that stands. */
  fieldStates: z.record(z.string(), z.enum(['waits', 'conflict', 'rejected'])),
  /** Of the ticket itself and of its threads and comments, what is on its way among them. */
  attachments: z.array(ticketFile),
  /** Epoch milliseconds. */
  asOf: z.number(),
  /** Whether the threads and comments held are those that the ticket's counts promise. */
  isComplete: z.boolean(),
});
export type TicketDetail = z.output<typeof ticketDetail>;

export const timelineItem = z.discriminatedUnion('kind', [threadItem, commentItem]);
export type TimelineItem = z.output<typeof timelineItem>;

/** What a write answers that stands in the timeline. */
export const written = receipt.extend({
  /** As the timeline shows it from now on, so that it need not be read again to be seen; null where more of it changes. */
  echo: timelineItem.nullable(),
});
export type Written = z.output<typeof written>;

export const methods = {
  /** At most 200 rows from `offset`, in the view's own order. */
  'tickets.list': method(
    z.object({
      view: viewId,
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(200),
      zone: daysZone,
    }),
    ticketPage,
  ),
  /** The first ids of a view, in its order: for choosing all of it. */
  'tickets.ids': method(
    z.object({ view: viewId, limit: z.number().int().min(1).max(500), zone: daysZone }),
    z.object({ ids: z.array(z.string()), total: z.number() }),
  ),
  /** Of the built-in views, of what is put off, of spam, of departments and of the agent's own views; these up to `VIEW_BOUND + 1`. */
  'tickets.counts': method(z.object({ zone: daysZone }), viewCounts),
  /** What the statuses that tickets of late have mean, by their names. */
  'tickets.statusTypes': method(z.object({}), z.record(z.string(), ticketRow.shape.statusType)),
  'tickets.get': method(z.object({ id: z.string() }), ticketDetail.nullable()),
  /** What was done to its fields, newest first, asked of the service; `isKnown` is false where it keeps no history. */
  'tickets.history': method(
    z.object({ id: z.string() }),
    z.object({
      isKnown: z.boolean(),
      entries: z.array(
        z.object({
          time: z.string(),
          who: z.string().nullable(),
          changes: z.array(z.object({ name: z.string(), value: z.string().nullable() })),
        }),
      ),
    }),
  ),
  /** Threads and comments, oldest first. */
  'tickets.timeline': method(z.object({ id: z.string() }), z.array(timelineItem)),
};
export const events = {
  /** Rows that changed; an empty list means "anything may have". */
  'tickets.changed': z.object({ ids: z.array(z.string()) }),
};
