import type { SearchCompletions, SearchResults, TicketFind } from '../../src-preload/contract/search.ts';
import type { Output } from '../../src-preload/contract/index.ts';
import { type Bridge, type BridgeError, toBridgeError } from '../bridge/bridge.ts';
import { afterPaint } from '../lib/after-paint.ts';
import { createRefresher } from '../lib/refresher.ts';
import { zoneName } from '../lib/zone.svelte.ts';
import type { Choices } from './choices.svelte.ts';
import {
  contractFind,
  type Found,
  isPlain,
  listFinds,
  type OtherFind,
  type OtherKind,
  otherKinds,
  type PagedKind,
  personFind,
  type SearchItem,
  taskFind,
} from './search-finds.ts';
import type { WritingHelps } from './writing-helps.svelte.ts';

export type SearchSort = 'newest' | 'rank';
export type RemoteFinds = Output<'search.remote'>;

const GAP_MS = 40;
/** Rows until more are wanted. */
const LIMIT = 25;
/** So many of them at once, by the least height of one, pixels: what is out of sight comes after the paint. */
const LEAST_HEIGHT = 74;
const atOnce = (): number => Math.min(LIMIT, Math.max(8, Math.floor(window.innerHeight / LEAST_HEIGHT)));
/** The most that can be asked for at once. */
const MOST = 100;
/** Rows of a page once more of a group is wanted. */
const GROUP_PAGE = 100;
/** Rows of each group beside the tickets until more of it is wanted. */
const FIRST_ROWS = 8;
const INDEXED = ['ticket', 'contact', 'account', 'task'] as const;
/** An answer that takes longer shows that it is being worked on. */
const SLOW_MS = 300;

type Pages = Partial<Record<PagedKind, { rows: readonly OtherFind[]; cursor: string | null }>>;
/** Rows beside the tickets, by kind: those that show, and whether there are more. */
export interface OtherGroup {
  kind: OtherKind;
  rows: readonly OtherFind[];
  hasMore: boolean;
}

/** Two pages of the service's finds; what moved from one to the other meanwhile is there once. */
function joined(before: RemoteFinds, next: RemoteFinds): RemoteFinds {
  const known = new Set(before.rows.map(({ ticket }) => ticket.id));
  return {
    ...next,
    rows: [...before.rows, ...next.rows.filter(({ ticket }) => !known.has(ticket.id))],
    newIds: [...before.newIds, ...next.newIds],
    contacts: [...before.contacts, ...next.contacts],
    accounts: [...before.accounts, ...next.accounts],
    tasks: [...before.tasks, ...next.tasks],
  };
}

/** The search: what is held here at once, the service's when asked. */
export class SearchState {
  text = $state('');
  sort = $state<SearchSort>('newest');
  results = $state.raw<SearchResults | null>(null);
  error = $state.raw<BridgeError | null>(null);
  remote = $state.raw<RemoteFinds | null>(null);
  remoteError = $state.raw<BridgeError | null>(null);
  isAsking = $state(false);
  /** Key of the row that the keyboard is on. */
  selectedKey = $state<string | null>(null);
  /** Whether an answer has been awaited for so long that the agent should see it. */
  isSlow = $state(false);
  #pages = $state.raw<Pages>({});
  #whole = $state.raw<ReadonlySet<OtherKind>>(new Set());
  #slowTimer: ReturnType<typeof setTimeout> | undefined;
  #more = $state.raw<readonly TicketFind[]>([]);
  #cursor = $state<string | null>(null);
  /** Where the rest of the first rows begins while it is on its way. */
  #filling = $state<string | null>(null);
  /** Answers of an earlier text are dropped. */
  #asked = 0;
  /** The question that what shows answers. */
  #answered = 0;
  readonly #bridge: Bridge;
  readonly #choices: Pick<Choices, 'agents' | 'departments'>;
  readonly #helps: Pick<WritingHelps, 'canned'>;
  readonly #refresher = createRefresher(() => this.#query(), GAP_MS);

