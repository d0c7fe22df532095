import { z } from 'zod';
import { method } from './method.ts';
import { fromForm, receipt } from './outbox.ts';
import { rowId } from './replies.ts';

/** A custom field's new value, of the type that the service says it as; null empties it. */
const customValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);
export const customValues = z.record(z.string(), customValue);
const text = z.string().nullable();

const contactFields = z
  .object({
    firstName: text,
    lastName: z.string().min(1),
    email: text,
    secondaryEmail: text,
    phone: text,
    mobile: text,
    title: text,
    description: text,
    street: text,
    city: text,
    state: text,
    country: text,
    zip: text,
    type: text,
    facebook: text,
    twitter: text,
    accountId: rowId.nullable(),
    ownerId: rowId.nullable(),
    customFields: customValues,
    cf: customValues,
  })
  .partial();
export const createContactInput = contactFields.required({ lastName: true }).extend(fromForm);
export const updateContactInput = z.object({ id: rowId, fields: contactFields, draftKey: z.string().optional() });
export type UpdateContactInput = z.output<typeof updateContactInput>;

const accountFields = z
  .object({
    accountName: z.string().min(1),
    email: text,
    phone: text,
    website: text,
    industry: text,
    fax: text,
    street: text,
    city: text,
    state: text,
    country: text,
    code: text,
    description: text,
    ownerId: rowId.nullable(),
    customFields: customValues,
    cf: customValues,
  })
  .partial();
export const createAccountInput = accountFields.required({ accountName: true }).extend(fromForm);
export const updateAccountInput = z.object({ id: rowId, fields: accountFields, draftKey: z.string().optional() });
export type UpdateAccountInput = z.output<typeof updateAccountInput>;

const taskFields = z
  .object({
    subject: z.string().min(1).max(255),
    departmentId: rowId,
    ticketId: rowId.nullable(),
    ownerId: rowId.nullable(),
    dueDate: text,
    category: text,
    priority: text,
    status: z.string().min(1),
    description: text,
    customFields: customValues,
    cf: customValues,
  })
  .partial();
export const createTaskInput = taskFields.required({ subject: true, departmentId: true }).extend(fromForm);
export const updateTaskInput = z.object({ id: rowId, fields: taskFields, draftKey: z.string().optional() });
export type UpdateTaskInput = z.output<typeof updateTaskInput>;

export const methods = {
  /** Rows made here can be named at once by the `localId` of the receipt. */
  'contacts.create': method(createContactInput, receipt),
  'contacts.update': method(updateContactInput, receipt),
  'accounts.create': method(createAccountInput, receipt),
  'accounts.update': method(updateAccountInput, receipt),
  'tasks.create': method(createTaskInput, receipt),
  'tasks.update': method(updateTaskInput, receipt),
};
