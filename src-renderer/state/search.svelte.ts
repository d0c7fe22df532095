import type { SearchCompletions, SearchResults, TicketFind } from '../../src-preload/contract/search.ts';
import type { Output } from '../../src-preload/contract/index.ts';
import { type Bridge, type BridgeError, toBridgeError } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';

export type SearchSort = 'newest' | 'rank';
export type RemoteFinds = Output<'search.remote'>;

const GAP_MS = 90;
const LIMIT = 25;

/** A find, and whether only the service's own search brought it. */
export interface Found {
  find: TicketFind;
  origin: 'here' | 'service' | 'serviceNew';
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
  selectedId = $state<string | null>(null);
  #more = $state.raw<readonly TicketFind[]>([]);
  #cursor = $state<string | null>(null);
  /** Answers of an earlier text are dropped. */
  #asked = 0;
  readonly #bridge: Bridge;
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
  readonly selectedIndex: number = $derived(this.found.findIndex(({ find }) => find.ticket.id === this.selectedId));

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.on('search.changed', () => {
      if (this.text.trim() !== '') this.#refresher.request();
    });
  }

  get hasMore(): boolean {
    return this.#cursor !== null;
  }

  look(text: string): void {
    if (text === this.text && this.results !== null) return;
    this.text = text;
    this.remote = null;
    this.remoteError = null;
    this.#asked += 1;
    if (text.trim() === '') this.#empty();
    else this.#refresher.request();
  }
  order(sort: SearchSort): void {
    if (sort === this.sort) return;
    this.sort = sort;
    this.#asked += 1;
    if (this.text.trim() !== '') this.#refresher.request();
  }

  select(id: string | null): void {
    this.selectedId = id;
  }
  neighbour(by: number): Found | null {
    const last = this.found.length - 1;
    if (last < 0) return null;
    const at = this.selectedIndex;
    return this.found[at < 0 ? (by > 0 ? 0 : last) : Math.min(last, Math.max(0, at + by))] ?? null;
  }

  async more(): Promise<void> {
    const cursor = this.#cursor;
    const asked = this.#asked;
    if (cursor === null) return;
    try {
      const { text, sort } = this;
      const { tickets } = await this.#bridge.call('search.query', {
        text,
        sort,
        cursor,
        limit: LIMIT,
        kinds: ['ticket'],
      });
      if (asked !== this.#asked || cursor !== this.#cursor) return;
      this.#more = [...this.#more, ...tickets.rows];
      this.#cursor = tickets.nextCursor;
    } catch (error) {
      this.error = toBridgeError(error);
    }
  }

  /** Asks the service's own search. */
  async ask(): Promise<void> {
    const { text } = this;
    if (text.trim() === '' || this.isAsking) return;
    const asked = this.#asked;
    this.isAsking = true;
    this.remoteError = null;
    try {
      const remote = await this.#bridge.call('search.remote', { text });
      if (asked === this.#asked) this.remote = remote;
    } catch (error) {
      if (asked === this.#asked) this.remoteError = toBridgeError(error);
    } finally {
      this.isAsking = false;
    }
  }

  async complete(text: string, caret: number): Promise<SearchCompletions | null> {
    try {
      return await this.#bridge.call('search.complete', { text, caret });
    } catch {
      // Without completions the box still searches.
      return null;
    }
  }

  reset(): void {
    this.text = '';
    this.selectedId = null;
    this.remote = null;
    this.#asked += 1;
    this.#empty();
  }

  #empty(): void {
    this.results = null;
    this.error = null;
    this.#more = [];
    this.#cursor = null;
  }

  async #query(): Promise<void> {
    const { text, sort } = this;
    const asked = this.#asked;
    if (text.trim() === '') return;
    try {
      const results = await this.#bridge.call('search.query', { text, sort, limit: LIMIT });
      if (asked !== this.#asked) return;
      this.results = results;
      this.#more = [];
      this.#cursor = results.tickets.nextCursor;
      this.error = null;
    } catch (error) {
      if (asked === this.#asked) this.error = toBridgeError(error);
    }
  }
}
