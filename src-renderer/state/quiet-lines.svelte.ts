import type { Output } from '../../src-preload/contract/index.ts';
import type { TaskRow } from '../../src-preload/contract/tasks.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { afterPaint } from '../lib/after-paint.ts';
import { createRefresher } from '../lib/refresher.ts';
import type { TicketReads } from './ticket-reads.ts';

type TimeEntry = Output<'timeEntries.ofTicket'>['entries'][number];
type Change = Output<'tickets.history'>['entries'][number];

const GAP_MS = 300;

/** What happened on a ticket besides its messages: time, its tasks, and (where somebody asks) changes of fields. */
export class QuietLines {
  entries = $state.raw<readonly TimeEntry[]>([]);
  tasks = $state.raw<readonly TaskRow[]>([]);
  /** Null until they are asked for. */
  changes = $state.raw<readonly Change[] | null>(null);
  history = $state<'none' | 'reading' | 'shown' | 'unknown' | 'failed'>('none');
  readonly #bridge: Bridge;
  readonly #ticketId: string;
  readonly #reads: Pick<TicketReads, 'tasks' | 'time'>;
  #isHere = true;

  constructor(bridge: Bridge, ticketId: string, reads: Pick<TicketReads, 'tasks' | 'time'>) {
    this.#bridge = bridge;
    this.#reads = reads;
    this.#ticketId = ticketId;
  }

  /** Reads now and whenever it may have changed. Returns the function that ends it. */
  watch(): () => void {
    const refresher = createRefresher(() => this.#read(), GAP_MS);
    void afterPaint().then(() => this.#read());
    const look = ({ ids }: { ids: readonly string[] }): void => {
      if (ids.length === 0 || ids.includes(this.#ticketId)) refresher.request();
    };
    const stops = [
      this.#bridge.on('tickets.changed', look),
      this.#bridge.on('tasks.changed', () => refresher.request()),
    ];
    return () => {
      this.#isHere = false;
      refresher.dispose();
      for (const stop of stops) stop();
    };
  }

  async showChanges(): Promise<void> {
    if (this.history === 'reading') return;
    this.history = 'reading';
    try {
      const { isKnown, entries } = await this.#bridge.call('tickets.history', { id: this.#ticketId });
      this.changes = entries;
      this.history = isKnown ? 'shown' : 'unknown';
    } catch {
      this.history = 'failed';
    }
  }
  hideChanges(): void {
    this.changes = null;
    this.history = 'none';
  }

  async #read(): Promise<void> {
    if (!this.#isHere) return;
    const ticketId = this.#ticketId;
    try {
      const [time, tasks] = await Promise.all([this.#reads.time(ticketId), this.#reads.tasks(ticketId)]);
      if (!this.#isHere) return;
      this.entries = time.entries;
      this.tasks = tasks;
    } catch {
      // The messages are there without them.
    }
  }
}
