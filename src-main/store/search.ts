import type { Account } from '../../src-preload/contract/accounts.ts';
import type { Contact } from '../../src-preload/contract/contacts.ts';
import type { Task } from '../../src-preload/contract/tasks.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import type { QueryHint } from '../lib/search-query.ts';
import { phraseOf } from '../lib/search-text.ts';
import type { Db } from './database.ts';
import type { DirectoryKind } from './search-documents.ts';
import { type Expression, expressionOf, inColumns, type Lookups, matchOf, type Named } from './search-expression.ts';
import { facetToken } from './search-facets.ts';
import { createSearchIndex, type SearchIndex } from './search-index.ts';
import { type Marks, type EntryFind, prepareMarks, type TicketFind } from './search-marks.ts';
import { createNameFinder, type FoundName, type NamedKind } from './search-names.ts';
import { createShownIndex, type ShownIndex } from './search-shown.ts';
import { slotAt } from './search-slots.ts';
import { createExpander } from './search-terms.ts';
import { recentOf } from './ticket-filter.ts';

export type { EntryFind, TicketFind };

export interface SearchScope {
  agentId: string;
  /** The service's time, epoch milliseconds: what "overdue" and "7d" are counted from. */
  now: number;
  /** The zone of the agent's days by its IANA name. */
  zone: string;
  agents(): readonly Named[];
  departments(): readonly Named[];
}

export type SearchSort = 'newest' | 'rank';
export type SearchKind = 'ticket' | DirectoryKind;

export interface SearchRequest {
  text: string;
  sort: SearchSort;
  /** From an earlier answer to the same text and sort; null for the first page. */
  cursor: string | null;
  limit: number;
  kinds: readonly SearchKind[];
}

export interface Finds<T> {
  rows: T[];
  nextCursor: string | null;
}

export interface TicketFinds extends Finds<TicketFind> {
  /**
   * How many there are, counted up to `COUNT_LIMIT` and, where a page has not all of them, among the most recent tickets;
   * where there may be more, `isTotalExact` is false. Null after the first page.
   */
  total: number | null;
  isTotalExact: boolean;
  /** Whether the order by rank is one of the most recent candidates only. */
  isBounded: boolean;
}

export interface SearchAnswer {
  tickets: TicketFinds;
  contacts: Finds<EntryFind<Contact>>;
  accounts: Finds<EntryFind<Account>>;
  tasks: Finds<EntryFind<Task>>;
  hints: QueryHint[];
  /** Some of `shown` can't be told yet: the next steps of the index read them. */
  hasUnread: boolean;
}

export interface SearchStore {
  readonly index: SearchIndex;
  /** `shown`: tickets that show otherwise than their rows say. They are found as they show, not as their rows have them. */
  query(request: SearchRequest, scope: SearchScope, shown?: readonly Ticket[]): SearchAnswer;
  /** Ids of the latest tickets that a query finds, at most `most`; null for a query without a condition. */
  ticketIds(text: string, scope: SearchScope, most: number): string[] | null;
  /**
   * Ids of those among `shown` that a query finds as they are there; null for a query without a condition. `unread` are
   * those that can't be told yet: the next steps of the index read them.
   */
  shownIds(text: string, scope: SearchScope, shown: readonly Ticket[]): { ids: string[]; unread: string[] } | null;
  /** Marks in any row what a query looks for. */
  mark(text: string, scope: SearchScope): Marks;
  /** Who or what begins with what was typed, at most `most`; the latest for nothing. */
  listNames(kind: NamedKind, typed: string, most: number): FoundName[];
  /** Values met in tickets, as the service writes them. */
  listValues(field: 'status' | 'priority' | 'channel' | 'tag'): string[];
}

