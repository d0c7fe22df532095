import { z } from 'zod';
import { account } from '../../src-preload/contract/accounts.ts';
import { contact } from '../../src-preload/contract/contacts.ts';
import * as lenient from '../../src-preload/contract/lenient.ts';
import { searchCount, searchHit, searchModule } from '../../src-preload/contract/search.ts';
import { task } from '../../src-preload/contract/tasks.ts';
import { ticket } from '../../src-preload/contract/tickets.ts';
import type { ApiClient, CallOptions } from './client.ts';
import { callOptions, page, pageQuery, readRows, strictly } from './operation.ts';

/** The service refuses pages that reach beyond this row. */
export const SEARCH_LIMIT = 5_000;

/** One page of finds; `count` is how many there are in all, null when the service did not say. The index lags by seconds. */
export interface Finds<T, C> {
  rows: T[];
  count: C | null;
}

/**
 * Declares a search: `(client, query, options)`, apart because tickets and calls both have a priority. `from` starts at 0
 * in every one of them, and at most 100 rows come a page.
 */
function defineSearch<S extends z.ZodType, C extends z.ZodType, Q extends z.ZodObject>(
  operation: string,
  path: string,
  { row, count, query }: { row: S; count: C; query: Q },
) {
  const schema = page.extend({ count });
  type Found = Finds<z.output<S>, NonNullable<z.output<C>>>;
  return async (client: ApiClient, words: z.input<Q>, options: CallOptions = {}): Promise<Found> => {
    const asked = strictly(query, words, operation) as Record<string, string>;
    const request = { ...callOptions(options), operation, path, query: asked, kind: 'page' as const, schema };
    const answer = (await client.call(request)) as (z.output<typeof page> & { count?: Found['count'] }) | null;
    return { rows: await readRows(row, answer), count: answer?.count ?? null };
  };
}

/** Words, or several separated by commas; a trailing `*` finds beginnings where the reference allows it. */
const words = z.string().min(1).optional();
const custom = { customField1: words, customField2: words, customField3: words };

/** Across modules, all of them unless `module` names one. `sortBy`: relevance or modifiedTime. */
export const search = defineSearch('search', '/search', {
  row: searchHit,
  count: lenient.nested(searchCount),
  query: pageQuery.extend({
    searchStr: z.string().min(1),
    module: searchModule.optional(),
    departmentId: words,
    sortBy: words,
  }),
});

const ticketQuery = pageQuery.extend({
  departmentId: words,
  ticketNumber: words,
  subject: words,
  status: words,
  priority: words,
  email: words,
  phone: words,
  channel: words,
  assigneeId: words,
  contactId: words,
  accountId: words,
  contactName: words,
  accountName: words,
  ...custom,
});

/** Custom fields read `Name:value*`. */
export const searchTickets = defineSearch('searchTickets', '/tickets/search', {
  row: ticket,
  count: lenient.count,
  query: ticketQuery,
});

/** As searchTickets, with the live service's own ranges, each `from,to` in ISO-8601; see searchTicketsInRange. */
export const searchTicketsLive = defineSearch('searchTickets', '/tickets/search', {
  row: ticket,
  count: lenient.count,
  query: ticketQuery.extend({
    modifiedTimeRange: words,
    createdTimeRange: words,
    customerResponseTimeRange: words,
    _all: words,
    sortBy: words,
  }),
});

export const searchAccounts = defineSearch('searchAccounts', '/accounts/search', {
  row: account,
  count: lenient.count,
  query: pageQuery.extend({ accountName: words, ...custom }),
});

export const searchContacts = defineSearch('searchContacts', '/contacts/search', {
  row: contact,
  count: lenient.count,
  query: pageQuery.extend({
    id: words,
    fullName: words,
    firstName: words,
    lastName: words,
    email: words,
    phone: words,
    mobile: words,
    accountName: words,
    ...custom,
  }),
});

export const searchTasks = defineSearch('searchTasks', '/tasks/search', {
  row: task,
  count: lenient.count,
  query: pageQuery.extend({
    departmentId: words,
    subject: words,
    ticketNumber: words,
    status: words,
    priority: words,
    ...custom,
  }),
});
