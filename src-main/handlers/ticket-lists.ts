import { type Ticket, type TicketView, ticketView, type ViewCounts } from '../../src-preload/contract/tickets.ts';
import { VIEW_BOUND, type ViewFilter, viewFilter, type ViewSort } from '../../src-preload/contract/views.ts';
import { AppError } from '../lib/app-error.ts';
import type { AgentZone } from '../lib/agent-zone.ts';
import type { Effective } from '../outbox/effective.ts';
import type { Cache } from '../store/cache.ts';
import { isClosedTicket, type MovedTicket } from '../store/ticket-places.ts';
import { compareBy, type FilterScope, fitsFilter, placeBy } from '../store/ticket-filter.ts';
import type { DraftStore } from '../store/drafts.ts';
import type { ViewStore } from '../store/views.ts';
import type { Snoozer } from '../timers/snoozer.ts';
import { createSearchScope } from './search-scope.ts';

export interface TicketListsDeps {
  cache: Pick<Cache, 'tickets' | 'tombstones' | 'ticketQueries' | 'search' | 'agents' | 'departments'>;
  agentId: string;
  /** The service's time, epoch milliseconds. */
  serviceNow(): number;
  zone: Pick<AgentZone, 'name'>;
  effective: Pick<Effective, 'movedTickets' | 'ticket' | 'goneTicket'>;
  /** The agent's own views; without them there are the built-in ones and the departments'. */
  views?: ViewStore | undefined;
  /** What is put off; without it nothing is. */
  snoozer?: Pick<Snoozer, 'list' | 'has'> | undefined;
  drafts?: Pick<DraftStore, 'ticketIds'> | undefined;
  /** The index has more to read before all that waits is found by its words. */
  onUnread?: (() => void) | undefined;
}

type Page = { offset: number; limit: number };

/** Every list of tickets by the id of its view: built-in, one of the agent's own, a department's, what is put off. */
export interface TicketLists {
  list(view: string, page: Page): Ticket[];
  /** Of views of one's own up to `VIEW_BOUND + 1`. `notFound` for a view that is not there. */
  count(view: string): number;
  /** Of the built-in views, the agent's own ones, departments, spam, what is put off and what has drafts. */
  counts(): ViewCounts;
  /** The custom fields that the view's rows tell, by name. */
  customOf(view: string): string[];
  countFilter(filter: ViewFilter): number;
  /** Open tickets of an agent, by the customer's last word. */
  listOfAgent(id: string, page: Page): Ticket[];
  /** Ids of the tickets that something unsent is written on, the latest first. */
  written(): string[];
  /** How many open tickets each agent has, by id. */
  openByAgent(): ReadonlyMap<string, number>;
  /** Whether a ticket stands in a view that the agent watches. */
  isWatched(ticketId: string): boolean;
}

/** What is put off. */
export const SNOOZED = 'snoozed';
/** What something unsent is written on. */
export const DRAFTS = 'drafts';
/** What was marked as spam, as far as it was ever held: no list of the service has it. */
export const SPAM = 'spam';
/** The open tickets of a department. */
export const departmentView = (id: string): string => `dept-${id}`;

const NOT_CLOSED = { statusTypes: ['Open', 'On Hold'] } as const;
const BUILT_IN: Record<TicketView, object> = {
  myOpen: { ...NOT_CLOSED, assigneeIds: ['me'] },
  unassigned: { ...NOT_CLOSED, assigneeIds: [''] },
  overdue: { ...NOT_CLOSED, due: 'overdue' },
  allOpen: NOT_CLOSED,
  closed: { statusTypes: ['Closed'] },
};
const openOf = (assigneeId: string): ViewFilter => viewFilter.parse({ ...NOT_CLOSED, assigneeIds: [assigneeId] });
const NEWEST: ViewSort = { by: 'recent', descending: true };
const MOST_SPAM = 500;
/** Tickets that the text of a view may find. */
const MOST_FOUND = 5_000;

const order = compareBy(NEWEST);
/** By the customer's last word, the newest first. */
const compareTickets = (a: Ticket, b: Ticket): number => order(placeBy(NEWEST, a), placeBy(NEWEST, b));
const isBuiltIn = (view: string): view is TicketView => ticketView.options.includes(view as TicketView);

