import { z } from 'zod';
import { comment, createCommentBody, updateCommentBody } from '../../src-preload/contract/comments.ts';
import { defineAction, defineGet, defineList, defineWrite, pageQuery, path } from './operation.ts';

const all = (ticketId: string) => path`/tickets/${ticketId}/comments`;
const one = (ticketId: string, id: string) => path`/tickets/${ticketId}/comments/${id}`;

export const getComment = defineGet('getComment', one, comment);

/** At most 100 a page. `sortBy`: commentedTime, with or without `-`. */
export const listComments = defineList(
  'listComments',
  all,
  comment,
  pageQuery.extend({ sortBy: z.string().optional() }),
);

export const createComment = defineWrite('createComment', 'POST', all, createCommentBody, comment);

export const updateComment = defineWrite('updateComment', 'PATCH', one, updateCommentBody, comment);

export const deleteComment = defineAction('deleteComment', 'DELETE', one);
