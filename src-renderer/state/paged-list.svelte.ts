import { SvelteMap } from 'svelte/reactivity';
import { type BridgeError, toBridgeError } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';

export const PAGE = 100;
const GAP_MS = 150;

export interface ListAnswer<R> {
  rows: R[];
  total: number;
  asOf: number | null;
}

/**
 * A window on a list that is sorted and filtered by the core: pages of 100 rows by offset, only those near the screen.
 * What changes makes every held page old; rows stay on screen until their answer is there.
 */
export class PagedList<R extends { id: string }, Q extends object, A extends ListAnswer<R> = ListAnswer<R>> {
  query: Q = $state.raw() as Q;
  /** Null before the first answer. */
  total = $state<number | null>(null);
  asOf = $state<number | null>(null);
  /** The last answer's other parts. */
  answer = $state.raw<A | null>(null);
  error = $state.raw<BridgeError | null>(null);
  readonly #pages = new SvelteMap<number, readonly R[]>();
  readonly #initial: Q;
  readonly #read: (query: Q, page: { offset: number; limit: number }) => Promise<A>;
  readonly #refresher = createRefresher(() => this.#fill(), GAP_MS);
  #fresh = new Set<number>();
  #range = { first: 0, last: 0 };
  #epoch = 0;
  #shownEpoch = 0;
  #watchers = 0;

  constructor(read: (query: Q, page: { offset: number; limit: number }) => Promise<A>, initial: Q) {
    this.#read = read;
    this.#initial = initial;
    this.query = initial;
  }

  row(index: number): R | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }
  /** Index of a row that is held, or -1. */
  indexOf(id: string | null): number {
    if (id === null) return -1;
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((row) => row.id === id);
      if (at >= 0) return page * PAGE + at;
    }
    return -1;
  }
  async at(index: number): Promise<R | null> {
    const known = this.row(index);
    if (known) return known;
    await this.#readPage(Math.floor(index / PAGE));
    return this.row(index) ?? null;
  }

  /** The list is on screen. Returns the function that says that it is not any more. */
  watch(): () => void {
    this.#watchers += 1;
    this.#epoch += 1;
    this.#fresh.clear();
    void this.#fill();
    return () => {
      this.#watchers -= 1;
    };
  }
  /** Another sort or filter: the rows stay until the new ones are there. */
  ask(change: Partial<Q>): void {
    const query = { ...this.query, ...change };
    if (JSON.stringify(query) === JSON.stringify(this.query)) return;
    this.query = query;
    this.#range = { first: 0, last: 0 };
    this.invalidate(true);
  }
  /** The rows now on screen. */
  show(first: number, last: number): void {
    this.#range = { first: Math.max(0, first), last: Math.max(first, last) };
    if (this.#wanted().length > 0) void this.#fill();
  }
  invalidate(atOnce = false): void {
    this.#epoch += 1;
    this.#fresh.clear();
    if (this.#watchers === 0) return;
    if (atOnce) void this.#fill();
    else this.#refresher.request();
  }
  reset(): void {
    this.#epoch += 1;
    this.#fresh.clear();
    this.#pages.clear();
    this.query = this.#initial;
    this.total = null;
    this.asOf = null;
    this.answer = null;
    this.error = null;
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
    for (;;) {
      const epoch = this.#epoch;
      const wanted = this.#wanted().filter((page) => !this.#reading.has(`${epoch}/${page}`));
      if (wanted.length === 0) return;
      const done = await Promise.all(wanted.map((page) => this.#readPage(page)));
      if (done.includes(false) || epoch !== this.#epoch) return;
    }
  }

  /** False when the page could not be read. */
  async #readPage(page: number): Promise<boolean> {
    const epoch = this.#epoch;
    const key = `${epoch}/${page}`;
    this.#reading.add(key);
    try {
      const answer = await this.#read(this.query, { offset: page * PAGE, limit: PAGE });
      if (epoch === this.#epoch) this.#take(page, answer, epoch);
      return true;
    } catch (error) {
      if (epoch === this.#epoch) this.error = toBridgeError(error);
      return false;
    } finally {
      this.#reading.delete(key);
    }
  }

  #take(page: number, answer: A, epoch: number): void {
    this.error = null;
    if (epoch !== this.#shownEpoch) {
      // The first answer of another moment: pages out of sight are of the one before, and go.
      const near = new Set([page, ...this.#wanted()]);
      for (const held of [...this.#pages.keys()]) if (!near.has(held)) this.#pages.delete(held);
      this.#shownEpoch = epoch;
    }
    this.#fresh.add(page);
    this.#pages.set(page, answer.rows);
    this.total = answer.total;
    this.asOf = answer.asOf;
    this.answer = answer;
    const lastPage = Math.floor(Math.max(0, answer.total - 1) / PAGE);
    for (const held of [...this.#pages.keys()]) if (held > lastPage) this.#pages.delete(held);
  }
}
