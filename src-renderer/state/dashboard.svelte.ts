import type { Dashboard, DashboardDays, DashboardPart } from '../../src-preload/contract/dashboard.ts';
import type { TicketRow } from '../../src-preload/contract/tickets.ts';
import { type Bridge, type BridgeError, toBridgeError } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';
import { startOfDay, wallOf } from '../lib/zone.svelte.ts';

const GAP_MS = 2_000;
/** What is due, and the day itself, move on. */
const PACE_MS = 60_000;
const DAYS = 14;

/** The last 14 days and this week, as they begin and end on the agent's wall. */
function daysAt(now: number): DashboardDays {
  const { weekday } = wallOf(now);
  return {
    days: Array.from({ length: DAYS + 1 }, (_, index) => startOfDay(now, index - DAYS + 1)),
    week: startOfDay(now, (8 - weekday) % 7 || 7),
  };
}

/** The agent's figures while they are on screen, and the tickets behind the bar that was chosen. */
export class DashboardState {
  value = $state.raw<Dashboard | null>(null);
  chosen = $state.raw<DashboardPart | null>(null);
  tickets = $state.raw<readonly TicketRow[] | null>(null);
  error = $state.raw<BridgeError | null>(null);
  readonly #bridge: Bridge;
  readonly #refresher = createRefresher(() => this.load(), GAP_MS);
  #isWatched = false;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    for (const event of ['tickets.changed', 'outbox.changed', 'timers.changed'] as const) {
      bridge.on(event, () => {
        if (this.#isWatched) this.#refresher.request();
      });
    }
  }

  /** The view is on screen. Returns the function that ends it. */
  watch(): () => void {
    this.#isWatched = true;
    void this.load();
    const pace = setInterval(() => this.#refresher.request(), PACE_MS);
    return () => {
      clearInterval(pace);
      this.#isWatched = false;
    };
  }

  async load(): Promise<void> {
    try {
      this.value = await this.#bridge.call('dashboard.get', daysAt(Date.now()));
      this.error = null;
      if (this.chosen !== null) await this.#readTickets(this.chosen);
    } catch (error) {
      this.error = toBridgeError(error);
    }
  }

  /** Shows the tickets behind a bar; the same bar again hides them. */
  async choose(part: DashboardPart | null): Promise<void> {
    const same = part !== null && JSON.stringify(part) === JSON.stringify(this.chosen);
    this.chosen = same ? null : part;
    this.tickets = null;
    if (this.chosen === null) return;
    try {
      await this.#readTickets(this.chosen);
    } catch (error) {
      this.error = toBridgeError(error);
    }
  }

  reset(): void {
    this.value = null;
    this.chosen = null;
    this.tickets = null;
    this.error = null;
  }

  async #readTickets(part: DashboardPart): Promise<void> {
    const rows = await this.#bridge.call('dashboard.tickets', { which: part, ...daysAt(Date.now()) });
    if (this.chosen === part) this.tickets = rows;
  }
}
