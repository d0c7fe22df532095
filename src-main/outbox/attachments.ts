import type { Attachment } from '../../src-preload/contract/attachments.ts';
import {
  addAttachmentInput,
  type AddAttachmentInput,
  deleteAttachmentInput,
  type DeleteAttachmentInput,
  setVisibilityInput,
  type SetVisibilityInput,
} from '../../src-preload/contract/attachment-writes.ts';
import {
  createAccountAttachment,
  createContactAttachment,
  createTaskAttachment,
  createTicketAttachment,
  deleteAccountAttachment,
  deleteContactAttachment,
  deleteTaskAttachment,
  deleteTicketAttachment,
  listAccountAttachments,
  listContactAttachments,
  listTaskAttachments,
  listTicketAttachments,
  updateTicketAttachment,
} from '../api/attachments.ts';
import { deleteThreadAttachment, getThread } from '../api/threads.ts';
import { deleteStep } from './deletions.ts';
import { editStep } from './edits.ts';
import { defineJob, type StepContext } from './job.ts';
import { likeness, lookAmong } from './match.ts';
import { readWhole } from './pages.ts';

const OPERATIONS = {
  ticket: { list: listTicketAttachments, create: createTicketAttachment, remove: deleteTicketAttachment },
  contact: { list: listContactAttachments, create: createContactAttachment, remove: deleteContactAttachment },
  account: { list: listAccountAttachments, create: createAccountAttachment, remove: deleteAccountAttachment },
  task: { list: listTaskAttachments, create: createTaskAttachment, remove: deleteTaskAttachment },
} as const;

type On = Pick<AddAttachmentInput, 'noun' | 'parentId'>;

const onParent = {
  version: 1,
  lanes: ({ noun, parentId }: On) => [`${noun}:${parentId}`],
  ticketId: ({ noun, parentId }: On) => (noun === 'ticket' ? parentId : null),
};

const listOf = ({ noun, parentId }: On, { client, call }: StepContext): Promise<Attachment[]> =>
  readWhole((page) => OPERATIONS[noun].list(client, parentId, { ...page, ...call }));

async function isThere(payload: DeleteAttachmentInput, context: StepContext): Promise<boolean> {
  const { threadId, parentId, id } = payload;
  const files =
    threadId === undefined
      ? await listOf(payload, context)
      : ((await getThread(context.client, parentId, threadId, context.call)).attachments ?? []);
  return files.some((file) => file.id === id);
}

/** Files on tickets, contacts, accounts and tasks. */
export const attachmentJobs = [
  defineJob<AddAttachmentInput>({
    ...onParent,
    kind: 'attachment.add',
    isOnce: true,
    payload: addAttachmentInput,
    creates: 'attachment',
    files: ({ file }) => [file],
    summary: ({ file }) => file.name,
    steps: [
      {
        name: 'add',
        settle: 'lag',
        async send({ noun, parentId, file }, { client, call, fileOf }) {
          const source = { file: await fileOf(file.sha256), name: file.name };
          const { id } = await OPERATIONS[noun].create(client, parentId, source, call);
          return { serverId: id, claims: [['attachment', id]] };
        },
        async look(payload, context) {
          const { name, size } = payload.file;
          return lookAmong(
            await listOf(payload, context),
            'attachment',
            context,
            (file) =>
              (file.size == null || file.size === size) &&
              (file.creatorId == null || file.creatorId === context.agentId)
                ? likeness('name', file.name, name)
                : 'other',
            { textOf: (file) => file.name ?? '' },
          );
        },
      },
    ],
  }),
  defineJob<DeleteAttachmentInput>({
    ...onParent,
    kind: 'attachment.delete',
    isOnce: true,
    canUndo: true,
    payload: deleteAttachmentInput,
    steps: [
      deleteStep<DeleteAttachmentInput>({
        name: 'delete',
        idOf: ({ id }) => id,
        remove: ({ noun, parentId, id, threadId }, { client, call }) =>
          threadId === undefined
            ? OPERATIONS[noun].remove(client, parentId, id, call)
            : deleteThreadAttachment(client, parentId, threadId, id, call),
        isThere,
      }),
    ],
  }),
  defineJob<SetVisibilityInput>({
    kind: 'attachment.setVisibility',
    version: 1,
    payload: setVisibilityInput,
    lanes: ({ ticketId }) => [`ticket:${ticketId}`],
    ticketId: ({ ticketId }) => ticketId,
    steps: [
      editStep<SetVisibilityInput>({
        name: 'setVisibility',
        async read({ ticketId, id }, context) {
          const files = await listOf({ noun: 'ticket', parentId: ticketId }, context);
          const isPublic = files.find((file) => file.id === id)?.isPublic;
          return isPublic == null ? {} : { isPublic };
        },
        write: ({ ticketId, id }, fields, { client, call }) =>
          updateTicketAttachment(client, ticketId, id, fields as { isPublic: boolean }, call),
      }),
    ],
  }),
];
