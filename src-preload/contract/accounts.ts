import { z } from 'zod';
import * as lenient from './lenient.ts';
import { method } from './method.ts';

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

export const methods = {
  'accounts.get': method(z.object({ id: z.string() }), accountView.nullable()),
};
export const events = {
  'accounts.changed': z.object({ ids: z.array(z.string()) }),
};
