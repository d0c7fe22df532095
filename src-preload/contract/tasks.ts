import { z } from 'zod';
import * as lenient from './lenient.ts';
import * as strict from './strict.ts';

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
export type CreateTaskBody = z.input<typeof createTaskBody>;

export const updateTaskBody = createTaskBody.partial();
export type UpdateTaskBody = z.input<typeof updateTaskBody>;