  readonly found: readonly Found[] = $derived.by(() => {
    const here = [...(this.results?.tickets.rows ?? []), ...this.#more];
    const known = new Set(here.map(({ ticket }) => ticket.id));
    const isNew = new Set(this.remote?.newIds ?? []);
    return [
      ...here.map((find): Found => ({ find, origin: isNew.has(find.ticket.id) ? 'serviceNew' : 'here' })),
      ...(this.remote?.rows ?? [])
        .filter(({ ticket }) => !known.has(ticket.id))
        .map((find): Found => ({ find, origin: isNew.has(find.ticket.id) ? 'serviceNew' : 'service' })),
    ];
  });
  readonly groups: readonly OtherGroup[] = $derived.by(() => {
    const { results, remote } = this;
    if (results === null) return [];
    const all: readonly OtherFind[] = [
      ...[...results.contacts.rows, ...(remote?.contacts ?? [])].map((row) => personFind('contact', row)),
      ...[...results.accounts.rows, ...(remote?.accounts ?? [])].map((row) => personFind('account', row)),
      ...[...results.tasks.rows, ...(remote?.tasks ?? [])].map(taskFind),
      ...Object.values(this.#pages).flatMap(({ rows }) => rows),
      ...results.contracts.map(contractFind),
      ...listFinds(this.text, {
        agents: this.#choices.agents,
        departments: this.#choices.departments,
        canned: this.#helps.canned,
      }),
    ];
    return otherKinds.flatMap((kind) => {
      const rows = [...new Map(all.filter((row) => row.kind === kind).map((row) => [row.id, row])).values()];
      if (rows.length === 0) return [];
      const isWhole = this.#whole.has(kind);
      const hasMore = isWhole ? this.#cursorOf(kind) !== null : rows.length > FIRST_ROWS;
      return { kind, rows: isWhole ? rows : rows.slice(0, FIRST_ROWS), hasMore };
    });
  });
  /** Every row on screen in its order. */
  readonly items: readonly SearchItem[] = $derived([
    ...this.found.map((found): SearchItem => {
      const { id } = found.find.ticket;
      return { kind: 'ticket', key: keyOf('ticket', id), id, found };
    }),
    ...(this.hasMore ? [moreOf('ticket')] : []),
    ...this.groups.flatMap(({ kind, rows, hasMore }) => [
      ...rows.map((row) => ({ ...row, key: keyOf(row.kind, row.id) })),
      ...(hasMore ? [moreOf(kind)] : []),
    ]),
  ]);
  readonly selectedIndex: number = $derived(this.items.findIndex(({ key }) => key === this.selectedKey));
  readonly selected: SearchItem | null = $derived(this.items[this.selectedIndex] ?? null);
  readonly selectedTicketId: string | null = $derived(this.selected?.kind === 'ticket' ? this.selected.id : null);

  constructor(bridge: Bridge, choices: Pick<Choices, 'agents' | 'departments'>, helps: Pick<WritingHelps, 'canned'>) {
    this.#bridge = bridge;
    this.#choices = choices;
    this.#helps = helps;
    // What was changed here is found as it shows, before the service has it and after.
    for (const event of ['search.changed', 'outbox.changed'] as const) bridge.on(event, () => this.readAgain());
  }

  get hasMore(): boolean {
    return this.#cursor !== null && this.#cursor !== this.#filling;
  }

  /** What was found may not be what is found now. */
  readAgain(): void {
    if (this.text.trim() !== '') this.#refresher.request();
  }
  look(text: string): void {
    if (text === this.text && this.results !== null) return;
    this.text = text;
    this.remote = null;
    this.remoteError = null;
    this.#asked += 1;
    this.#whole = new Set();
    if (text.trim() === '') this.#empty();
    else this.#begin();
  }
  order(sort: SearchSort): void {
    if (sort === this.sort) return;
    this.sort = sort;
    this.#asked += 1;
    if (this.text.trim() !== '') this.#begin();
  }

  /** What is asked for, as a view's conditions; null where no view can hold it. Fails with a BridgeError. */
  asView(): Promise<Output<'search.asView'>> {
    return this.#bridge.call('search.asView', { text: this.text, zone: zoneName() });
  }

  select(key: string | null): void {
    this.selectedKey = key;
  }
  /** The row that is `by` further, or an end of the list. */
  neighbour(by: number): SearchItem | null {
    const last = this.items.length - 1;
    if (last < 0) return null;
    const at = this.selectedIndex;
    const none = by === Infinity || by === -1 ? last : 0;
    return this.items[at < 0 ? none : Math.min(last, Math.max(0, at + by))] ?? null;
  }

  /** Brings more rows of a kind; the keyboard goes to the first of them. */
  async showMore(kind: OtherKind | 'ticket'): Promise<void> {
    const at = this.selectedIndex;
    const had = this.items.length;
    await (kind === 'ticket' ? this.more() : this.#moreOf(kind));
    if (at >= 0 && this.items.length > had) this.select(this.items[at]?.key ?? null);
  }
  /** All that is held of a group, and its next page where there is one. */
  async #moreOf(kind: OtherKind): Promise<void> {
    this.#whole = new Set([...this.#whole, kind]);
    const cursor = this.#cursorOf(kind);
    if (cursor === null || !isPaged(kind)) return;
    const asked = this.#asked;
    try {
      const { text, sort } = this;
      const page = await this.#bridge.call('search.query', { text, sort, cursor, limit: GROUP_PAGE, kinds: [kind] });
      if (asked !== this.#asked || cursor !== this.#cursorOf(kind)) return;
      const { rows, nextCursor } = pageOf(page, kind);
      const before = this.#pages[kind]?.rows ?? [];
      this.#pages = { ...this.#pages, [kind]: { rows: [...before, ...rows], cursor: nextCursor } };
    } catch (error) {
      this.error = toBridgeError(error);
    }
  }

  async more(limit = LIMIT): Promise<void> {
    const cursor = this.#cursor;
    const asked = this.#asked;
    if (cursor === null) return;
    try {
      const { text, sort } = this;
      const { tickets } = await this.#bridge.call('search.query', {
        text,
        sort,
        cursor,
        limit,
        kinds: ['ticket'],
        zone: zoneName(),
      });
      if (asked !== this.#asked || cursor !== this.#cursor) return;
      this.#more = [...this.#more, ...tickets.rows];
      this.#cursor = tickets.nextCursor;
    } catch (error) {
      this.error = toBridgeError(error);
    }
  }

  /** Asks the service's own search, or for its next page. */
  async ask(): Promise<void> {
    const { text } = this;
    const before = this.remote;
    if (text.trim() === '' || this.isAsking) return;
    const asked = this.#asked;
    this.isAsking = true;
    this.remoteError = null;
    try {
      const remote = await this.#bridge.call('search.remote', { text, cursor: before?.nextCursor ?? null });
      if (asked === this.#asked) this.remote = before === null ? remote : joined(before, remote);
    } catch (error) {
      if (asked === this.#asked) this.remoteError = toBridgeError(error);
    } finally {
      this.isAsking = false;
    }
  }

  async complete(text: string, caret: number, language: 'en' | 'zh'): Promise<SearchCompletions | null> {
    try {
      return await this.#bridge.call('search.complete', { text, caret, language });
    } catch {
      // Without completions the box still searches.
      return null;
    }
  }

  reset(): void {
    this.text = '';
    this.selectedKey = null;
    this.remote = null;
    this.#asked += 1;
    this.#empty();
  }

  #cursorOf(kind: OtherKind): string | null {
    if (!isPaged(kind)) return null;
    const page = this.#pages[kind];
    return page ? page.cursor : (this.results?.[`${kind}s`].nextCursor ?? null);
  }

  #begin(): void {
    this.#refresher.request();
    this.#slowTimer ??= setTimeout(() => {
      this.isSlow = true;
    }, SLOW_MS);
  }
  #settle(): void {
    clearTimeout(this.#slowTimer);
    this.#slowTimer = undefined;
    this.isSlow = false;
  }

