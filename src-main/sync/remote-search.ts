import type { Account } from '../../src-preload/contract/accounts.ts';
import type { Contact } from '../../src-preload/contract/contacts.ts';
import type { SearchHit } from '../../src-preload/contract/search.ts';
import type { Task } from '../../src-preload/contract/tasks.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import { type ApiClient, PRIORITY } from '../api/client.ts';
import { search, searchAccounts, searchContacts, searchTasks, searchTickets } from '../api/search.ts';
import { isAppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import { parseQuery, type SearchTerm } from '../lib/search-query.ts';
import type { Cache } from '../store/cache.ts';

export interface RemoteSearchDeps {
  client: ApiClient;
  cache: Cache;
  clock: Clock;
  agentId: string;
}

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
}

const PAGE = 50;
type Found = { tickets: Ticket[]; contacts: Contact[]; accounts: Account[]; tasks: Task[]; total: number | null };
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

/** A query with fields as the ticket search takes it; null when it has none that the service knows. */
export function ticketWords(terms: readonly SearchTerm[], cache: Cache, agentId: string): TicketWords | null {
  const words: Record<string, string> = {};
  for (const term of terms) {
    if (term.isExcluded) continue;
    if (term.kind === 'number') words['ticketNumber'] = term.value;
    else if (term.kind === 'text') {
      if (term.field === 'subject') words['subject'] = beginning(term.text);
      else if (term.field === 'from') words[term.text.includes('@') ? 'email' : 'contactName'] = beginning(term.text);
      else if (term.field === 'contact') words['contactName'] = beginning(term.text);
      else if (term.field === 'account') words['accountName'] = beginning(term.text);
    } else if (term.kind === 'listed') {
      const { field, value } = term;
      if (field === 'assignee' || field === 'department') {
        const id = idOf(cache, field === 'assignee' ? 'agents' : 'departments', agentId, value);
        if (id !== undefined) words[field === 'assignee' ? 'assigneeId' : 'departmentId'] = id;
      } else words[field] = value;
    }
  }
  if (Object.keys(words).length === 0) return null;
  const plain = terms.find((term) => term.kind === 'text' && term.field === null && !term.isExcluded);
  if (plain?.kind === 'text' && words['subject'] === undefined) words['subject'] = `*${beginning(plain.text)}`;
  return words;
}

const plainWords = (terms: readonly SearchTerm[]): string =>
  terms.flatMap((term) => (term.kind === 'text' && !term.isExcluded ? [term.text] : [])).join(' ');

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

async function fetchFinds({ client, cache, agentId }: RemoteSearchDeps, text: string, now: number): Promise<Found> {
  const call = { priority: PRIORITY.screen };
  const page = { from: 0, limit: PAGE };
  const { terms } = parseQuery(text, now);
  const fields = ticketWords(terms, cache, agentId);
  if (fields !== null) {
    const { rows, count } = await searchTickets(client, { ...fields, ...page }, call);
    return { tickets: rows, contacts: [], accounts: [], tasks: [], total: count };
  }
  const words = plainWords(terms);
  if (words === '') return { tickets: [], contacts: [], accounts: [], tasks: [], total: 0 };
  try {
    const { rows, count } = await search(client, { searchStr: words, sortBy: 'relevance', ...page }, call);
    return { ...sorted(rows), total: count?.tickets ?? null };
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
  };
}

/**
 * Asks the service and keeps what it finds. Only rows that were not held are written: the service's index lags behind,
 * and its finds say less than what a sync read.
 */
export async function searchRemote(deps: RemoteSearchDeps, text: string): Promise<RemoteFinds> {
  const { cache, clock } = deps;
  const startedAt = clock.now();
  const found = await fetchFinds(deps, text, startedAt);
  const newTickets = found.tickets.filter(({ id }) => cache.tickets.get(id) === null).map(withContactName);
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
  };
}
