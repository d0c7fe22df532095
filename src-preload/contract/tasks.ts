import { z } from 'zod';
import * as lenient from './lenient.ts';
import * as strict from './strict.ts';
import { method } from './method.ts';
import { pendingMark } from './outbox.ts';
import { byId, filterText, isReversed, listOf, recordField, recordPage, recordView } from './records.ts';

/** Something to do, with or without a ticket. Reference: 任务. */
export const task = z.looseObject({
  id: lenient.id,
  subject: lenient.text,
  description: lenient.text,
  status: lenient.text,
  priority: lenient.text,
  category: lenient.text,
  departmentId: lenient.ref,
  ticketId: lenient.ref,
  ownerId: lenient.ref,
  creatorId: lenient.ref,
  dueDate: lenient.time,
  completedTime: lenient.time,
  isCommented: lenient.flag,
  customFields: lenient.fields,
  cf: lenient.fields,
  createdTime: lenient.time,
  modifiedTime: lenient.time,
  ticket: lenient.nested(z.looseObject({ id: lenient.ref, ticketNumber: lenient.text, subject: lenient.text })),
});
export type Task = z.output<typeof task>;

export const createTaskBody = z.strictObject({
  subject: z.string().min(1),
  departmentId: strict.id,
  ticketId: strict.ref.optional(),
  dueDate: strict.time.optional(),
  ownerId: strict.ref.optional(),
  category: strict.text.optional(),
  status: z.string().min(1).optional(),
  priority: strict.text.optional(),
  description: strict.text.optional(),
  ...strict.customFields,
});

export const updateTaskBody = createTaskBody.partial();

/** A row of a list. */
export const taskRow = z.object({
  id: z.string(),
  subject: z.string(),
  status: z.string(),
  isOpen: z.boolean(),
  priority: z.string().nullable(),
  category: z.string().nullable(),
  dueDate: z.string().nullable(),
  createdTime: z.string().nullable(),
  completedTime: z.string().nullable(),
  ownerId: z.string().nullable(),
  ownerName: z.string().nullable(),
  departmentId: z.string().nullable(),
  ticketId: z.string().nullable(),
  ticketNumber: z.string().nullable(),
  ticketSubject: z.string().nullable(),
  pending: pendingMark.nullable(),
});
export type TaskRow = z.output<typeof taskRow>;

/** Moments at which days begin where the agent is, ISO 8601 with milliseconds, in UTC. `week` is the end of this week. */
export const taskDays = z.object({ now: z.string(), tomorrow: z.string(), next: z.string(), week: z.string() });
export type TaskDays = z.output<typeof taskDays>;

/** When open ones are due, in the order of the list. */
export const taskGroup = z.enum(['overdue', 'today', 'tomorrow', 'week', 'later', 'none']);
export type TaskGroup = z.output<typeof taskGroup>;

export const methods = {
  'tasks.list': method(
    z.object({
      state: z.enum(['open', 'done']),
      /**
       * `due`: open ones by due time, those without one last; done ones the last done first. `priority`: the most urgent
       * first, then by due time.
       */
      sort: z.enum(['due', 'priority', 'subject']).default('due'),
      isReversed,
      owner: z.enum(['mine', 'all']),
      /** Only those of one ticket. */
      ticketId: z.string().nullable().default(null),
      text: filterText,
      days: taskDays,
      ...recordPage,
    }),
    listOf(taskRow).extend({
      /** How many rows of the whole list stand in each group; done ones are in none of them. */
      groups: z.record(taskGroup, z.number()),
    }),
  ),
  /** The agent's own open ones. */
  'tasks.counts': method(
    z.object({ now: z.string(), tomorrow: z.string() }),
    z.object({ open: z.number(), overdue: z.number(), today: z.number() }),
  ),
  /** The row of one, as lists have it. */
  'tasks.row': method(byId, taskRow.nullable()),
  'tasks.record': method(byId, recordView.nullable()),
  /** What may be written of a new one, all of it empty; custom fields as those that are held have them. */
  'tasks.fields': method(z.object({}), z.array(recordField)),
  'tasks.refresh': method(byId, z.null()),
};
export const events = {
  /** Rows that changed; an empty list means "anything may have". */
  'tasks.changed': z.object({ ids: z.array(z.string()) }),
};
