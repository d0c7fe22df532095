import { SvelteMap } from 'svelte/reactivity';
import { type BridgeError, toBridgeError } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';

export const PAGE = 100;
const GAP_MS = 120;

export interface ListAnswer<R> {
  rows: readonly R[];
  total: number;
  /** Epoch milliseconds; see the contract. Missing where the list's age is known otherwise. */
  asOf?: number | null;
}

/** The top of a list as it was when another took its place. */
export interface ListTop<R> {
  rows: readonly R[];
  total: number;
  asOf: number | null;
}

/**
 * A window on a list that is sorted and filtered by the core: pages of 100 rows by offset. What changes makes every held
 * page old; those in sight are read again, the others when they come into sight. Rows stay on screen until then.
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
  readonly #reading = new Set<string>();
  #range = { first: 0, last: 0 };
  #epoch = 0;
  /** Epoch in which each held page, and the total, was asked for: an answer that was overtaken is dropped. */
  readonly #askedIn = new Map<number, number>();
  #totalAskedIn = 0;
  /** The question that the held rows answer. */
  #held: Q | null = null;
  #watchers = 0;

  readonly #onrows: () => void;

  constructor(
    read: (query: Q, page: { offset: number; limit: number }) => Promise<A>,
    initial: Q,
    onrows: () => void = () => undefined,
  ) {
    this.#read = read;
    this.#initial = initial;
    this.#onrows = onrows;
    this.query = initial;
  }

  /** Undefined where not yet read. */
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

  /** Reads the row's page when needed. */
  async at(index: number): Promise<R | null> {
    const known = this.row(index);
    if (known) return known;
    await this.#readPage(Math.floor(index / PAGE));
    return this.row(index) ?? null;
  }

  /** Null while the first page, or the total, is not there. */
  get top(): ListTop<R> | null {
    const rows = this.#pages.get(0);
    return rows && this.total !== null ? { rows, total: this.total, asOf: this.asOf } : null;
  }

  /** The list is on screen. Returns the function that says that it is not any more. */
  watch(): () => void {
    this.#watchers += 1;
    // Without anything fresh, what is on its way is as good as what would be asked for now.
    if (this.#fresh.size > 0) this.#age();
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

  /** Another list: of its rows are shown what is known of it, until the new ones are there. */
  async change(query: Q, known: ListTop<R> | null): Promise<void> {
    this.#forget();
    this.query = query;
    this.#held = query;
    if (known) this.#pages.set(0, known.rows);
    this.total = known?.total ?? null;
    this.asOf = known?.asOf ?? null;
    await this.#fill();
  }

  /** The rows now on screen. */
  show(first: number, last: number): void {
    this.#range = { first: Math.max(0, first), last: Math.max(first, last) };
    if (this.#wanted().length > 0) void this.#fill();
  }

  /** Everything held may be old. */
  invalidate(atOnce = false): void {
    this.#age();
    if (this.#watchers === 0) return;
    if (atOnce) void this.#fill();
    else this.#refresher.request();
  }

  reset(): void {
    this.#forget();
    this.query = { ...this.#initial };
  }

  #age(): void {
    this.#epoch += 1;
    this.#fresh.clear();
  }

  #forget(): void {
    this.#age();
    this.#pages.clear();
    this.#askedIn.clear();
    this.#range = { first: 0, last: 0 };
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

  async #fill(): Promise<void> {
    // The total may shrink or grow with each answer, and events may arrive meanwhile: go on until nothing is missing.
    for (;;) {
      const epoch = this.#epoch;
      const wanted = this.#wanted().filter((page) => !this.#reading.has(`${epoch}/${page}`));
      if (wanted.length === 0) return;
      const done = await Promise.all(wanted.map((page) => this.#readPage(page)));
      if (done.includes(false)) return;
      if (epoch !== this.#epoch) return this.#watchers > 0 ? this.#refresher.request() : undefined;
    }
  }

  /** False when the page could not be read. */
  async #readPage(page: number): Promise<boolean> {
    const epoch = this.#epoch;
    const { query } = this;
    const key = `${epoch}/${page}`;
    this.#reading.add(key);
    try {
      const answer = await this.#read(query, { offset: page * PAGE, limit: PAGE });
      if (query === this.query) this.#take(page, answer, epoch);
      return true;
    } catch (error) {
      if (query === this.query) this.error = toBridgeError(error);
      return false;
    } finally {
      this.#reading.delete(key);
    }
  }

  #take(page: number, answer: A, epoch: number): void {
    if (this.#held !== this.query) {
      // The first answer to another question: what is held answers the one before.
      this.#pages.clear();
      this.#askedIn.clear();
      this.#fresh.clear();
      this.#held = this.query;
    }
    if (epoch < (this.#askedIn.get(page) ?? 0)) return;
    this.error = null;
    this.#askedIn.set(page, epoch);
    if (epoch === this.#epoch) {
      // Two pages read in one epoch that disagree on the total come from different moments.
      if (this.#fresh.size > 0 && answer.total !== this.total) this.#fresh.clear();
      this.#fresh.add(page);
    }
    this.#pages.set(page, answer.rows);
    if (epoch >= this.#totalAskedIn) {
      this.#totalAskedIn = epoch;
      this.total = answer.total;
      this.asOf = answer.asOf ?? null;
      this.answer = answer;
    }
    const lastPage = Math.floor(Math.max(0, (this.total ?? 0) - 1) / PAGE);
    for (const held of [...this.#pages.keys()]) if (held > lastPage) this.#pages.delete(held);
    this.#onrows();
  }
}
