import { z } from 'zod';
import * as lenient from './lenient.ts';
import { method } from './method.ts';
import { byId, filterText, isReversed, listOf, recordPage, recordView } from './records.ts';

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

/** Days within which an end is soon, today included. */
export const SOON_DAYS = 30;

/** A row of a list. Days are YYYY-MM-DD. */
export const contractRow = z.object({
  id: z.string(),
  name: z.string(),
  number: z.string().nullable(),
  accountId: z.string().nullable(),
  accountName: z.string().nullable(),
  ownerName: z.string().nullable(),
  startDate: z.string().nullable(),
  endDate: z.string().nullable(),
  notifyOn: z.string().nullable(),
});
export type ContractRow = z.output<typeof contractRow>;

export const methods = {
  'contracts.list': method(
    z.object({
      /** By end, sooner first; ended ones the last ended first. */
      /** `soon` are those of the running ones that end within `SOON_DAYS`. */
      state: z.enum(['soon', 'running', 'ended']),
      sort: z.enum(['end', 'name']),
      isReversed,
      accountId: z.string().nullable().default(null),
      text: filterText,
      /** The agent's day, YYYY-MM-DD: what ends today still runs. */
      today: z.string(),
      ...recordPage,
    }),
    listOf(contractRow).extend({
      /** How many of the list end within `SOON_DAYS`. */
      soon: z.number(),
    }),
  ),
  'contracts.counts': method(z.object({ today: z.string() }), z.object({ running: z.number(), soon: z.number() })),
  'contracts.row': method(byId, contractRow.nullable()),
  'contracts.record': method(byId, recordView.nullable()),
  'contracts.refresh': method(byId, z.null()),
};
export const events = {
  'contracts.changed': z.object({ ids: z.array(z.string()) }),
};
