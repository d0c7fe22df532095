import { z } from 'zod';
import * as lenient from './lenient.ts';
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
