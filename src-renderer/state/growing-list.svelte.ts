import { untrack } from 'svelte';
import { type BridgeError, toBridgeError } from '../bridge/bridge.ts';

/** Rows of one call, and most that the core gives in one. */
const PAGE = 100;
const MOST = 200;

/** One page: its rows, and where the next begins; null when there is none. */
export interface GrowingPage<R> {
  rows: readonly R[];
  next: number | null;
}

/**
 * A list that is read from its beginning, newest first, and grows as somebody scrolls down it. Reading it anew brings as
 * many rows as were held; rows stay on screen until their answer is there.
 */
export class GrowingList<R extends { id: string }> {
  /** Null before the first answer. */
  rows = $state.raw<readonly R[] | null>(null);
  hasMore = $state(false);
  error = $state.raw<BridgeError | null>(null);
  #next: number | null = null;
  #epoch = 0;
  #isGrowing = false;
  readonly #read: (from: number | null, limit: number) => Promise<GrowingPage<R>>;

  constructor(read: (from: number | null, limit: number) => Promise<GrowingPage<R>>) {
    this.#read = read;
  }

  async refresh(): Promise<void> {
    const epoch = (this.#epoch += 1);
    // Whoever asks from an effect does not ask again because the answer is there.
    const wanted = untrack(() => Math.max(PAGE, this.rows?.length ?? 0));
    const rows: R[] = [];
    let next: number | null = null;
    try {
      do {
        const page: GrowingPage<R> = await this.#read(next, Math.min(MOST, wanted - rows.length));
        rows.push(...page.rows);
        next = page.next;
      } while (next !== null && rows.length < wanted && epoch === this.#epoch);
      if (epoch === this.#epoch) this.#take(rows, next);
    } catch (error) {
      if (epoch === this.#epoch) this.error = toBridgeError(error);
    }
  }

  /** Brings the next page. */
  async grow(): Promise<void> {
    const epoch = this.#epoch;
    if (this.#next === null || this.#isGrowing) return;
    this.#isGrowing = true;
    try {
      const { rows, next } = await this.#read(this.#next, PAGE);
      if (epoch === this.#epoch) this.#take([...(this.rows ?? []), ...rows], next);
    } catch (error) {
      if (epoch === this.#epoch) this.error = toBridgeError(error);
    } finally {
      this.#isGrowing = false;
    }
  }

  /** The list begins anew: nothing of it is held. */
  reset(): void {
    this.#epoch += 1;
    this.#next = null;
    this.rows = null;
    this.hasMore = false;
    this.error = null;
  }

  #take(rows: readonly R[], next: number | null): void {
    this.#next = next;
    // What came in at the top meanwhile has moved rows from one page to the next.
    this.rows = [...new Map(rows.map((row) => [row.id, row])).values()];
    this.hasMore = next !== null;
    this.error = null;
  }
}