const COUNT_LIMIT = 1_000;
/** Finds beyond a page are counted among so many of the most recent tickets: words that are seldom together take a walk through all their places. */
const COUNTED_AMONG = 20_000;
/** Of each step of ranking, the most recent finds that are looked at. */
const CANDIDATES = 300;
/** Narrow steps look among so many of the most recent tickets that hold all words: a common word's whole list grows with the cache. */
const RANKED_AMONG = 2_000;
const DIRECTORY_CANDIDATES = 200;
type TicketRow = { slot: number; doc: string };
/** A place in the order of the finds; the ticket where it shows otherwise than its row says. */
type Found = { slot: number; ticket: Ticket | null };
/** What lies over the index: slots of rows that are passed by, and what is found instead, the newest first. */
interface LaidOver {
  slots: ReadonlySet<number>;
  come: readonly Found[];
  hasUnread: boolean;
}
const NOTHING: LaidOver = { slots: new Set(), come: [], hasUnread: false };

/** FTS5 heeds no bound that is not an integer, and JavaScript binds none: without the casts it would walk from its end to the bound. */
const RANGE = 'search MATCH :match AND rowid >= CAST(:min AS INTEGER) AND rowid < CAST(:max AS INTEGER)';
const OVERDUE =
  'SELECT slot FROM ticket INDEXED BY ticket_open_late CROSS JOIN search_slot ON ticket_id = ticket.id WHERE is_open = 1 AND late IS NOT NULL AND late < :now';
/**
 * The SQL that walks matches newest first, or oldest first. Oldest first it begins at `:min`; newest first the index goes
 * on behind `:min` to its end. `+rowid` keeps SQLite from asking the index
 * once for each overdue ticket.
 */
export const slotSql = (overdue: boolean | null, order: 'DESC' | 'ASC' = 'DESC'): string =>
  `SELECT rowid FROM search WHERE ${RANGE}${overdue === null ? '' : ` AND +rowid ${overdue ? '' : 'NOT '}IN (${OVERDUE})`} ORDER BY rowid ${order} LIMIT :limit`;

