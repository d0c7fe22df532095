import type { ContractRow } from '../../src-preload/contract/contracts.ts';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { SearchReach } from '../../src-preload/contract/search.ts';
import type { Task } from '../../src-preload/contract/tasks.ts';
import type { AgentZone } from '../lib/agent-zone.ts';
import { dayOf } from '../lib/days.ts';
import { completeQuery, type CompletionSource } from '../lib/search-completion.ts';
import type { Effective } from '../outbox/effective.ts';
import type { Cache } from '../store/cache.ts';
import type { EntryFind, SearchKind, TicketFind } from '../store/search.ts';
import type { RemoteFinds } from '../sync/remote-search.ts';
import { createSearchScope } from './search-scope.ts';
import { viewOfSearch } from './search-view.ts';
import { createAgentName, ticketRow } from './ticket-row.ts';

export interface SearchHandlersDeps {
  cache: Cache;
  agentId: string;
  /** The service's time, epoch milliseconds. */
  serviceNow(): number;
  zone: AgentZone;
  effective: Pick<Effective, 'movedTickets' | 'ticket'>;
  /** How far the lists reach that the cache was filled from. */
  reach(): SearchReach;
  searchRemote(text: string, from: number): Promise<RemoteFinds>;
  /** The first contracts with a text in their names, those that run on a day (YYYY-MM-DD) before the others. */
  findContracts(text: string, today: string, limit: number): ContractRow[];
  /** The index has more to read before all that waits is found by its words. */
  onUnread?: () => void;
  /** New rows are in the cache. */
  onFound(ticketIds: readonly string[]): void;
}

/** Names that are offered for a value. */
const MOST_NAMES = 8;

/** Looks for words in what is held, completes queries, and asks the service for the rest. */
export function createSearchHandlers(deps: SearchHandlersDeps): HandlersOf<'search'> {
  const {
    cache,
    agentId,
    serviceNow,
    zone: agentZone,
    effective,
    reach,
    searchRemote,
    findContracts,
    onFound,
    onUnread = () => undefined,
  } = deps;
  const { search } = cache;
  const agentName = createAgentName(cache.agents);
  const scope = createSearchScope(cache, agentId, serviceNow, agentZone);
  const values: CompletionSource = {
    listed: (field) =>
      field === 'assignee' || field === 'department'
        ? (field === 'assignee' ? scope().agents() : scope().departments()).map(({ name }) => name)
        : field === 'tag'
          ? cache.tags.list()
          : search.listValues(field),
    named: (field, typed) => search.listNames(field === 'account' ? 'account' : 'contact', typed, MOST_NAMES),
  };
  const ticketFind = ({ ticket, ...marked }: TicketFind) => ({ ticket: ticketRow(ticket, agentName), ...marked });
  const personFind = ({ doc, name, email }: EntryFind<{ id: string }>) => ({ id: doc.id, name, email });
  const taskFind = ({ doc, name }: EntryFind<Task>) => ({
    id: doc.id,
    subject: name,
    status: doc.status ?? null,
    dueDate: doc.dueDate ?? null,
    ticketId: doc.ticketId ?? null,
  });
  const rows = <T, R>(finds: { rows: T[]; nextCursor: string | null }, toRow: (row: T) => R) => ({
    rows: finds.rows.map(toRow),
    nextCursor: finds.nextCursor,
  });

  return {
    'search.query': ({ text, sort, cursor, limit, kinds, zone }) => {
      agentZone.use(zone);
      // What just arrived is found, as long as it is no more than one short step.
      search.index.indexSome();
      const unique = [...new Set(kinds)].filter((kind): kind is SearchKind => kind !== 'contract');
      const { tickets, contacts, accounts, tasks, hints, hasUnread } = search.query(
        { text, sort, cursor, limit, kinds: unique },
        scope(),
        unique.includes('ticket') ? effective.movedTickets().map(({ shown }) => shown) : [],
      );
      const { pending, total } = cache.tickets.countBodies();
      if (hasUnread) onUnread();
      return {
        tickets: { ...tickets, rows: tickets.rows.map(ticketFind) },
        contacts: rows(contacts, personFind),
        accounts: rows(accounts, personFind),
        tasks: rows(tasks, taskFind),
        contracts: (kinds.includes('contract')
          ? findContracts(text.trim(), dayOf(serviceNow(), agentZone.name()), limit)
          : []
        ).map(({ id, name, accountName }) => ({ id, name, accountName })),
        coverage: {
          ticketsHeld: total - pending,
          ticketsKnown: total,
          ...reach(),
          pending: search.index.countPending(),
        },
        hints,
      };
    },
    'search.complete': ({ text, caret, language }) => completeQuery(text, caret, values, language),
    'search.asView': ({ text, zone }) => {
      agentZone.use(zone);
      return viewOfSearch(text, scope(), search);
    },
    'search.remote': async ({ text, cursor }) => {
      const found = await searchRemote(text, Number(cursor ?? 0));
      if (found.newIds.length > 0) onFound(found.newIds);
      const marked = search.mark(text, scope());
      return {
        rows: found.ticketIds.flatMap((id) => {
          const held = cache.tickets.get(id);
          return held === null ? [] : [ticketFind(marked.ticket(effective.ticket(held)))];
        }),
        newIds: found.newIds,
        contacts: found.contactIds.flatMap((id) => {
          const held = cache.contacts.get(id);
          return held === null ? [] : [personFind(marked.contact(held.doc))];
        }),
        accounts: found.accountIds.flatMap((id) => {
          const held = cache.accounts.get(id);
          return held === null ? [] : [personFind(marked.account(held.doc))];
        }),
        tasks: found.taskIds.flatMap((id) => {
          const held = cache.tasks.get(id);
          return held === null ? [] : [taskFind(marked.task(held.doc))];
        }),
        total: found.total,
        nextCursor: found.next === null ? null : String(found.next),
        ignored: found.ignored,
        wasAsked: found.wasAsked,
      };
    },
  };
}
