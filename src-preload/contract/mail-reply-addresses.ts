import { z } from 'zod';
import * as lenient from './lenient.ts';

/** An address that replies are sent from. Reference: 邮件回复地址. */
export const mailReplyAddress = z.looseObject({
  id: lenient.id,
  address: lenient.text,
  displayName: lenient.text,
  departmentId: lenient.ref,
  isActive: lenient.flag,
});
export type MailReplyAddress = z.output<typeof mailReplyAddress>;
