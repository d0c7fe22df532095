import { z } from 'zod';
import { attachment, updateAttachmentBody } from '../../src-preload/contract/attachments.ts';
import { defineAction, defineDeed, defineList, defineUpload, pageQuery, path } from './operation.ts';

/** What has attachments of its own, by the name of its path. */
type Owner = 'tickets' | 'contacts' | 'accounts' | 'tasks';

const all = (owner: Owner) => (ownerId: string) => path`/${owner}/${ownerId}/attachments`;
const one = (owner: Owner) => (ownerId: string, id: string) => path`/${owner}/${ownerId}/attachments/${id}`;
/** At most 100 a page. `sortBy`: createdTime, with or without `-`. */
const query = pageQuery.extend({ sortBy: z.string().optional() });

/** Files of a ticket and of its threads. Content comes from `href`, see download.ts. */
export const listTicketAttachments = defineList(
  'listTicketAttachments',
  all('tickets'),
  attachment,
  query.extend({ isPublic: z.boolean().optional() }),
);
export const createTicketAttachment = defineUpload('createTicketAttachment', all('tickets'));
/** Whether the customer sees it. */
export const updateTicketAttachment = defineDeed(
  'updateTicketAttachment',
  'PATCH',
  one('tickets'),
  updateAttachmentBody,
);
export const deleteTicketAttachment = defineAction('deleteTicketAttachment', 'DELETE', one('tickets'));

export const listContactAttachments = defineList('listContactAttachments', all('contacts'), attachment, query);
export const createContactAttachment = defineUpload('createContactAttachment', all('contacts'));
export const deleteContactAttachment = defineAction('deleteContactAttachment', 'DELETE', one('contacts'));

export const listAccountAttachments = defineList('listAccountAttachments', all('accounts'), attachment, query);
export const createAccountAttachment = defineUpload('createAccountAttachment', all('accounts'));
export const deleteAccountAttachment = defineAction('deleteAccountAttachment', 'DELETE', one('accounts'));

export const listTaskAttachments = defineList('listTaskAttachments', all('tasks'), attachment, query);
export const createTaskAttachment = defineUpload('createTaskAttachment', all('tasks'));
export const deleteTaskAttachment = defineAction('deleteTaskAttachment', 'DELETE', one('tasks'));
