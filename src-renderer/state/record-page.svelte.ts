import type { RecordView } from '../../src-preload/contract/records.ts';
import { type BridgeError, toBridgeError } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';

const GAP_MS = 120;

/** What a page shows besides the fields. */
export interface RecordSource<E> {
  record(id: string): Promise<RecordView | null>;
  /** Counts, at most `limit` tickets and what else the page of this noun has. */
  more(id: string, limit: number): Promise<E>;
  /** Asks the service; what comes arrives as an event. */
  refresh(id: string): Promise<unknown>;
}

/** Tickets that a page shows more of at a time. */
const STEP = 50;

/** The open record of one noun. What was on screen stays when it can't be read. */
export class RecordPage<E> {
  id = $state<string | null>(null);
  view = $state.raw<RecordView | null>(null);
  more = $state.raw<E | null>(null);
  error = $state.raw<BridgeError | null>(null);
  isGone = $state(false);
  /** What was typed of records and not saved, by id: it is there when the agent comes back to one. */
  readonly drafts = new Map<string, Record<string, string>>();
  #limit = STEP;
  readonly #source: RecordSource<E>;
  readonly #refresher = createRefresher(() => this.reload(), GAP_MS);

  constructor(source: RecordSource<E>) {
    this.#source = source;
  }

  async open(id: string | null): Promise<void> {
    if (id === this.id) return;
    const isSame = id !== null && this.view?.id === id;
    this.id = id;
    this.#limit = STEP;
    this.error = null;
    this.isGone = false;
    if (!isSame) {
      this.view = null;
      this.more = null;
    }
    if (id === null) return;
    await this.reload();
    try {
      await this.#source.refresh(id);
    } catch {
      // What is here stays; it says of when it is.
    }
  }
  /** Rows that changed; an empty list means "anything may have". */
  note(ids: readonly string[]): void {
    if (this.id === null) return;
    if (ids.length === 0 || ids.includes(this.id) || (this.view !== null && ids.includes(this.view.id))) {
      this.#refresher.request();
    }
  }
  /** Shows more of its tickets. */
  async showMore(): Promise<void> {
    this.#limit += STEP;
    await this.reload();
  }
  async reload(): Promise<void> {
    const { id } = this;
    if (id === null) return;
    try {
      const view = await this.#source.record(id);
      const more = view === null ? null : await this.#source.more(id, this.#limit);
      if (this.id !== id) return;
      this.error = null;
      this.isGone = view === null;
      this.view = view;
      this.more = more;
    } catch (error) {
      if (this.id === id) this.error = toBridgeError(error);
    }
  }
  reset(): void {
    this.id = null;
    this.view = null;
    this.more = null;
    this.error = null;
    this.isGone = false;
    this.drafts.clear();
  }
}