export function createTicketLists(deps: TicketListsDeps): TicketLists {
  const { cache, agentId, serviceNow, zone, effective, views, snoozer, drafts, onUnread = () => undefined } = deps;
  const scope = (): FilterScope => ({ agentId, now: new Date(serviceNow()).toISOString(), zone: zone.name() });
  const searchScope = createSearchScope(cache, agentId, serviceNow, zone);

  /** What is on its way, and what is put off: out of every list as long as it is open. */
  function moved(): MovedTicket[] {
    const pending = effective.movedTickets();
    const ids = snoozer?.list().map(({ ticketId }) => ticketId) ?? [];
    if (ids.length === 0) return pending;
    const hidden = new Set(ids);
    const shown = new Set(pending.map((one) => one.shown.id));
    const rows = cache.tickets
      .listTexts(ids.filter((id) => !shown.has(id)))
      .map(({ doc }) => JSON.parse(doc) as Ticket)
      .map((row): MovedTicket => ({ row, shown: row }));
    return [...pending, ...rows].map((one) =>
      hidden.has(one.shown.id) && !isClosedTicket(one.shown) ? { ...one, shown: { ...one.shown, isSpam: true } } : one,
    );
  }

  /** As they are shown, in this order; those that are not held are left out. */
  function listOf(ids: readonly string[]): Ticket[] {
    const byId = new Map(effective.movedTickets().map(({ shown }) => [shown.id, shown]));
    const rows = new Map(cache.tickets.listTexts(ids).map(({ id, doc }) => [id, JSON.parse(doc) as Ticket]));
    return ids.flatMap((id) => byId.get(id) ?? rows.get(id) ?? []);
  }
  const snoozed = (): Ticket[] =>
    listOf(snoozer?.list().map(({ ticketId }) => ticketId) ?? []).filter((ticket) => !isClosedTicket(ticket));
  /** Also on tickets that are gone, as they last were: the words on them are found nowhere else. */
  function written(): Ticket[] {
    const ids = drafts?.ticketIds() ?? [];
    const held = new Map(listOf(ids).map((ticket) => [ticket.id, ticket]));
    return ids.map((id) => held.get(id) ?? effective.goneTicket(id) ?? { id });
  }
  const ownLists: Readonly<Record<string, () => Ticket[]>> = { [SNOOZED]: snoozed, [DRAFTS]: written, [SPAM]: spam };

  /** Also what is no more held than as it last was: a way back from a wrong word. */
  function spam(): Ticket[] {
    const buried = cache.tombstones
      .list('ticket', 'spam', MOST_SPAM)
      .map(({ doc, goneAt }) => effective.ticket({ doc: { ...(doc as Ticket), isSpam: true }, asOf: goneAt }));
    const pending = effective.movedTickets().map(({ shown }) => shown);
    const all = [...buried, ...cache.tickets.listSpam(MOST_SPAM), ...pending];
    return [...new Map(all.map((ticket) => [ticket.id, ticket])).values()]
      .filter(({ isSpam, isDeleted }) => isSpam === true && isDeleted !== true)
      .sort(compareTickets);
  }

  function countsOfDepartments(over: readonly MovedTicket[]): Record<string, number> {
    const counts = cache.tickets.countOpenByDepartment();
    const add = (ticket: Ticket | null, n: number): void => {
      if (ticket === null || ticket.isDeleted === true || ticket.isSpam === true || isClosedTicket(ticket)) return;
      const id = ticket.departmentId ?? '';
      counts.set(id, (counts.get(id) ?? 0) + n);
    };
    for (const { row, shown } of over) {
      add(row, -1);
      add(shown, 1);
    }
    const ids = cache.departments.list().map(({ doc }) => doc.id);
    return Object.fromEntries(ids.map((id) => [departmentView(id), counts.get(id) ?? 0]));
  }

  /** What a view holds; null for one that is no filter, or that is gone. */
  function filterOf(view: string): ViewFilter | null {
    const departmentId = /^dept-(.+)$/.exec(view)?.[1];
    if (isBuiltIn(view)) return viewFilter.parse(BUILT_IN[view]);
    if (departmentId !== undefined) return viewFilter.parse({ ...NOT_CLOSED, departmentIds: [departmentId] });
    return views?.get(view)?.filter ?? null;
  }

  /** The filter and order of a view that is asked by them; null for one that has lists of its own. */
  function asked(view: string): { filter: ViewFilter; sort: ViewSort } | null {
    const look = views?.looks()[view]?.sort ?? null;
    if (isBuiltIn(view) && look === null) return null;
    const filter = filterOf(view);
    if (filter === null) throw new AppError('notFound', 'There is no such view.');
    return { filter, sort: look ?? views?.get(view)?.sort ?? NEWEST };
  }

  /** What the text of a filter finds: in the rows, and in what shows otherwise than they say, as that is shown. */
  const found = ({ text }: ViewFilter): ReadonlySet<string> | null => {
    const at = searchScope();
    const ids = text.trim() === '' ? null : cache.search.ticketIds(text, at, MOST_FOUND);
    if (ids === null) return null;
    const all = new Set(ids);
    const shown = effective.movedTickets().map((one) => one.shown);
    if (shown.length === 0) return all;
    const told = cache.search.shownIds(text, at, shown) ?? { ids: [], unread: [] };
    const unread = new Set(told.unread);
    // Until they are read, their rows tell what they say.
    for (const { id } of shown) if (!unread.has(id)) all.delete(id);
    for (const id of told.ids) all.add(id);
    if (unread.size > 0) onUnread();
    return all;
  };
  function countOf(view: string, at: FilterScope, over: readonly MovedTicket[]): number {
    const own = ownLists[view];
    if (own !== undefined) return own().length;
    if (isBuiltIn(view)) return cache.tickets.countView(view, at, over);
    const query = asked(view);
    return query === null
      ? 0
      : cache.ticketQueries.count({ filter: query.filter, scope: at, found: found(query.filter), moved: over });
  }

  return {
    list(view, page) {
      const whole = ownLists[view]?.();
      if (whole !== undefined) return whole.slice(page.offset, page.offset + page.limit);
      const query = asked(view);
      if (query === null) return cache.tickets.list(view as TicketView, scope(), page, moved());
      return cache.ticketQueries.list({ ...query, scope: scope(), found: found(query.filter), moved: moved() }, page);
    },
    count(view) {
      const count = countOf(view, scope(), moved());
      // In an order of its own a built-in view is bounded too.
      return isBuiltIn(view) && asked(view) !== null ? Math.min(count, VIEW_BOUND + 1) : count;
    },
    counts() {
      const [at, over] = [scope(), moved()];
      const names = [...ticketView.options, SNOOZED, DRAFTS, SPAM, ...(views?.list() ?? []).map(({ id }) => id)];
      const counted = Object.fromEntries(names.map((view) => [view, countOf(view, at, over)])) as ViewCounts;
      return { ...countsOfDepartments(over), ...counted };
    },
    customOf: (view) =>
      (views?.looks()[view]?.columns ?? []).flatMap((column) => /^custom:(.+)$/s.exec(column)?.[1] ?? []),
    countFilter: (filter) =>
      cache.ticketQueries.count({ filter, scope: scope(), found: found(filter), moved: moved() }),
    written: () => written().map(({ id }) => id),
    listOfAgent: (id, page) =>
      cache.ticketQueries.list({ filter: openOf(id), sort: NEWEST, scope: scope(), found: null, moved: moved() }, page),
    openByAgent() {
      const counts = cache.tickets.openByAgent();
      const add = (ticket: Ticket | null, by: number): void => {
        if (ticket?.assigneeId == null || ticket.isDeleted === true || ticket.isSpam === true) return;
        if (!isClosedTicket(ticket)) counts.set(ticket.assigneeId, (counts.get(ticket.assigneeId) ?? 0) + by);
      };
      for (const { row, shown } of moved()) {
        add(row, -1);
        add(shown, 1);
      }
      return counts;
    },
    isWatched(ticketId) {
      const held = cache.tickets.get(ticketId);
      if (held === null) return false;
      const shown = effective.ticket(held);
      return Object.entries(views?.looks() ?? {}).some(([view, look]) => {
        const filter = look.isWatched ? filterOf(view) : null;
        return filter !== null && fitsFilter(shown, filter, scope(), found(filter));
      });
    },
  };
}
