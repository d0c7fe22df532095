import type { JobState, OutboxItem } from '../../src-preload/contract/outbox.ts';
import type { Input, Output } from '../../src-preload/contract/index.ts';
import { type Bridge, type BridgeError, toBridgeError } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';

export type OutboxCounts = Output<'outbox.counts'>;
export type OutboxDetail = NonNullable<Output<'outbox.get'>>;
export type OutboxFilter = 'open' | 'attention' | 'sent' | 'all';
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
const PAGE = 50;
const OPEN: JobState[] = ['held', 'queued', 'sending', 'unknown', 'rejected', 'conflict', 'setAside'];
const STATES: Record<OutboxFilter, JobState[] | undefined> = {
  open: OPEN,
  attention: ['held', 'unknown', 'rejected', 'conflict', 'setAside'],
  sent: ['sent', 'cancelled'],
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
  items = $state.raw<readonly OutboxItem[] | null>(null);
  /** Whether there are older ones. */
  hasMore = $state(false);
  detail = $state.raw<OutboxDetail | null>(null);
  /** The chosen item is not there. */
  isGone = $state(false);
  error = $state.raw<BridgeError | null>(null);
  busy = $state(false);
  #selectedId: string | null = null;
  #isWatched = false;
  #shown = PAGE;
  #read = 0;
  readonly #bridge: Bridge;
  readonly #counter = createRefresher(() => this.loadCounts(), GAP_MS);
  readonly #lister = createRefresher(() => this.#refresh(), GAP_MS);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.on('outbox.changed', () => {
      this.#counter.request();
      if (this.#isWatched) this.#lister.request();
    });
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
    this.items = null;
    this.#shown = PAGE;
    void this.#refresh();
  }
  showMore(): void {
    this.#shown += PAGE;
    void this.#refresh();
  }

  async select(id: string | null): Promise<void> {
    if (id === this.#selectedId) return;
    this.#selectedId = id;
    this.detail = null;
    this.isGone = false;
    await this.#readDetail();
  }

  /** The item `by` places away from the chosen one. */
  neighbour(by: number): OutboxItem | null {
    const items = this.items ?? [];
    const at = items.findIndex(({ id }) => id === this.#selectedId);
    return items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + by))] ?? null;
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
    this.items = null;
    this.detail = null;
    this.error = null;
    this.#selectedId = null;
  }

  async #refresh(): Promise<void> {
    await Promise.all([this.#readItems(), this.#readDetail()]);
  }

  async #readItems(): Promise<void> {
    const read = (this.#read += 1);
    const { filter } = this;
    const states = STATES[filter];
    try {
      const items: OutboxItem[] = [];
      let before: number | null = null;
      do {
        const page: Output<'outbox.list'> = await this.#bridge.call('outbox.list', {
          before,
          limit: Math.min(200, this.#shown - items.length),
          ...(states === undefined ? {} : { states }),
        });
        items.push(...page.items);
        before = page.next;
      } while (before !== null && items.length < this.#shown);
      if (read !== this.#read) return;
      this.items = filter === 'attention' ? items.filter(needsAgent) : items;
      this.hasMore = before !== null;
      this.error = null;
    } catch (error) {
      if (read === this.#read) this.error = toBridgeError(error);
    }
  }

  async #readDetail(): Promise<void> {
    const id = this.#selectedId;
    if (id === null) return;
    try {
      const detail = await this.#bridge.call('outbox.get', { id });
      if (this.#selectedId !== id) return;
      this.detail = detail;
      this.isGone = detail === null;
    } catch (error) {
      if (this.#selectedId === id) this.error = toBridgeError(error);
    }
  }
}
