import { z } from 'zod';
import { createTaskBody, task, updateTaskBody } from '../../src-preload/contract/tasks.ts';
import { defineGet, defineList, defineWrite, pageQuery, path } from './operation.ts';

const root = () => '/tasks';
const one = (id: string) => path`/tasks/${id}`;
/** `include`: tickets. */
const include = z.object({ include: z.string().optional() });

export const getTask = defineGet('getTask', one, task, include);

/** At most 100 a page. `sortBy`: dueDate or createdTime, with or without `-`. */
export const listTasks = defineList(
  'listTasks',
  root,
  task,
  pageQuery.extend({ ...include.shape, departmentId: z.string().optional(), sortBy: z.string().optional() }),
);

export const createTask = defineWrite('createTask', 'POST', root, createTaskBody, task);

export const updateTask = defineWrite('updateTask', 'PATCH', one, updateTaskBody, task);

/** Tasks of one ticket. At most 100 a page. */
export const listTicketTasks = defineList(
  'listTicketTasks',
  (ticketId: string) => path`/tickets/${ticketId}/tasks`,
  task,
  pageQuery.extend({ isCompleted: z.boolean().optional() }),
);
