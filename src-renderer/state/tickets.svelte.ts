import { SvelteMap } from 'svelte/reactivity';
import type { TicketPage, TicketRow } from '../../src-preload/contract/tickets.ts';
import { type Bridge, type BridgeError, toBridgeError } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';
import { zoneName } from '../lib/zone.svelte.ts';
import { isBuiltInView } from './route.svelte.ts';
import { MOST_LISTED } from './views.svelte.ts';

export const PAGE = 100;
const GAP_MS = 120;

/**
 * A window on one view's list: pages of 100 rows by offset, only those near the screen. An event makes every held page
 * old; those in sight are read again, the others when they come into sight. Rows already on screen stay until then.
 */
export class TicketList {
  view = $state('myOpen');
  /** Null before the first answer. Of a view of one's own no more than are listed; `isBounded` says that there are more. */
  total = $state<number | null>(null);
  isBounded = $state(false);
  /** Epoch milliseconds; see the contract. */
  error = $state.raw<BridgeError | null>(null);
  selectedId = $state<string | null>(null);
  readonly #pages = new SvelteMap<number, readonly TicketRow[]>();
  /** Where the selected row was last seen; j and k go on from there when it has left the list. */
  #lastIndex = 0;
  #fresh = new Set<number>();
  readonly #seen = new Map<string, { rows: readonly TicketRow[]; total: number }>();
  #range = { first: 0, last: 0 };
  #epoch = 0;
  #opened = false;
  /** Epoch in which each held page, and the total, was asked for: an answer that was overtaken is dropped. */
  readonly #askedIn = new Map<number, number>();
  #totalAskedIn = 0;
  readonly #bridge: Bridge;
  readonly #refresher = createRefresher(() => this.#fill(), GAP_MS);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
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

  /** Rows known by index, undefined where not yet read. */
  row(index: number): TicketRow | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Index of a row that is held, or -1. */
  indexOf(id: string): number {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((row) => row.id === id);
      if (at >= 0) return page * PAGE + at;
    }
    return -1;
  }

  readonly selectedIndex: number = $derived.by(() => {
    if (this.selectedId === null) return -1;
    return this.indexOf(this.selectedId);
  });

  find(id: string): TicketRow | undefined {
    const index = this.indexOf(id);
    return index < 0 ? undefined : this.row(index);
  }

  async open(view: string): Promise<void> {
    if (view === this.view && this.#opened) return;
    this.#opened = true;
    this.#remember();
    this.view = view;
    const known = this.#seen.get(view);
    this.#pages.clear();
    if (known) this.#pages.set(0, known.rows);
    this.#askedIn.clear();
    this.#fresh = new Set();
    this.#epoch += 1;
    this.total = known?.total ?? null;
    this.error = null;
    this.#range = { first: 0, last: 0 };
    this.#lastIndex = 0;
    await this.#fill();
  }

  /** Forgets everything: what comes next is another agent's. */
  reset(): void {
    this.#opened = false;
    this.#epoch += 1;
    this.#seen.clear();
    this.#pages.clear();
    this.#fresh.clear();
    this.total = null;
    this.error = null;
    this.selectedId = null;
  }

  /** Keeps the top of the view that is left, so that coming back shows it at once. */
  #remember(): void {
    const rows = this.#pages.get(0);
    if (rows && this.total !== null) this.#seen.set(this.view, { rows, total: this.total });
  }

  /** The rows now on screen. */
  show(first: number, last: number): void {
    this.#range = { first: Math.max(0, first), last: Math.max(first, last) };
    if (this.#wanted().length > 0) void this.#fill();
  }

  /** Everything held may be old. */
  invalidate(): void {
    this.#epoch += 1;
    this.#fresh.clear();
    if (this.#opened) this.#refresher.request();
  }

  select(id: string | null): void {
    this.selectedId = id;
    const index = id === null ? -1 : this.indexOf(id);
    if (index >= 0) this.#lastIndex = index;
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
    const known = this.row(index);
    if (known) return known;
    await this.#read(Math.floor(index / PAGE));
    return this.row(index) ?? null;
  }

  #wanted(): number[] {
    const last = this.total === null ? 0 : Math.max(0, this.total - 1);
    const from = Math.floor(Math.min(this.#range.first, last) / PAGE);
    const to = Math.floor(Math.min(this.#range.last, last) / PAGE);
    const pages: number[] = [];
    for (let page = from; page <= to; page += 1) if (!this.#fresh.has(page)) pages.push(page);
    return pages;
  }

  readonly #reading = new Set<string>();

  async #fill(): Promise<void> {
    // The total may shrink or grow with each answer, and events may arrive meanwhile: go on until nothing is missing.
    for (;;) {
      const epoch = this.#epoch;
      const wanted = this.#wanted().filter((page) => !this.#reading.has(`${epoch}/${page}`));
      if (wanted.length === 0) return;
      const done = await Promise.all(wanted.map((page) => this.#read(page)));
      if (done.includes(false)) return;
      if (epoch !== this.#epoch) return this.#refresher.request();
    }
  }

  /** False when the page could not be read. */
  async #read(page: number): Promise<boolean> {
    const epoch = this.#epoch;
    const view = this.view;
    const key = `${epoch}/${page}`;
    this.#reading.add(key);
    try {
      const answer = await this.#bridge.call('tickets.list', {
        view,
        offset: page * PAGE,
        limit: PAGE,
        zone: zoneName(),
      });
      if (view === this.view && this.#opened) this.#take(page, answer, epoch);
      return true;
    } catch (error) {
      if (view === this.view) this.error = toBridgeError(error);
      return false;
    } finally {
      this.#reading.delete(key);
    }
  }

  #take(page: number, answer: TicketPage, epoch: number): void {
    if (epoch < (this.#askedIn.get(page) ?? 0)) return;
    this.error = null;
    this.#askedIn.set(page, epoch);
    if (epoch === this.#epoch) {
      // Two pages read in one epoch that disagree on the total come from different moments.
      if (this.total !== null && this.#fresh.size > 0 && !this.isBounded && answer.total !== this.total)
        this.#fresh.clear();
      this.#fresh.add(page);
    }
    this.#pages.set(page, answer.rows);
    if (epoch >= this.#totalAskedIn) {
      this.#totalAskedIn = epoch;
      this.isBounded = !isBuiltInView(this.view) && answer.total > MOST_LISTED;
      this.total = this.isBounded ? MOST_LISTED : answer.total;
    }
    const lastPage = Math.floor(Math.max(0, (this.total ?? 0) - 1) / PAGE);
    for (const held of [...this.#pages.keys()]) if (held > lastPage) this.#pages.delete(held);
    if (this.selectedIndex >= 0) this.#lastIndex = this.selectedIndex;
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
