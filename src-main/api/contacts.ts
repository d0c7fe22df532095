import { z } from 'zod';
import { contact, createContactBody, updateContactBody } from '../../src-preload/contract/contacts.ts';
import { ticket } from '../../src-preload/contract/tickets.ts';
import { defineGet, defineList, defineWrite, pageQuery, path } from './operation.ts';
import { ticketsOfQuery } from './tickets.ts';

const root = () => '/contacts';
const one = (id: string) => path`/contacts/${id}`;
/** `include`: accounts. */
const include = z.object({ include: z.string().optional() });

export const getContact = defineGet('getContact', one, contact, include);

/** At most 100 a page. `sortBy`: firstName, lastName or createdTime, live also modifiedTime, with or without `-`. */
export const listContacts = defineList(
  'listContacts',
  root,
  contact,
  pageQuery.extend({ ...include.shape, sortBy: z.string().optional() }),
);

export const createContact = defineWrite('createContact', 'POST', root, createContactBody, contact);

export const updateContact = defineWrite('updateContact', 'PATCH', one, updateContactBody, contact);

/** Tickets of one contact. At most 100 a page. */
export const listContactTickets = defineList(
  'listContactTickets',
  (contactId: string) => path`/contacts/${contactId}/tickets`,
  ticket,
  ticketsOfQuery,
);
