import { z } from 'zod';
import { contract } from '../../src-preload/contract/contracts.ts';
import { defineGet, defineList, pageQuery, path } from './operation.ts';

export const getContract = defineGet('getContract', (id: string) => path`/contracts/${id}`, contract);

/** `sortBy`: accountName, contractName, contractEndDate, contractStartDate, createdTime or modifiedTime. Rows are short. */
export const listContracts = defineList(
  'listContracts',
  () => '/contracts',
  contract,
  pageQuery.extend({
    viewId: z.string().optional(),
    departmentId: z.string().optional(),
    accountId: z.string().optional(),
    ownerId: z.string().optional(),
    sortBy: z.string().optional(),
  }),
);
