import type { Contact } from '../../src-preload/contract/contacts.ts';
import { listAccounts } from '../api/accounts.ts';
import { listAgents } from '../api/agents.ts';
import { listContacts } from '../api/contacts.ts';
import { getContract, listContracts } from '../api/contracts.ts';
import { listDepartments } from '../api/departments.ts';
import { listMailReplyAddresses } from '../api/mail-reply-addresses.ts';
import { isAppError } from '../lib/app-error.ts';
import type { SyncContext } from './context.ts';
import { asOfName, createListJob } from './lists.ts';
import { createNewestJob, listNewest, type NewestSpec } from './newest.ts';
import { wholeReadingMs } from './pace.ts';
import type { Questions } from './questions.ts';
import type { Job } from './scheduler.ts';

/** Names and addresses also come with tickets; what else changed of contacts may be some hours old. */
const CONTACTS_MS = 4 * 3_600_000;

/** Who may be named on a ticket, where replies come from, who writes and for whom, and what they were promised: daily, large lists less often. */
export function createDirectoryJobs(context: SyncContext, questions: Questions): Job[] {
  const { cache, client, agentId } = context;
  const every = (noun: string) => (pages: number) =>
    wholeReadingMs(pages, context.creditsPerDay(), `${noun}.${agentId}`);
  const allDepartments = async (call: { signal?: AbortSignal; priority?: number }) => {
    try {
      return await listMailReplyAddresses(client, { ...call, departmentId: 'allDepartment' });
    } catch (error) {
      // The reference knows no such department, and lists all without one.
      if (!isAppError(error, 'invalid')) throw error;
      return listMailReplyAddresses(client, call);
    }
  };
  const newestContacts: NewestSpec<Contact> = {
    noun: 'contacts',
    store: cache.contacts,
    list: (query) => listContacts(client, query),
  };
  return [
    createListJob(context, questions, {
      noun: 'departments',
      singular: 'department',
      store: cache.departments,
      fetchPage: (query) => listDepartments(client, query),
      limit: 200,
      priority: 100,
      purpose: 'fresh',
      maxAgeMs: every('departments'),
    }),
    createListJob(context, questions, {
      noun: 'agents',
      singular: 'agent',
      store: cache.agents,
      fetchPage: (query) => listAgents(client, query),
      limit: 200,
      priority: 99,
      purpose: 'fresh',
      maxAgeMs: every('agents'),
    }),
    createListJob(context, questions, {
      noun: 'mailReplyAddresses',
      singular: 'mailReplyAddress',
      store: cache.mailReplyAddresses,
      // All at once: whatever comes is the whole list.
      fetchPage: ({ from, limit: _limit, ...call }) =>
        from === undefined ? allDepartments(call) : Promise.resolve([]),
      limit: 10_000,
      priority: 45,
      purpose: 'fresh',
      maxAgeMs: every('mailReplyAddresses'),
    }),
    createListJob(context, questions, {
      noun: 'contacts',
      singular: 'contact',
      store: cache.contacts,
      // What moves to the front while it is read is looked at once more afterwards. Later readings find what is gone, and
      // go by the service's own order, in which nothing moves.
      fetchPage: (query) =>
        cache.cursors.updatedAt(asOfName('contacts')) === null
          ? listNewest(context, newestContacts, query)
          : listContacts(client, query),
      limit: 100,
      priority: 42,
      purpose: 'history',
      maxAgeMs: every('contacts'),
    }),
    createNewestJob(context, newestContacts, {
      priority: 44,
      everyMs: () => CONTACTS_MS,
    }),
    createListJob(context, questions, {
      noun: 'accounts',
      singular: 'account',
      store: cache.accounts,
      fetchPage: (query) => listAccounts(client, query),
      limit: 100,
      priority: 41,
      purpose: 'history',
      maxAgeMs: every('accounts'),
    }),
    createListJob(context, questions, {
      noun: 'contracts',
      singular: 'contract',
      store: cache.contracts,
      fetchPage: (query) => listContracts(client, query),
      limit: 100,
      priority: 12,
      purpose: 'history',
      maxAgeMs: every('contracts'),
      async complete(row, options) {
        try {
          return await getContract(client, row.id, options);
        } catch (error) {
          if (!isAppError(error, 'notFound', 'forbidden')) throw error;
          return row;
        }
      },
    }),
  ];
}
