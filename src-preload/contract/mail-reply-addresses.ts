import { z } from 'zod';
import * as lenient from './lenient.ts';
import { method } from './method.ts';

/** An address that replies are sent from. Reference: 邮件回复地址. */
export const mailReplyAddress = z.looseObject({
  id: lenient.id,
  address: lenient.text,
  displayName: lenient.text,
  departmentId: lenient.ref,
  isActive: lenient.flag,
});
export type MailReplyAddress = z.output<typeof mailReplyAddress>;

/** An address that is in use. */
export const mailReplyAddressRow = z.object({
  id: z.string(),
  address: z.string(),
  name: z.string().nullable(),
  departmentId: z.string().nullable(),
});
export type MailReplyAddressRow = z.output<typeof mailReplyAddressRow>;

export const methods = {
  'mailReplyAddresses.list': method(z.object({}), z.array(mailReplyAddressRow)),
};

export const events = {
  'mailReplyAddresses.changed': z.object({ ids: z.array(z.string()) }),
};
