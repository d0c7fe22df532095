import type { Output } from '../../src-preload/contract/index.ts';
import type { TaskRow } from '../../src-preload/contract/tasks.ts';
import type { Bridge } from '../bridge/bridge.ts';

export type TimeOfTicket = Output<'timeEntries.ofTicket'>;

/** After one of these an answer may be old. */
const EVENTS = ['tickets.changed', 'tasks.changed', 'outbox.changed', 'timers.changed'] as const;

/**
 * What several parts of a ticket's page show: each asks when it needs it, and one answer serves them all until something
 * changes or another ticket is open. Drafts are not among it: what is typed here is on its way to the core before it says so.
 */
export class TicketReads {
  readonly #bridge: Bridge;
  readonly #tasks: (ticketId: string) => Promise<readonly TaskRow[]>;
  readonly #held = new Map<string, { ticketId: string; answer: Promise<unknown> }>();

  /** `tasks` reads those of a ticket. */
  constructor(bridge: Bridge, tasks: (ticketId: string) => Promise<readonly TaskRow[]>) {
    this.#bridge = bridge;
    this.#tasks = tasks;
    for (const event of EVENTS) bridge.on(event, () => this.forget());
  }

  tasks(ticketId: string): Promise<readonly TaskRow[]> {
    return this.#once('tasks', ticketId, () => this.#tasks(ticketId));
  }
  time(ticketId: string): Promise<TimeOfTicket> {
    return this.#once('time', ticketId, () => this.#bridge.call('timeEntries.ofTicket', { ticketId }));
  }

  /** Everything may have changed while nobody listened, or is another agent's. */
  forget(): void {
    this.#held.clear();
  }

  #once<T>(what: string, ticketId: string, read: () => Promise<T>): Promise<T> {
    const held = this.#held.get(what);
    if (held?.ticketId === ticketId) return held.answer as Promise<T>;
    const mine = { ticketId, answer: read() };
    this.#held.set(what, mine);
    mine.answer.catch(() => {
      // What failed is asked for again.
      if (this.#held.get(what) === mine) this.#held.delete(what);
    });
    return mine.answer;
  }
}
