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
  'subCategory',
  'classification',
  'productId',
  'email',
  'phone',
  'resolution',
] as const;
type CustomName = `custom:${string}`;
export type MergeField = (typeof mergeFields)[number] | CustomName;
type Custom = TicketDetail['customFields'][number];

const nameOf = (field: CustomName): string => field.slice('custom:'.length);
export const isCustom = (field: MergeField): field is CustomName => field.startsWith('custom:');
const customOf = (ticket: TicketDetail, field: CustomName): Custom | undefined =>
  ticket.customFields.find(({ name }) => name === nameOf(field));
/** What a ticket has in a field, as text; null for nothing. */
export const valueOf = (ticket: TicketDetail, field: MergeField): string | null =>
  (isCustom(field) ? customOf(ticket, field)?.value : ticket[field]) || null;
/** A custom value as the service wrote it. */
function written(custom: Custom | undefined): string | number | boolean | string[] | null {
  if (custom === undefined || custom.value === null) return null;
  const { type, value, items } = custom;
  return type === 'number' ? Number(value) : type === 'flag' ? value === 'true' : type === 'list' ? items : value;
}
/** What the merge itself takes, naming the ticket; an address goes along with its contact. */
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

  /** Those that can be chosen: custom ones only where the tickets differ in them. */
  readonly fields: readonly MergeField[] = $derived.by(() => {
    const customs = this.tickets.flatMap(({ customFields }) =>
      customFields.filter(({ type }) => type !== 'other').map(({ name }): CustomName => `custom:${name}`),
    );
    const differ = (field: CustomName): boolean =>
      new Set(this.tickets.map((ticket) => valueOf(ticket, field))).size > 1;
    return [...mergeFields, ...new Set(customs.filter(differ))];
  });

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
    const first = field === 'email' ? this.tickets.find(({ id }) => id === this.sourceOf('contactId')) : survivor;
    if (first && valueOf(first, field) !== null) return first.id;
    return this.tickets.find((ticket) => valueOf(ticket, field) !== null)?.id ?? this.survivorId;
  }
  choose(field: MergeField, id: string): void {
    this.#choices = { ...this.#choices, [field]: id };
  }

  /** What the merge is asked for; fields only where they differ from those of the one that stays. */
  plan(): { id: string; ids: string[]; source: Record<string, string>; fields: Fields } {
    const survivor = this.tickets.find(({ id }) => id === this.survivorId);
    const source: Record<string, string> = {};
    const fields: Fields = {};
    for (const field of this.fields) {
      const from = this.tickets.find(({ id }) => id === this.sourceOf(field));
      const base = field === 'email' ? this.tickets.find(({ id }) => id === this.sourceOf('contactId')) : survivor;
      if (!survivor || !base || !from || from.id === base.id || valueOf(from, field) === valueOf(base, field)) continue;
      if (isCustom(field)) {
        const spelling =
          (customOf(survivor, field) ?? customOf(from, field))?.isApiName === true ? 'cf' : 'customFields';
        fields[spelling] = { ...fields[spelling], [nameOf(field)]: written(customOf(from, field)) };
      } else if (BY_SERVICE.includes(field)) source[field] = from.id;
      else Object.assign(fields, { [field]: from[field] });
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
