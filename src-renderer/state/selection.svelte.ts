import { SvelteSet } from 'svelte/reactivity';
import type { Bridge } from '../bridge/bridge.ts';
import { zoneName } from '../lib/zone.svelte.ts';
import type { TicketList } from './tickets.svelte.ts';

/** Tickets that can be chosen at once: what is done to them goes out in steps of 50. */
export const MOST_CHOSEN = 500;

/** The tickets of the list that the agent chose for one action on all of them. */
export class Selection {
  readonly #ids = new SvelteSet<string>();
  /** The menu of the selection's bar that a key asks for. */
  asked = $state<'status' | 'priority' | 'assignee' | null>(null);
  /** Where a range begins. */
  #anchor: string | null = null;
  /** What the last range chose besides what was chosen already. */
  #range: readonly string[] = [];
  /** The last range that was asked for counts. */
  #asked = 0;
  readonly #bridge: Bridge;
  readonly #list: TicketList;

  constructor(bridge: Bridge, list: TicketList) {
    this.#bridge = bridge;
    this.#list = list;
  }

  get size(): number {
    return this.#ids.size;
  }
  /** In the order in which they were chosen. */
  get ids(): string[] {
    return [...this.#ids];
  }
  has(id: string): boolean {
    return this.#ids.has(id);
  }

  toggle(id: string): void {
    if (this.#ids.has(id)) this.#ids.delete(id);
    else this.#add(id);
    this.#startAt(id);
  }

  only(ids: readonly string[]): void {
    this.clear();
    for (const id of ids) this.#add(id);
    this.#startAt(ids.at(-1) ?? null);
  }

  /** Chooses everything from the last one that was chosen, or else the selected row, to this row; a range before it goes. */
  async extendTo(index: number): Promise<void> {
    const mine = (this.#asked += 1);
    const from = this.#anchor ?? this.#list.selectedId;
    const at = from === null ? index : this.#list.indexOf(from);
    const [first, last] = [Math.min(at < 0 ? index : at, index), Math.max(at, index)];
    const ids: string[] = [];
    for (let row = first; row <= last && ids.length < MOST_CHOSEN; row += 1) {
      const ticket = await this.#list.at(row);
      if (ticket !== null) ids.push(ticket.id);
    }
    if (mine !== this.#asked) return;
    for (const id of this.#range) this.#ids.delete(id);
    this.#range = ids.filter((id) => !this.#ids.has(id));
    for (const id of ids) this.#add(id);
    this.#anchor ??= from ?? ids.at(0) ?? null;
  }

  /** Chooses the whole view, or the first 500 of it. */
  async all(): Promise<void> {
    const { view } = this.#list;
    const { ids } = await this.#bridge.call('tickets.ids', { view, limit: MOST_CHOSEN, zone: zoneName() });
    if (view === this.#list.view) this.only(ids);
  }

  clear(): void {
    this.#ids.clear();
    this.asked = null;
    this.#startAt(null);
  }

  #startAt(anchor: string | null): void {
    this.#anchor = anchor;
    this.#range = [];
    this.#asked += 1;
  }

  #add(id: string): void {
    if (this.#ids.size < MOST_CHOSEN) this.#ids.add(id);
  }
}
