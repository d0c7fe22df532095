import { z } from 'zod';
import * as lenient from './lenient.ts';

/** What an account was promised, and until when. Reference: 合同. The reference only reads them. */
export const contract = z.looseObject({
  id: lenient.id,
  contractName: lenient.text,
  contractNumber: lenient.text,
  description: lenient.text,
  accountId: lenient.ref,
  departmentId: lenient.ref,
  productId: lenient.ref,
  ownerId: lenient.ref,
  associatedSLAId: lenient.ref,
  /** YYYY-MM-DD: days, not times. */
  startDate: lenient.text,
  endDate: lenient.text,
  notifyOn: lenient.text,
  /** Days before `endDate`. */
  notifyBefore: lenient.count,
  notificationAgentIds: lenient.list(lenient.id),
  createdBy: lenient.ref,
  modifiedBy: lenient.ref,
  customFields: lenient.fields,
  createdTime: lenient.time,
  modifiedTime: lenient.time,
});
export type Contract = z.output<typeof contract>;
