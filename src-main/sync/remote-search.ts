import type { Account } from '../../src-preload/contract/accounts.ts';
import type { Contact } from '../../src-preload/contract/contacts.ts';
import type { SearchHit } from '../../src-preload/contract/search.ts';
import type { Task } from '../../src-preload/contract/tasks.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import { PRIORITY } from '../api/client.ts';
import { receivedOf } from '../api/operation.ts';
import {
  search,
  SEARCH_LIMIT,
  searchAccounts,
  searchContacts,
  searchTasks,
  searchTickets,
  searchTicketsLive,
} from '../api/search.ts';
import { isAppError } from '../lib/app-error.ts';
import { parseQuery, type SearchTerm } from '../lib/search-query.ts';
import { valueCalled } from '../lib/search-values.ts';
import type { Cache } from '../store/cache.ts';
import { withLateness } from '../store/ticket-late.ts';
import type { SyncContext } from './context.ts';

export interface RemoteFinds {
  /** In the service's order. */
  ticketIds: string[];
  /** Tickets that the cache did not hold before. */
  newIds: string[];
  contactIds: string[];
  accountIds: string[];
  taskIds: string[];
  /** Tickets in all, as far as the service says. */
  total: number | null;
  /** Where the next page begins; null at the end. */
  next: number | null;
  /** Pieces of the query, as typed, that the service has no search for. */
  ignored: string[];
  /** False when nothing was left to ask for. */
  wasAsked: boolean;
}

const PAGE = 50;
type Found = {
  tickets: Ticket[];
  contacts: Contact[];
  accounts: Account[];
  tasks: Task[];
  total: number | null;
  next: number | null;
};
type TicketWords = Parameters<typeof searchTickets>[1];

/** Names of the service's lists, as far as agents and departments are known here. */
function idOf(cache: Cache, noun: 'agents' | 'departments', agentId: string, value: string): string | undefined {
  const wanted = value.toLowerCase();
  if (noun === 'agents') {
    if (wanted === 'me') return agentId;
    return cache.agents
      .list()
      .find(({ doc }) =>
        [`${doc.firstName ?? ''} ${doc.lastName ?? ''}`, doc.emailId ?? ''].some((name) =>
          name.toLowerCase().includes(wanted),
        ),
      )?.doc.id;
  }
  return cache.departments.list().find(({ doc }) => doc.name?.toLowerCase().includes(wanted))?.doc.id;
}

/** A value that also finds what begins with it. Commas would make several values of it. */
const beginning = (value: string): string => `${value.replace(/[*,]/g, ' ').trim()}*`;

interface Asked {
  /** What the ticket search takes of the fields; empty when there are none that it knows. */
  fields: Record<string, string>;
  /** Words that may stand anywhere. */
  words: string[];
  /** What is left out. */
  ignored: SearchTerm[];
}

/** A query as the service's searches take it. They know no exclusions, flags or times, and each field once. */
export function askedOf(terms: readonly SearchTerm[], cache: Cache, agentId: string): Asked {
  const asked: Asked = { fields: {}, words: [], ignored: [] };
  const fieldOf = (term: SearchTerm): [name: string, value: string] | null => {
    if (term.kind === 'number') return ['ticketNumber', term.value];
    if (term.kind === 'text') {
      const value = beginning(term.text);
      if (term.field === 'subject') return ['subject', value];
      if (term.field === 'from') return [term.text.includes('@') ? 'email' : 'contactName', value];
      if (term.field === 'contact') return ['contactName', value];
      return term.field === 'account' ? ['accountName', value] : null;
    }
    if (term.kind !== 'listed' || term.field === 'tag') return null;
    const { field, value } = term;
    if (field !== 'assignee' && field !== 'department')
      return [field, valueCalled(field, value, cache.search.listValues(field))];
    const id = idOf(cache, field === 'assignee' ? 'agents' : 'departments', agentId, value);
    return id === undefined ? null : [field === 'assignee' ? 'assigneeId' : 'departmentId', id];
  };
  for (const term of terms) {
    if (!term.isExcluded && term.kind === 'text' && term.field === null) asked.words.push(term.text);
    else {
      const field = term.isExcluded ? null : fieldOf(term);
      if (field === null || Object.hasOwn(asked.fields, field[0])) asked.ignored.push(term);
      else asked.fields[field[0]] = field[1];
    }
  }
  return asked;
}

function sorted(hits: readonly SearchHit[]): Pick<Found, 'tickets' | 'contacts' | 'accounts' | 'tasks'> {
  const of = <M extends SearchHit['module']>(module: M) =>
    hits.flatMap((hit) => (hit.module === module ? [hit.row as Extract<SearchHit, { module: M }>['row']] : []));
  return { tickets: of('tickets'), contacts: of('contacts'), accounts: of('accounts'), tasks: of('tasks') };
}

/** Finds of the search across modules name the contact by one `name`. */
function withContactName(row: Ticket): Ticket {
  const { contact } = row;
  const name = contact?.['name'];
  if (!contact || contact.lastName != null || typeof name !== 'string') return row;
  return { ...row, contact: { ...contact, lastName: name } };
}

