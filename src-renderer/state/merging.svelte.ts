import type { Input } from '../../src-preload/contract/index.ts';
import type { TicketDetail, TicketRow } from '../../src-preload/contract/tickets.ts';
import type { Bridge } from '../bridge/bridge.ts';

/** Tickets that can be looked at side by side. */
export const MOST_MERGED = 10;

/** Fields whose value the agent chooses; the first four the service takes over itself, by naming the ticket. */
export const mergeFields = [
  'subject',
  'contactId',
  'status',
  'priority',
  'assigneeId',
  'dueDate',
  'category',
  'classification',
] as const;
export type MergeField = (typeof mergeFields)[number];
const BY_SERVICE: readonly MergeField[] = ['subject', 'contactId', 'status', 'priority'];

type Fields = Input<'tickets.update'>['fields'];

/** What is put together before tickets are merged: which ones, which stays, whose value survives in each field. */
export class Merging {
  tickets = $state.raw<readonly TicketDetail[]>([]);
  survivorId = $state('');
  /** Some were asked for and are not there. */
  lacks = $state(false);
  found = $state.raw<readonly TicketRow[]>([]);
  #choices = $state.raw<Partial<Record<MergeField, string>>>({});
  #asked = 0;
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  async add(ids: readonly string[]): Promise<void> {
    const room = MOST_MERGED - this.tickets.length;
    const fresh = ids.filter((id) => !this.tickets.some((ticket) => ticket.id === id));
    const read = await Promise.all(
      fresh.slice(0, room).map((id) => this.#bridge.call('tickets.get', { id }).catch(() => null)),
    );
    const there = read.filter((ticket) => ticket !== null);
    this.lacks ||= there.length < read.length;
    const all = [...this.tickets, ...there];
    this.tickets = all.filter(({ id }, at) => all.findIndex((other) => other.id === id) === at);
    if (this.survivorId === '') this.survivorId = this.tickets[0]?.id ?? '';
  }

  remove(id: string): void {
    this.tickets = this.tickets.filter((ticket) => ticket.id !== id);
    this.#choices = Object.fromEntries(Object.entries(this.#choices).filter(([, from]) => from !== id));
    if (this.survivorId === id) this.survivorId = this.tickets[0]?.id ?? '';
  }

  /** The ticket whose value survives: the chosen one, or the one that stays, unless it has none and another does. */
  sourceOf(field: MergeField): string {
    const chosen = this.#choices[field];
    if (chosen !== undefined) return chosen;
    const survivor = this.tickets.find(({ id }) => id === this.survivorId);
    if (survivor && survivor[field] !== null && survivor[field] !== '') return survivor.id;
    return this.tickets.find((ticket) => ticket[field] !== null && ticket[field] !== '')?.id ?? this.survivorId;
  }
  choose(field: MergeField, id: string): void {
    this.#choices = { ...this.#choices, [field]: id };
  }

  /** What the merge is asked for; fields only where they differ from those of the one that stays. */
  plan(): { id: string; ids: string[]; source: Record<string, string>; fields: Fields } {
    const survivor = this.tickets.find(({ id }) => id === this.survivorId);
    const source: Record<string, string> = {};
    const fields: Record<string, string | null> = {};
    for (const field of mergeFields) {
      const from = this.tickets.find(({ id }) => id === this.sourceOf(field));
      if (!survivor || !from || from.id === survivor.id || from[field] === survivor[field]) continue;
      if (BY_SERVICE.includes(field)) source[field] = from.id;
      else fields[field] = from[field];
    }
    const ids = this.tickets.map(({ id }) => id).filter((id) => id !== this.survivorId);
    return { id: this.survivorId, ids, source, fields };
  }

  /** Tickets to add: by number or words, or else open ones of the same contact. */
  async look(text: string): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const contactId = this.tickets[0]?.contactId ?? null;
    const words = text.trim().replace(/^#?(\d+)$/, 'number:$1');
    if (words === '' && contactId === null) {
      this.found = [];
      return;
    }
    try {
      const { tickets } = await this.#bridge.call('search.query', {
        text: words === '' ? `contact:${contactId} is:open` : words,
        limit: 8,
        kinds: ['ticket'],
      });
      if (asked === this.#asked) this.found = tickets.rows.map(({ ticket }) => ticket);
    } catch {
      if (asked === this.#asked) this.found = [];
    }
  }
}
