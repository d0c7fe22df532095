import { z } from 'zod';
import { mailReplyAddress } from '../../src-preload/contract/mail-reply-addresses.ts';
import { defineList } from './operation.ts';

/**
 * Addresses that replies may be sent from, all at once. The live service requires `departmentId` and takes
 * `allDepartment` for it; the reference knows only ids, and lists all of them when it is left out.
 */
export const listMailReplyAddresses = defineList(
  'listMailReplyAddresses',
  () => '/mailReplyAddress',
  mailReplyAddress,
  z.object({ departmentId: z.string().optional(), isActive: z.boolean().optional() }),
);
