import { z } from 'zod';

const id = z.string().optional();
const text = z.string().optional();
const fields = z.record(z.string(), z.unknown()).optional();

/** What customers and colleagues may do. Ids left out are chosen by the seed; `agent` is an address, by default some colleague of Jade. */
const eventSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('customerThread'),
    ticketId: id,
    content: text,
    contentType: z.enum(['html', 'plainText']).optional(),
  }),
  z.strictObject({
    kind: z.literal('ticket'),
    contactId: id,
    departmentId: id,
    assigneeId: id,
    subject: text,
    content: text,
    priority: text,
    channel: text,
    fields,
  }),
  z.strictObject({
    kind: z.literal('agentReply'),
    ticketId: id,
    agent: text,
    content: text,
    contentType: z.enum(['html', 'plainText']).optional(),
  }),
  z.strictObject({ kind: z.literal('agentDraft'), ticketId: id, agent: text, content: text }),
  z.strictObject({
    kind: z.literal('comment'),
    ticketId: id,
    agent: text,
    content: text,
    isPublic: z.boolean().optional(),
  }),
  z.strictObject({
    kind: z.literal('editComment'),
    ticketId: z.string(),
    commentId: z.string(),
    content: z.string(),
    agent: text,
  }),
  z.strictObject({ kind: z.literal('deleteComment'), ticketId: z.string(), commentId: z.string(), agent: text }),
  z.strictObject({ kind: z.literal('status'), ticketId: id, status: z.string(), agent: text }),
  z.strictObject({ kind: z.literal('assign'), ticketId: id, assigneeId: z.string().nullable(), agent: text }),
  z.strictObject({ kind: z.literal('update'), ticketId: id, fields: z.record(z.string(), z.unknown()), agent: text }),
  z.strictObject({ kind: z.literal('move'), ticketId: id, departmentId: z.string(), agent: text }),
  z.strictObject({ kind: z.literal('merge'), ticketId: z.string(), ids: z.array(z.string()), agent: text }),
  z.strictObject({ kind: z.literal('spam'), ticketId: id, isSpam: z.boolean().optional(), agent: text }),
  z.strictObject({ kind: z.literal('delete'), ticketId: id, agent: text }),
  z.strictObject({ kind: z.literal('timeEntry'), ticketId: id, agent: text, fields }),
  z.strictObject({ kind: z.literal('task'), ticketId: id, agent: text, fields }),
  z.strictObject({
    kind: z.literal('updateTask'),
    taskId: z.string(),
    fields: z.record(z.string(), z.unknown()),
    agent: text,
  }),
  z.strictObject({
    kind: z.literal('updateContact'),
    contactId: id,
    fields: z.record(z.string(), z.unknown()),
    agent: text,
  }),
]);
export type TrafficEvent = z.infer<typeof eventSchema>;

export const trafficSchema = z.union([
  z.strictObject({ events: z.array(eventSchema), seed: z.number().int().optional() }),
  z.strictObject({
    random: z.number().int().min(1).max(10_000),
    seed: z.number().int().optional(),
    kinds: z
      .array(
        z.enum([
          'customerThread',
          'ticket',
          'agentReply',
          'comment',
          'status',
          'assign',
          'delete',
          'timeEntry',
          'update',
        ]),
      )
      .optional(),
  }),
]);
