import { z } from 'zod';
import * as lenient from './lenient.ts';
import * as strict from './strict.ts';
import { method } from './method.ts';
import { pendingMark } from './outbox.ts';
import { byId, filterText, isReversed, letter, listOf, recordField, recordPage, recordView } from './records.ts';
import { ticketRow } from './tickets.ts';

const customerHappiness = z.looseObject({
  goodPercentage: lenient.count,
  okPercentage: lenient.count,
  badPercentage: lenient.count,
});

/** Reference: 联系人 (the person who writes). */
export const contact = z.looseObject({
  id: lenient.id,
  firstName: lenient.text,
  lastName: lenient.text,
  email: lenient.text,
  secondaryEmail: lenient.text,
  phone: lenient.text,
  mobile: lenient.text,
  title: lenient.text,
  city: lenient.text,
  country: lenient.text,
  accountId: lenient.ref,
  ownerId: lenient.ref,
  photoURL: lenient.text,
  isDeleted: lenient.flag,
  customerHappiness: lenient.nested(customerHappiness),
  customFields: lenient.fields,
  createdTime: lenient.time,
  modifiedTime: lenient.time,
});
export type Contact = z.output<typeof contact>;

export const createContactBody = z.strictObject({
  lastName: z.string().min(1),
  firstName: strict.text.optional(),
  email: strict.text.optional(),
  secondaryEmail: strict.text.optional(),
  phone: strict.text.optional(),
  mobile: strict.text.optional(),
  facebook: strict.text.optional(),
  twitter: strict.text.optional(),
  street: strict.text.optional(),
  city: strict.text.optional(),
  state: strict.text.optional(),
  country: strict.text.optional(),
  zip: strict.text.optional(),
  title: strict.text.optional(),
  type: strict.text.optional(),
  description: strict.text.optional(),
  ownerId: strict.ref.optional(),
  accountId: strict.ref.optional(),
  ...strict.customFields,
});

export const updateContactBody = createContactBody.partial();

export const contactView = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  mobile: z.string().nullable(),
  title: z.string().nullable(),
  city: z.string().nullable(),
  country: z.string().nullable(),
  accountId: z.string().nullable(),
  accountName: z.string().nullable(),
  /** Percentages, or null when the service tells none. */
  happiness: z.object({ good: z.number(), ok: z.number(), bad: z.number() }).nullable(),
  openTickets: z.number(),
  closedTickets: z.number(),
  asOf: z.number(),
});
export type ContactView = z.output<typeof contactView>;

/** A row of a list. */
export const contactRow = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  accountId: z.string().nullable(),
  accountName: z.string().nullable(),
  openTickets: z.number(),
  /** The last time of one of its tickets or of its own change; null when neither is known. */
  activeTime: z.string().nullable(),
  /** Something of it is not at the service yet. */
  pending: pendingMark.nullable(),
});
export type ContactRow = z.output<typeof contactRow>;

export const methods = {
  'contacts.get': method(byId, contactView.nullable()),
  'contacts.list': method(
    z.object({
      sort: z.enum(['name', 'account', 'activity']),
      isReversed,
      text: filterText,
      letter,
      /** Only those of one account. */
      accountId: z.string().nullable().default(null),
      ...recordPage,
    }),
    listOf(contactRow),
  ),
  'contacts.record': method(byId, recordView.nullable()),
  /** What may be written of a new one, all of it empty; custom fields as those that are held have them. */
  'contacts.fields': method(z.object({}), z.array(recordField)),
  /** Open ones first, then by the customer's last word. */
  'contacts.tickets': method(byId.extend(recordPage), listOf(ticketRow)),
  'contacts.refresh': method(byId, z.null()),
};
export const events = {
  'contacts.changed': z.object({ ids: z.array(z.string()) }),
};
