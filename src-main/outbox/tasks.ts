import { createTaskInput, type UpdateTaskInput, updateTaskInput } from '../../src-preload/contract/record-writes.ts';
import { createTask, getTask, listTasks, listTicketTasks, updateTask } from '../api/tasks.ts';
import { editStep } from './edits.ts';
import { defineJob } from './job.ts';
import { type Likeness, lookAmong, reading } from './match.ts';
import { likelyOf, readWhole } from './pages.ts';
import { excerpt } from './text.ts';
import { definedOnly } from './tickets.ts';

/** Things to do, with or without a ticket. */
export const taskJobs = [
  defineJob({
    kind: 'task.create',
    version: 1,
    payload: createTaskInput,
    lanes: ({ ticketId }, own) => [
      ...(own === null ? [] : [`task:${own}`]),
      ...(ticketId == null ? [] : [`ticket:${ticketId}`]),
    ],
    ticketId: ({ ticketId }) => ticketId ?? null,
    creates: 'task',
    summary: ({ subject }) => excerpt(subject),
    steps: [
      {
        name: 'create',
        settle: 'lag',
        async send({ draftKey: _draftKey, ...body }, { client, call }) {
          const { id } = await createTask(client, definedOnly(body) as typeof body, call);
          return { serverId: id, claims: [['task', id]] };
        },
        async look(payload, context) {
          const { client, call } = context;
          const { ticketId } = payload;
          const compare = (row: object): Likeness =>
            reading(row, payload, ['subject', 'departmentId', 'dueDate', 'priority']);
          const rows =
            ticketId == null
              ? await likelyOf(
                  (sortBy, page) => listTasks(client, { sortBy, ...page, ...call }),
                  (id) => getTask(client, id, call),
                  (row) => compare(row) !== 'other',
                )
              : await readWhole((page) => listTicketTasks(client, ticketId, { ...page, ...call })).then((all) =>
                  Promise.all(all.filter((row) => compare(row) !== 'other').map(({ id }) => getTask(client, id, call))),
                );
          return lookAmong(rows, 'task', context, compare, { textOf: ({ subject }) => subject ?? '' });
        },
      },
    ],
  }),
  defineJob({
    kind: 'task.update',
    version: 1,
    payload: updateTaskInput,
    lanes: ({ id }) => [`task:${id}`],
    ticketId: () => null,
    steps: [
      editStep<UpdateTaskInput>({
        name: 'update.task',
        read: ({ id }, { client, call }) => getTask(client, id, call),
        write: ({ id }, fields, { client, call }) => updateTask(client, id, fields, call),
      }),
    ],
  }),
];
