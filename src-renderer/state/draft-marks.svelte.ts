import type { Bridge } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';

const GAP_MS = 500;

/** Tickets that something unsent is written on. */
export class DraftMarks {
  ticketIds = $state.raw<ReadonlySet<string>>(new Set());
  readonly #bridge: Bridge;
  readonly #refresher = createRefresher(() => this.load(), GAP_MS);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.on('drafts.changed', () => this.#refresher.request());
    // What is sent is a draft no more.
    bridge.on('outbox.changed', () => this.#refresher.request());
  }

  async load(): Promise<void> {
    try {
      const ids = await this.#bridge.call('drafts.tickets', {});
      const isSame = ids.length === this.ticketIds.size && ids.every((id) => this.ticketIds.has(id));
      if (!isSame) this.ticketIds = new Set(ids);
    } catch {
      // What was known stays.
    }
  }

  reset(): void {
    this.ticketIds = new Set();
  }
}
