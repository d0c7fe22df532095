import { z } from 'zod';
import * as lenient from './lenient.ts';
import * as strict from './strict.ts';
import { method } from './method.ts';
import { pendingMark } from './outbox.ts';
import { byId, filterText, isReversed, letter, listOf, recordField, recordPage, recordView } from './records.ts';
import { ticketRow } from './tickets.ts';

/** Reference: 客户 (the company a contact belongs to). */
export const account = z.looseObject({
  id: lenient.id,
  accountName: lenient.text,
  email: lenient.text,
  phone: lenient.text,
  website: lenient.text,
  industry: lenient.text,
  ownerId: lenient.ref,
  customFields: lenient.fields,
  createdTime: lenient.time,
  modifiedTime: lenient.time,
});
export type Account = z.output<typeof account>;

export const createAccountBody = z.strictObject({
  accountName: z.string().min(1),
  email: strict.text.optional(),
  website: strict.text.optional(),
  phone: strict.text.optional(),
  fax: strict.text.optional(),
  industry: strict.text.optional(),
  street: strict.text.optional(),
  city: strict.text.optional(),
  state: strict.text.optional(),
  country: strict.text.optional(),
  code: strict.text.optional(),
  description: strict.text.optional(),
  ownerId: strict.ref.optional(),
  associatedSLAIds: z.array(strict.id).optional(),
  ...strict.customFields,
});

export const updateAccountBody = createAccountBody.partial();

export const accountView = z.object({
  id: z.string(),
  name: z.string(),
  website: z.string().nullable(),
  phone: z.string().nullable(),
  industry: z.string().nullable(),
  /** Epoch milliseconds at which the service said so. */
  asOf: z.number(),
});
export type AccountView = z.output<typeof accountView>;

/** A row of a list. */
export const accountRow = z.object({
  id: z.string(),
  name: z.string(),
  website: z.string().nullable(),
  phone: z.string().nullable(),
  /** Of those held. */
  contacts: z.number(),
  openTickets: z.number(),
  closedTickets: z.number(),
  /** The last time of one of its contacts or of its own change; null when neither is known. */
  activeTime: z.string().nullable(),
  pending: pendingMark.nullable(),
});
export type AccountRow = z.output<typeof accountRow>;

export const methods = {
  'accounts.get': method(byId, accountView.nullable()),
  'accounts.list': method(
    z.object({ sort: z.enum(['name', 'activity']), isReversed, text: filterText, letter, ...recordPage }),
    listOf(accountRow),
  ),
  /** The row of one, as lists have it. */
  'accounts.row': method(byId, accountRow.nullable()),
  'accounts.record': method(byId, recordView.nullable()),
  /** What may be written of a new one, all of it empty; custom fields as those that are held have them. */
  'accounts.fields': method(z.object({}), z.array(recordField)),
  /** Of its contacts: open ones first, then by the customer's last word. */
  'accounts.tickets': method(
    byId.extend({
      /** Without those of this contact. */
      exceptContactId: z.string().nullable().default(null),
      ...recordPage,
    }),
    listOf(ticketRow),
  ),
  'accounts.refresh': method(byId, z.null()),
};
export const events = {
  'accounts.changed': z.object({ ids: z.array(z.string()) }),
};
