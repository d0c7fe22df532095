import type { TicketRow } from '../../src-preload/contract/tickets.ts';
import type { Bridge, BridgeError } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';
import { zoneName } from '../lib/zone.svelte.ts';
import { type ListTop, PagedList } from './paged-list.svelte.ts';
import { isBuiltInView } from './route.svelte.ts';
import { MOST_LISTED } from './views.svelte.ts';

/** The tickets of the view that is open, and which of them is selected. */
export class TicketList {
  readonly #list: PagedList<TicketRow, { view: string }>;
  readonly view = $derived.by(() => this.#list.query.view);
  /** Whether the view, one of the agent's own, has more than are listed. */
  readonly isBounded = $derived.by(() => !isBuiltInView(this.view) && (this.#list.total ?? 0) > MOST_LISTED);
  /** Null before the first answer. */
  readonly total = $derived.by(() => (this.isBounded ? MOST_LISTED : this.#list.total));
  selectedId = $state<string | null>(null);
  readonly selectedIndex: number = $derived.by(() => this.#list.indexOf(this.selectedId));
  /** Where the selected row was last seen; j and k go on from there when it has left the list. */
  #lastIndex = 0;
  /** The row that is selected where this one leaves the list for what the agent did to it. */
  #next: { after: string; id: string } | null = null;
  /** The tops of views that were left, so that coming back shows them at once. */
  readonly #seen = new Map<string, ListTop<TicketRow>>();
  #unwatch: (() => void) | null = null;

  constructor(bridge: Bridge) {
    this.#list = new PagedList(
      (query, page) => bridge.call('tickets.list', { ...query, ...page, zone: zoneName() }),
      { view: 'myOpen' },
      () => this.#noteIndex(),
    );
    bridge.on('tickets.changed', () => this.invalidate());
    bridge.on('views.changed', () => this.invalidate());
    bridge.on('drafts.changed', () => {
      if (this.view === 'drafts') this.invalidate();
    });
    // What words find is known only once they are indexed.
    bridge.on('search.changed', () => {
      if (!isBuiltInView(this.view)) this.invalidate();
    });
  }

  get error(): BridgeError | null {
    return this.#list.error;
  }

  /** Rows known by index, undefined where not yet read. */
  row(index: number): TicketRow | undefined {
    return this.#list.row(index);
  }

  /** Index of a row that is held, or -1. */
  indexOf(id: string): number {
    return this.#list.indexOf(id);
  }

  find(id: string): TicketRow | undefined {
    const index = this.indexOf(id);
    return index < 0 ? undefined : this.row(index);
  }

  async open(view: string): Promise<void> {
    if (view === this.view && this.#unwatch !== null) return;
    const { top } = this.#list;
    if (top) this.#seen.set(this.view, top);
    this.#lastIndex = 0;
    const changed = this.#list.change({ view }, this.#seen.get(view) ?? null);
    this.#unwatch ??= this.#list.watch();
    await changed;
  }

  /** Forgets everything: what comes next is another agent's. */
  reset(): void {
    this.#unwatch?.();
    this.#unwatch = null;
    this.#seen.clear();
    this.#list.reset();
    this.selectedId = null;
  }

  /** The rows now on screen. */
  show(first: number, last: number): void {
    this.#list.show(first, last);
  }

  /** Everything held may be old. */
  invalidate(): void {
    this.#list.invalidate();
  }

  select(id: string | null): void {
    this.selectedId = id;
    this.#next = null;
    this.#noteIndex();
  }
  /** The agent did something to these, for which they may leave the list: the keyboard goes on to the row below them. */
  noteDone(ids: readonly string[]): void {
    const after = this.selectedId;
    if (after === null || !ids.includes(after)) return;
    const from = this.selectedIndex >= 0 ? this.selectedIndex : this.#lastIndex;
    const stays = (step: 1 | -1): TicketRow | undefined => {
      let at = from;
      while (ids.includes(this.row(at)?.id ?? '')) at += step;
      return this.row(at);
    };
    const id = (stays(1) ?? stays(-1))?.id;
    this.#next = id === undefined ? null : { after, id };
    this.#noteIndex();
  }

  /** The row `step` away from the selected one (or from where it was), clamped; reads its page when needed. */
  async neighbour(step: number): Promise<TicketRow | null> {
    const total = this.total ?? 0;
    if (total === 0) return null;
    const selected = this.selectedIndex;
    const from = selected >= 0 ? selected : this.#lastIndex - (step > 0 ? 1 : 0);
    const start = this.selectedId === null && step > 0 ? -1 : from;
    return this.at(Math.min(total - 1, Math.max(0, start + step)));
  }

  async at(index: number): Promise<TicketRow | null> {
    return this.#list.at(index);
  }

  #noteIndex(): void {
    if (this.selectedIndex >= 0) this.#lastIndex = this.selectedIndex;
    else if (this.#next !== null && this.#next.after === this.selectedId) this.select(this.#next.id);
  }
}

/** How many tickets each view holds. */
export class TicketCounts {
  value = $state.raw<Readonly<Partial<Record<string, number>>>>({});
  readonly #bridge: Bridge;
  readonly #refresher = createRefresher(() => this.load(), 200);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.on('tickets.changed', () => this.#refresher.request());
    bridge.on('views.changed', () => this.#refresher.request());
    bridge.on('search.changed', () => this.#refresher.request());
  }

  async load(): Promise<void> {
    try {
      this.value = await this.#bridge.call('tickets.counts', { zone: zoneName() });
    } catch {
      // The last numbers stay.
    }
  }
}
