import { z } from 'zod';
import * as lenient from './lenient.ts';
import * as strict from './strict.ts';
import { method } from './method.ts';

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
export type CreateContactBody = z.input<typeof createContactBody>;

export const updateContactBody = createContactBody.partial();
export type UpdateContactBody = z.input<typeof updateContactBody>;

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

export const methods = {
  'contacts.get': method(z.object({ id: z.string() }), contactView.nullable()),
};
export const events = {
  'contacts.changed': z.object({ ids: z.array(z.string()) }),
};