const nextOf = (from: number, ...lists: (readonly unknown[])[]): number | null => {
  const next = from + PAGE;
  return lists.some((rows) => receivedOf(rows) >= PAGE) && next + PAGE <= SEARCH_LIMIT ? next : null;
};
const onlyTickets = (rows: Ticket[], total: number | null, from: number): Found => ({
  tickets: rows,
  contacts: [],
  accounts: [],
  tasks: [],
  total,
  next: total !== null && total <= from + PAGE ? null : nextOf(from, rows),
});

/** Tickets by fields. Words beside them go along whole where the live service takes them. */
async function fetchByFields(
  { client, capabilities, signal }: SyncContext,
  { fields, words }: Asked,
  from: number,
): Promise<{ found: Found; leftOut: string[] }> {
  const call = { priority: PRIORITY.screen, signal };
  const page = { from, limit: PAGE };
  if (words.length > 0 && capabilities.has('modifiedTimeRange') === true) {
    try {
      const { rows, count } = await searchTicketsLive(client, { ...fields, ...page, _all: words.join(' ') }, call);
      return { found: onlyTickets(rows, count, from), leftOut: [] };
    } catch (error) {
      if (!isAppError(error, 'invalid')) throw error;
    }
  }
  // One of them, in the subject: the longest says most.
  const [longest, ...others] = [...words].sort((a, b) => b.length - a.length);
  const isInSubject = longest !== undefined && fields['subject'] === undefined;
  const query: TicketWords = { ...fields, ...(isInSubject ? { subject: `*${beginning(longest)}` } : {}), ...page };
  const { rows, count } = await searchTickets(client, query, call);
  return { found: onlyTickets(rows, count, from), leftOut: isInSubject ? others : words };
}

/** Everything by words alone. */
async function fetchByWords({ client, signal }: SyncContext, words: string, from: number): Promise<Found> {
  const call = { priority: PRIORITY.screen, signal };
  const page = { from, limit: PAGE };
  try {
    const { rows, count } = await search(client, { searchStr: words, sortBy: 'relevance', ...page }, call);
    return { ...sorted(rows), total: count?.tickets ?? null, next: nextOf(from, rows) };
  } catch (error) {
    // One module that the agent may not read is enough for the service to refuse them all.
    if (!isAppError(error, 'forbidden', 'invalid')) throw error;
  }
  const orNone = async <T>(asked: Promise<{ rows: T[]; count: number | null }>) =>
    asked.catch((error: unknown) => {
      if (isAppError(error, 'forbidden')) return { rows: [] as T[], count: 0 };
      throw error;
    });
  const [tickets, contacts, accounts, tasks] = await Promise.all([
    orNone(searchTickets(client, { subject: beginning(words), ...page }, call)),
    orNone(searchContacts(client, { fullName: beginning(words), ...page }, call)),
    orNone(searchAccounts(client, { accountName: beginning(words), ...page }, call)),
    orNone(searchTasks(client, { subject: beginning(words), ...page }, call)),
  ]);
  return {
    tickets: tickets.rows,
    contacts: contacts.rows,
    accounts: accounts.rows,
    tasks: tasks.rows,
    total: tickets.count,
    next: nextOf(from, tickets.rows, contacts.rows, accounts.rows, tasks.rows),
  };
}

const NOTHING: Found = { tickets: [], contacts: [], accounts: [], tasks: [], total: null, next: null };

/**
 * Asks the service, from its `from`th find on, and keeps what it finds. Only rows that were not held are written: the
 * service's index lags behind, and its finds say less than what a sync read.
 */
export async function searchRemote(context: SyncContext, text: string, from = 0): Promise<RemoteFinds> {
  const { cache, clock, agentId } = context;
  const startedAt = clock.now();
  const asked = askedOf(parseQuery(text, startedAt, 'UTC').terms, cache, agentId);
  const ignored = asked.ignored.map(({ start, end }) => text.slice(start, end));
  const wasAsked = asked.words.length > 0 || Object.keys(asked.fields).length > 0;
  let found = NOTHING;
  if (Object.keys(asked.fields).length > 0) {
    const answer = await fetchByFields(context, asked, from);
    found = answer.found;
    ignored.push(...answer.leftOut);
  } else if (wasAsked) found = await fetchByWords(context, asked.words.join(' '), from);
  const newTickets = found.tickets
    .filter(({ id }) => cache.tickets.get(id) === null)
    .map((row) => withLateness(withContactName(row), context.serviceNow()));
  cache.transaction(() => {
    cache.tickets.upsertRows(newTickets, startedAt);
    cache.contacts.upsert(
      found.contacts.filter(({ id }) => cache.contacts.get(id) === null),
      startedAt,
    );
    cache.accounts.upsert(
      found.accounts.filter(({ id }) => cache.accounts.get(id) === null),
      startedAt,
    );
    cache.tasks.upsert(
      found.tasks.filter(({ id }) => cache.tasks.get(id) === null),
      startedAt,
    );
  });
  return {
    ticketIds: found.tickets.map(({ id }) => id),
    newIds: newTickets.map(({ id }) => id),
    contactIds: found.contacts.map(({ id }) => id),
    accountIds: found.accounts.map(({ id }) => id),
    taskIds: found.tasks.map(({ id }) => id),
    total: found.total,
    next: found.next,
    ignored,
    wasAsked,
  };
}
