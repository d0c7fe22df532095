import {
  type CreateCommentInput,
  createCommentInput,
  type DeleteCommentInput,
  deleteCommentInput,
  type EditCommentInput,
  editCommentInput,
} from '../../src-preload/contract/comment-writes.ts';
import { createComment, deleteComment, getComment, listComments, updateComment } from '../api/comments.ts';
import { isAppError } from '../lib/app-error.ts';
import { deleteStep, isFound } from './deletions.ts';
import { editStep } from './edits.ts';
import { defineJob } from './job.ts';
import { lookAmong } from './match.ts';
import { readWhole } from './pages.ts';
import { excerpt, likenessOfText, sameWords } from './text.ts';
import { attachmentIds, ensureUploads } from './uploads.ts';

const onTicket = {
  version: 1,
  lanes: ({ ticketId }: { ticketId: string }) => [`ticket:${ticketId}`],
  ticketId: ({ ticketId }: { ticketId: string }) => ticketId,
};

/** Comments among agents or to the customer. */
export const commentJobs = [
  defineJob<CreateCommentInput>({
    ...onTicket,
    kind: 'comment.create',
    payload: createCommentInput,
    creates: 'comment',
    files: ({ files }) => files,
    summary: ({ content }) => excerpt(content),
    retryFrom: (results, error) => ({
      step: 0,
      results: error?.fields?.['/attachmentIds'] === undefined ? results : {},
    }),
    steps: [
      {
        name: 'create',
        settle: 'lag',
        prepare: async ({ files }, context) => ({ go: true, results: await ensureUploads(files, context) }),
        async send({ ticketId, content, contentType, isPublic }, { client, call, results }) {
          const body = { content, isPublic, ...attachmentIds(results) };
          // html is the live service's default; the reference knows plain text only and refuses the field.
          const { id } =
            contentType === 'html'
              ? await createComment(client, ticketId, body, call)
              : await createComment(client, ticketId, { ...body, contentType }, call).catch((error: unknown) => {
                  if (!isAppError(error, 'invalid')) throw error;
                  return createComment(client, ticketId, body, call);
                });
          return { serverId: id, claims: [['comment', id]] };
        },
        async look({ ticketId, content, isPublic }, context) {
          const { client, call, agentId } = context;
          const rows = await readWhole((page) => listComments(client, ticketId, { ...page, ...call }));
          return lookAmong(
            rows,
            'comment',
            context,
            (comment) =>
              (comment.commenterId == null || comment.commenterId === agentId) &&
              (comment.isPublic == null || comment.isPublic === isPublic)
                ? likenessOfText(comment.content, content)
                : 'other',
            { timeOf: ({ commentedTime }) => commentedTime, textOf: (row) => excerpt(row.content ?? '') },
          );
        },
      },
    ],
  }),
  defineJob<EditCommentInput>({
    ...onTicket,
    kind: 'comment.edit',
    payload: editCommentInput,
    summary: ({ content }) => excerpt(content),
    steps: [
      editStep<EditCommentInput>({
        name: 'edit',
        async read({ ticketId, id }, { client, call }) {
          const { content } = await getComment(client, ticketId, id, call);
          return content == null ? {} : { content };
        },
        write: ({ ticketId, id }, fields, { client, call }) =>
          updateComment(client, ticketId, id, fields as { content: string }, call),
        same: sameWords,
      }),
    ],
  }),
  defineJob<DeleteCommentInput>({
    ...onTicket,
    kind: 'comment.delete',
    isOnce: true,
    canUndo: true,
    payload: deleteCommentInput,
    steps: [
      deleteStep<DeleteCommentInput>({
        name: 'delete',
        idOf: ({ id }) => id,
        remove: ({ ticketId, id }, { client, call }) => deleteComment(client, ticketId, id, call),
        isThere: ({ ticketId, id }, { client, call }) => isFound(getComment(client, ticketId, id, call)),
      }),
    ],
  }),
];
