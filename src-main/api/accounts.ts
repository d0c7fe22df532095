import { z } from 'zod';
import { account, createAccountBody, updateAccountBody } from '../../src-preload/contract/accounts.ts';
import { ticket } from '../../src-preload/contract/tickets.ts';
import { defineGet, defineList, defineWrite, pageQuery, path } from './operation.ts';
import { ticketsOfQuery } from './tickets.ts';

const root = () => '/accounts';
const one = (id: string) => path`/accounts/${id}`;

export const getAccount = defineGet('getAccount', one, account);

/** At most 100 a page. `sortBy`: accountName or createdTime, with or without `-`. */
export const listAccounts = defineList(
  'listAccounts',
  root,
  account,
  pageQuery.extend({ sortBy: z.string().optional() }),
);

export const createAccount = defineWrite('createAccount', 'POST', root, createAccountBody, account);

export const updateAccount = defineWrite('updateAccount', 'PATCH', one, updateAccountBody, account);

/** Tickets of one account. At most 100 a page. Its scope Desk.accounts.READ is in no scope table of the reference. */
export const listAccountTickets = defineList(
  'listAccountTickets',
  (accountId: string) => path`/accounts/${accountId}/tickets`,
  ticket,
  ticketsOfQuery,
);