  #empty(): void {
    this.#settle();
    this.results = null;
    this.error = null;
    this.#pages = {};
    this.#more = [];
    this.#cursor = null;
  }

  async #query(): Promise<void> {
    const { text, sort } = this;
    const asked = this.#asked;
    if (text.trim() === '') return;
    // Asked again because something changed, a list is as long as it was made.
    const held = asked === this.#answered ? (this.results?.tickets.rows.length ?? 0) + this.#more.length : 0;
    const limit = Math.min(MOST, Math.max(atOnce(), held));
    // Fields, phrases and "without" mean nothing to a list that compares names.
    const kinds = [...INDEXED, ...(isPlain(text) ? ['contract' as const] : [])];
    try {
      const results = await this.#bridge.call('search.query', { text, sort, limit, kinds, zone: zoneName() });
      if (asked !== this.#asked) return;
      this.#answered = asked;
      this.results = results;
      this.#pages = {};
      this.#more = [];
      this.#cursor = results.tickets.nextCursor;
      this.error = null;
      this.#settle();
      if (limit < LIMIT) void this.#fill(LIMIT - limit);
    } catch (error) {
      if (asked !== this.#asked) return;
      this.error = toBridgeError(error);
      this.#settle();
    }
  }

  /** Brings the rest of the first rows. */
  async #fill(rest: number): Promise<void> {
    const cursor = this.#cursor;
    if (cursor === null) return;
    this.#filling = cursor;
    await afterPaint();
    if (cursor === this.#cursor) await this.more(rest);
    if (this.#filling === cursor) this.#filling = null;
  }
}

const moreOf = (of: OtherKind | 'ticket'): SearchItem => ({ kind: 'more', key: keyOf('more', of), id: of, of });
const keyOf = (kind: SearchItem['kind'], id: string): string => `${kind}/${id}`;
const isPaged = (kind: OtherKind): kind is PagedKind => kind === 'contact' || kind === 'account' || kind === 'task';
function pageOf(results: SearchResults, kind: PagedKind): { rows: readonly OtherFind[]; nextCursor: string | null } {
  if (kind === 'task') return { rows: results.tasks.rows.map(taskFind), nextCursor: results.tasks.nextCursor };
  const { rows, nextCursor } = results[`${kind}s`];
  return { rows: rows.map((row) => personFind(kind, row)), nextCursor };
}
