import type { JobState, OutboxItem } from '../../src-preload/contract/outbox.ts';
import type { Input, Output } from '../../src-preload/contract/index.ts';
import { type Bridge, type BridgeError, toBridgeError } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';
import { GrowingList } from './growing-list.svelte.ts';

export type OutboxCounts = Output<'outbox.counts'>;
export type OutboxDetail = NonNullable<Output<'outbox.get'>>;
export type OutboxFilter = 'open' | 'attention' | 'sent' | 'calledBack' | 'all';
type Action =
  | 'outbox.cancel'
  | 'outbox.retry'
  | 'outbox.sendNow'
  | 'outbox.edit'
  | 'outbox.answer'
  | 'outbox.resolveConflict'
  | 'outbox.overrideFreshness'
  | 'outbox.pauseAll'
  | 'outbox.resume';

const GAP_MS = 150;
const OPEN: JobState[] = ['held', 'queued', 'sending', 'unknown', 'rejected', 'conflict', 'setAside'];
const STATES: Record<OutboxFilter, JobState[] | undefined> = {
  open: OPEN,
  attention: ['held', 'unknown', 'rejected', 'conflict', 'setAside'],
  sent: ['sent'],
  calledBack: ['cancelled'],
  all: undefined,
};

/** Whether an item waits for the agent rather than for the network or its turn. */
export const needsAgent = ({ state, hold, question }: Pick<OutboxItem, 'state' | 'hold' | 'question'>): boolean =>
  state === 'rejected' ||
  state === 'conflict' ||
  state === 'setAside' ||
  (state === 'unknown' && question !== null) ||
  (state === 'held' && hold?.reason === 'freshness');

/** What was written and is on its way: the counts always, the items while somebody looks at them. */
export class OutboxState {
  counts = $state.raw<OutboxCounts | null>(null);
  filter = $state<OutboxFilter>('open');
  detail = $state.raw<OutboxDetail | null>(null);
  /** The chosen item is not there. */
  isGone = $state(false);
  #detailError = $state.raw<BridgeError | null>(null);
  busy = $state(false);
  #selectedId: string | null = null;
  #isWatched = false;
  readonly #bridge: Bridge;
  readonly #list = new GrowingList<OutboxItem>(async (before, limit) => {
    const states = STATES[this.filter];
    const { items, next } = await this.#bridge.call('outbox.list', {
      before,
      limit,
      ...(states === undefined ? {} : { states }),
    });
    return { rows: items, next };
  });
  /** Newest first, those that were read so far; null before the first answer. */
  readonly items: readonly OutboxItem[] | null = $derived(
    this.filter === 'attention' ? (this.#list.rows?.filter(needsAgent) ?? null) : this.#list.rows,
  );
  readonly #counter = createRefresher(() => this.loadCounts(), GAP_MS);
  readonly #lister = createRefresher(() => this.#refresh(), GAP_MS);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.on('outbox.changed', () => {
      this.#counter.request();
      if (this.#isWatched) this.#lister.request();
    });
  }

  /** Whether there are older ones. */
  get hasMore(): boolean {
    return this.#list.hasMore;
  }
  get error(): BridgeError | null {
    return this.#list.error ?? this.#detailError;
  }

  /** Something that is not sent, or that needs the agent, on a ticket. */
  ofTicket(id: string): { unsettled: number; attention: number } | null {
    return this.counts?.byTicket[id] ?? null;
  }

  async loadCounts(): Promise<void> {
    try {
      this.counts = await this.#bridge.call('outbox.counts', {});
    } catch {
      // The last numbers stay.
    }
  }

  /** The view is on screen. Returns the function that ends it. */
  watch(): () => void {
    this.#isWatched = true;
    void this.#refresh();
    return () => {
      this.#isWatched = false;
    };
  }

  show(filter: OutboxFilter): void {
    if (filter === this.filter) return;
    this.filter = filter;
    this.#list.reset();
    void this.#refresh();
  }
  /** Brings older ones. */
  grow(): void {
    void this.#list.grow();
  }

  async select(id: string | null): Promise<void> {
    if (id === this.#selectedId) return;
    this.#selectedId = id;
    this.detail = null;
    this.isGone = false;
    await this.#readDetail();
  }

  /** Does one thing and reads anew. Answers what the core said, or the error. */
  async act<M extends Action>(method: M, input: Input<M>): Promise<Output<M> | BridgeError> {
    this.busy = true;
    try {
      return await this.#bridge.call(method, input);
    } catch (error) {
      return toBridgeError(error);
    } finally {
      this.busy = false;
      this.#counter.request();
      if (this.#isWatched) this.#lister.request();
    }
  }

  reset(): void {
    this.counts = null;
    this.#list.reset();
    this.detail = null;
    this.#detailError = null;
    this.#selectedId = null;
  }

  async #refresh(): Promise<void> {
    await Promise.all([this.#list.refresh(), this.#readDetail()]);
  }

  async #readDetail(): Promise<void> {
    const id = this.#selectedId;
    if (id === null) return;
    try {
      const detail = await this.#bridge.call('outbox.get', { id });
      if (this.#selectedId !== id) return;
      this.detail = detail;
      this.isGone = detail === null;
      this.#detailError = null;
    } catch (error) {
      if (this.#selectedId === id) this.#detailError = toBridgeError(error);
    }
  }
}