/** Full-text search over what the cache holds. */
export function createSearchStore(db: Db): SearchStore {
  const index = createSearchIndex(db);
  const createMarks = prepareMarks(db);
  const expand = createExpander(db, 'search_vocab');
  const expandDirectory = createExpander(db, 'search_directory_vocab');
  const walks = (order: 'DESC' | 'ASC') =>
    new Map(
      [null, true, false].map((overdue) => [overdue, db.prepare<[object], number>(slotSql(overdue, order)).pluck()]),
    );
  const newestFirst = walks('DESC');
  const oldestFirst = walks('ASC');
  const newestSlot = db.prepare<[], number | null>('SELECT max(slot) FROM search_slot').pluck();
  const recentSlot = db
    .prepare<[number], number>('SELECT slot FROM search_slot ORDER BY slot DESC LIMIT 1 OFFSET ?')
    .pluck();
  let counted: { newest: number; from: number } | null = null;
  const selectTicket = db.prepare<[number], TicketRow>(
    'SELECT slot, doc FROM search_slot CROSS JOIN ticket ON id = ticket_id WHERE slot = ?',
  );
  const selectSlots = db.prepare<[string], { id: string; slot: number }>(
    'SELECT ticket_id AS id, slot FROM search_slot WHERE ticket_id IN (SELECT value FROM json_each(?))',
  );
  const selectIds = db
    .prepare<[string], string>('SELECT ticket_id FROM search_slot WHERE slot IN (SELECT value FROM json_each(?))')
    .pluck();
  const selectDirectory = db.prepare<[string, number, number], { entry: number; id: string }>(
    `SELECT entry, id FROM (SELECT rowid AS found FROM search_directory WHERE search_directory MATCH ? AND rowid < CAST(? AS INTEGER) ORDER BY rowid DESC LIMIT ?)
     CROSS JOIN search_entry ON entry = found`,
  );
  const docOf = (table: DirectoryKind) => db.prepare<[string], string>(`SELECT doc FROM ${table} WHERE id = ?`).pluck();
  const selectDoc = { contact: docOf('contact'), account: docOf('account'), task: docOf('task') };
  const selectValues = db.prepare<[string], { value: string; label: string }>(
    'SELECT value, label FROM search_value WHERE field = ? ORDER BY label',
  );

  let shownIndex: ShownIndex | null = null;

  const ofKind = (kind: DirectoryKind, match: string): string =>
    `${match} AND ${inColumns(['facet'], `"${facetToken('kind', kind)}"`)}`;

  const idsOf = (kind: NamedKind, match: string, most: number): string[] =>
    selectDirectory.all(ofKind(kind, match), Number.MAX_SAFE_INTEGER, most).map(({ id }) => id);
  const lookups = (scope: SearchScope): Lookups => ({
    agentId: scope.agentId,
    zone: scope.zone,
    agents: scope.agents,
    departments: scope.departments,
    values: (field) => selectValues.all(field).map(({ value }) => value),
    expand,
    expandDirectory,
    directoryIds: (kind, match) => idsOf(kind, match, DIRECTORY_CANDIDATES),
  });

  const bounds = (
    { overdue, minSlot, maxSlot }: Expression,
    match: string,
    scope: SearchScope,
    limit: number,
  ): object => ({
    match,
    min: minSlot,
    max: maxSlot,
    limit,
    ...(overdue === null ? {} : { now: new Date(scope.now).toISOString() }),
  });
  const walk = (
    by: typeof newestFirst,
    expression: Expression,
    match: string,
    scope: SearchScope,
    limit: number,
  ): number[] => by.get(expression.overdue)?.all(bounds(expression, match, scope, limit)) ?? [];
  const slotsOf = (expression: Expression, match: string, scope: SearchScope, limit: number, below: number): number[] =>
    walk(newestFirst, { ...expression, maxSlot: Math.min(expression.maxSlot, below) }, match, scope, limit);

  /** From which slot on finds are counted; kept until a ticket is the newest that was not. */
  function countedFrom(): number {
    const newest = newestSlot.get() ?? 0;
    if (counted?.newest !== newest) counted = { newest, from: recentSlot.get(COUNTED_AMONG) ?? 0 };
    return counted.from;
  }
  /**
   * One more than a page, and how many finds there are: counted until there are many, or the next one is old. A lower
   * bound in SQL would not end the index's walk.
   */
  function countedPage(
    expression: Expression,
    match: string,
    scope: SearchScope,
    limit: number,
    passed: ReadonlySet<number>,
  ): { found: number[]; total: number; isExact: boolean } {
    const from = countedFrom();
    const found: number[] = [];
    let total = 0;
    let walked = 0;
    for (const slot of newestFirst.get(expression.overdue)?.iterate(bounds(expression, match, scope, COUNT_LIMIT)) ??
      []) {
      if (found.length > limit && slot < from) return { found, total, isExact: false };
      walked += 1;
      if (passed.has(slot)) continue;
      if (found.length <= limit) found.push(slot);
      total += 1;
    }
    return { found, total, isExact: walked < COUNT_LIMIT };
  }

  /**
   * The most recent finds of each step, from the narrowest to the widest, each adding to a ticket's rank. The whole
   * statistics of words (bm25) would read every place of every word, which grows with the cache.
   */
  function rank(expression: Expression, scope: SearchScope): { slots: number[]; isBounded: boolean } {
    const { words } = expression;
    const all = words.map(({ match }) => match).join(' AND ');
    const together = phraseOf(words.map(({ text }) => text).join(' '));
    const phrase = words.length < 2 ? null : `"${together.join(' ')}"`;
    const recent = slotsOf(expression, matchOf(expression, all), scope, RANKED_AMONG, Number.MAX_SAFE_INTEGER);
    const oldest = recent.at(-1);
    const scores = new Map(recent.slice(0, CANDIDATES).map((slot) => [slot, 1]));
    let isBounded = recent.length >= CANDIDATES;
    const note = (found: readonly number[], score: number): void => {
      isBounded ||= found.length >= CANDIDATES;
      for (const slot of found.slice(-CANDIDATES)) scores.set(slot, (scores.get(slot) ?? 0) + score);
    };
    if (words.length > 0 && oldest !== undefined) {
      const among = { ...expression, minSlot: oldest };
      const narrow = (match: string): number[] =>
        walk(oldestFirst, among, matchOf(expression, match), scope, RANKED_AMONG);
      note(narrow(inColumns(['subject'], all)), 8);
      note(narrow(inColumns(['contact', 'account'], all)), 6);
      if (phrase !== null) {
        note(narrow(inColumns(['subject'], phrase)), 8);
        note(narrow(phrase), 4);
      }
      // A number is looked for among all tickets, however old.
      if (words.some(({ text }) => /\d/.test(text))) {
        const match = matchOf(expression, inColumns(['number'], all));
        note(slotsOf(expression, match, scope, CANDIDATES, Number.MAX_SAFE_INTEGER), 100);
      }
    }
    const ranked = [...scores].sort(([a, x], [b, y]) => y - x || b - a);
    return { slots: ranked.map(([slot]) => slot), isBounded };
  }

  function findTickets(
    expression: Expression,
    { sort, cursor, limit }: SearchRequest,
    scope: SearchScope,
    over: LaidOver,
  ): TicketFinds {
    const { match } = expression;
    if (match === null) return { rows: [], nextCursor: null, total: 0, isTotalExact: true, isBounded: false };
    const at = cursor === null ? null : Number(cursor);
    let page: Found[];
    let nextCursor: string | null;
    let total: number | null = null;
    let isTotalExact = true;
    let isBounded = false;
    if (sort === 'newest') {
      const below = at ?? Number.MAX_SAFE_INTEGER;
      const first = at === null ? countedPage(expression, match, scope, limit, over.slots) : null;
      const found =
        first?.found ??
        slotsOf(expression, match, scope, limit + 1 + over.slots.size, below).filter((slot) => !over.slots.has(slot));
      const all = [
        ...found.map((slot): Found => ({ slot, ticket: null })),
        ...over.come.filter(({ slot }) => slot < below),
      ].sort((a, b) => b.slot - a.slot);
      page = all.slice(0, limit);
      nextCursor = all.length > limit ? String(page.at(-1)?.slot) : null;
      total = first === null ? null : first.total + over.come.length;
      isTotalExact = first?.isExact ?? true;
    } else {
      const ranked = rank(expression, scope);
      isBounded = ranked.isBounded;
      const known = new Set(ranked.slots);
      const come = new Map(over.come.map((found) => [found.slot, found]));
      // What fits only since it was changed here comes first.
      const all = [
        ...over.come.filter(({ slot }) => !known.has(slot)),
        ...ranked.slots.flatMap((slot) => (over.slots.has(slot) ? (come.get(slot) ?? []) : { slot, ticket: null })),
      ];
      page = all.slice(at ?? 0, (at ?? 0) + limit);
      nextCursor = all.length > (at ?? 0) + limit ? String((at ?? 0) + limit) : null;
      total = all.length;
      isTotalExact = !isBounded;
    }
    const marks = createMarks(expression.highlights);
    const rows = page.flatMap(({ slot, ticket }): TicketFind[] => {
      const doc = ticket === null ? selectTicket.get(slot)?.doc : undefined;
      const found = doc === undefined ? ticket : (JSON.parse(doc) as Ticket);
      return found === null ? [] : [marks.ticket(found)];
    });
    return { rows, nextCursor, total, isTotalExact, isBounded };
  }

  function findEntries<T>(
    kind: DirectoryKind,
    expression: Expression,
    { cursor, limit, kinds }: SearchRequest,
    toFind: (marks: Marks, doc: string) => EntryFind<T>,
  ): Finds<EntryFind<T>> {
    const { directory } = expression;
    if (directory === null || !kinds.includes(kind)) return { rows: [], nextCursor: null };
    const below = cursor === null || kinds.length > 1 ? Number.MAX_SAFE_INTEGER : Number(cursor);
    const found = selectDirectory.all(ofKind(kind, directory), below, limit + 1);
    const page = found.slice(0, limit);
    const marks = createMarks(expression.highlights);
    const rows = page.flatMap(({ id }) => {
      const doc = selectDoc[kind].get(id);
      return doc === undefined ? [] : [toFind(marks, doc)];
    });
    return { rows, nextCursor: found.length > limit ? String(page.at(-1)?.entry) : null };
  }

  function shownIds(...[text, scope, shown]: Parameters<SearchStore['shownIds']>): ReturnType<SearchStore['shownIds']> {
    const index = (shownIndex ??= createShownIndex(db));
    const unread = index.hold(shown).map(({ id }) => id);
    const known = lookups(scope);
    const { expand } = index;
    const values: Lookups['values'] = (field) => [...new Set([...known.values(field), ...index.values(field)])];
    const expression = expressionOf(text, scope.now, { ...known, expand, values });
    return expression.match === null ? null : { ids: index.find(expression, expression.match, scope.now), unread };
  }

  function laidOver(text: string, scope: SearchScope, all: readonly Ticket[]): LaidOver {
    const told = all.length === 0 ? null : shownIds(text, scope, all);
    if (told === null) return NOTHING;
    // Until they are read, their rows tell what they say.
    const unread = new Set(told.unread);
    const shown = all.filter(({ id }) => !unread.has(id));
    const rows = selectSlots.all(JSON.stringify(shown.map(({ id }) => id)));
    const slots = new Map(rows.map(({ id, slot }) => [id, slot]));
    const found = new Set(told.ids);
    const come = shown
      .filter(({ id, isDeleted }) => found.has(id) && isDeleted !== true)
      // One that the service does not know yet takes a place in its second.
      .map((ticket, at) => ({ slot: slots.get(ticket.id) ?? slotAt(Date.parse(recentOf(ticket)) || 0) + at, ticket }))
      .sort((a, b) => b.slot - a.slot);
    return { slots: new Set(slots.values()), come, hasUnread: unread.size > 0 };
  }

  return {
    index: {
      ...index,
      indexSome: (most) =>
        (shownIndex !== null && shownIndex.waiting > 0 && shownIndex.takeSome()) || index.indexSome(most),
      countPending: () => index.countPending() + (shownIndex?.waiting ?? 0),
    },
    query(request, scope, shown = []) {
      const expression = expressionOf(request.text, scope.now, lookups(scope));
      const over = request.kinds.includes('ticket') ? laidOver(request.text, scope, shown) : NOTHING;
      return {
        tickets: request.kinds.includes('ticket')
          ? findTickets(expression, request, scope, over)
          : { rows: [], nextCursor: null, total: 0, isTotalExact: true, isBounded: false },
        contacts: findEntries('contact', expression, request, (marks, doc) =>
          marks.contact(JSON.parse(doc) as Contact),
        ),
        accounts: findEntries('account', expression, request, (marks, doc) =>
          marks.account(JSON.parse(doc) as Account),
        ),
        tasks: findEntries('task', expression, request, (marks, doc) => marks.task(JSON.parse(doc) as Task)),
        hints: expression.hints,
        hasUnread: over.hasUnread,
      };
    },
    mark: (text, scope) => createMarks(expressionOf(text, scope.now, lookups(scope)).highlights),
    listNames: createNameFinder(db, expandDirectory, idsOf),
    listValues: (field) => selectValues.all(field).map(({ label }) => label),
    ticketIds(text, scope, most) {
      const expression = expressionOf(text, scope.now, lookups(scope));
      if (expression.match === null) return null;
      const found = slotsOf(expression, expression.match, scope, most, Number.MAX_SAFE_INTEGER);
      return selectIds.all(JSON.stringify(found));
    },
    shownIds,
  };
}
