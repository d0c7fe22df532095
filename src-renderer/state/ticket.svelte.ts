import type { AccountView } from '../../src-preload/contract/accounts.ts';
import type { ContactView } from '../../src-preload/contract/contacts.ts';
import type { OutboxItem } from '../../src-preload/contract/outbox.ts';
import type { TicketDetail, TimelineItem } from '../../src-preload/contract/tickets.ts';
import { type Bridge, type BridgeError, toBridgeError } from '../bridge/bridge.ts';
import { afterPaint } from '../lib/after-paint.ts';
import { createRefresher } from '../lib/refresher.ts';

/** One ticket as far as it is known. */
export interface OpenTicket {
  id: string;
  detail: TicketDetail;
  timeline: readonly TimelineItem[];
  /** The item of the timeline that is on its way to the outbox. */
  sketchId: string | null;
}

/** A contact with their account, under the id that a ticket names the contact by. */
interface People {
  contactId: string | null;
  contact: ContactView | null;
  account: AccountView | null;
}
const NOBODY: People = { contactId: null, contact: null, account: null };

/** Whether an id is one that the core gave to a row that it makes. */
export const isMadeHere = (id: string): boolean => id.startsWith('local-');

const GAP_MS = 150;
const KEPT = 24;

/** The open ticket with its timeline, contact and account; and the last few, so that going back shows at once. */
export class TicketPageState {
  id = $state<string | null>(null);
  value = $state.raw<OpenTicket | null>(null);
  /** Of the ticket that was read last. */
  #people = $state.raw<People>(NOBODY);
  error = $state.raw<BridgeError | null>(null);
  /** The core answered that it knows no such ticket. */
  isGone = $state(false);
  /** Nothing of it can be shown. */
  readonly isMissing = $derived(this.isGone || (this.error !== null && this.value === null));
  /** What was to make the ticket that is not there; null where it was not made here. */
  maker = $state.raw<OutboxItem | null>(null);
  readonly #bridge: Bridge;
  readonly #kept = new Map<string, OpenTicket>();
  /** Reads ahead that are on their way. */
  readonly #ahead = new Map<string, Promise<unknown>>();
  /** What is on its way to the outbox, by ticket. */
  readonly #sketches = new Map<string, TimelineItem>();
  readonly #refresher = createRefresher(() => this.reload(), GAP_MS);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.on('tickets.changed', ({ ids }) => {
      if (ids.length === 0) this.#forget();
      for (const id of ids) if (id !== this.id) this.#kept.delete(id);
      // One that was made here has the service's name too.
      const mine = [this.id, this.value?.detail.id];
      if (this.id !== null && (ids.length === 0 || ids.some((id) => mine.includes(id)))) this.#refresher.request();
    });
    bridge.on('contacts.changed', ({ ids }) => {
      const id = this.value?.detail.contactId;
      if (id && (ids.length === 0 || ids.includes(id))) this.#refresher.request();
    });
    bridge.on('accounts.changed', ({ ids }) => {
      const id = this.#people.contact?.accountId;
      if (id && (ids.length === 0 || ids.includes(id))) this.#refresher.request();
    });
  }

  async open(id: string | null): Promise<void> {
    if (id === this.id) return;
    this.id = id;
    this.error = null;
    this.isGone = false;
    this.maker = null;
    const kept = id === null ? undefined : this.#kept.get(id);
    this.value = kept ?? null;
    if (id !== null && kept === undefined) {
      void this.#ahead.get(id)?.then(() => {
        if (this.id === id) this.value ??= this.#kept.get(id) ?? null;
      });
    }
    if (kept !== undefined) await afterPaint();
    if (this.id === id) await this.reload();
  }

  /** The contact of a ticket and their account, once they were read. */
  peopleOf({ contactId }: Pick<TicketDetail, 'contactId'>): Pick<People, 'contact' | 'account'> {
    return this.#people.contactId === contactId ? this.#people : NOBODY;
  }

  /** Forgets everything: what comes next is another agent's. */
  reset(): void {
    this.id = null;
    this.value = null;
    this.#people = NOBODY;
    this.error = null;
    this.isGone = false;
    this.maker = null;
    this.#sketches.clear();
    this.#kept.clear();
  }

  async reload(): Promise<void> {
    const id = this.id;
    if (id === null) return;
    try {
      const read = await this.#read(id);
      const maker = read === null && isMadeHere(id) ? await this.#bridge.call('outbox.maker', { id }) : null;
      if (this.id !== id) return;
      this.error = null;
      this.maker = maker;
      this.isGone = read === null;
      this.value = read;
      await this.#readContact(read?.detail.contactId ?? null);
    } catch (error) {
      if (this.id === id) this.error = toBridgeError(error);
    }
  }

  /** Shows what was just written before the core has it: last, whatever the clock of this machine says. */
  sketch(ticketId: string, item: TimelineItem): void {
    const newest = this.#known(ticketId)?.timeline.at(-1)?.time ?? '';
    const last = { ...item, time: (item.time ?? '') < newest ? newest : item.time };
    this.#sketches.set(ticketId, last);
    this.#put(ticketId, last, last.id);
  }
  /** The core has it: `echo` is how it shows it, null what it says of the whole ticket. */
  endSketch(ticketId: string, echo: TimelineItem | null): void {
    const shown = echo ?? this.#sketches.get(ticketId);
    this.#sketches.delete(ticketId);
    if (shown !== undefined) this.#put(ticketId, shown, null);
    if (echo === null) this.#refresher.request();
  }
  /** The core does not have it. */
  dropSketch(ticketId: string): void {
    const sketch = this.#sketches.get(ticketId);
    if (sketch === undefined) return;
    this.#sketches.delete(ticketId);
    this.#put(ticketId, null, null, sketch.id);
    // An item of the same name, that it stood for, is there.
    this.#refresher.request();
  }

  #known(ticketId: string): OpenTicket | undefined {
    return this.#kept.get(ticketId) ?? (this.value?.id === ticketId ? this.value : undefined);
  }
  #put(ticketId: string, item: TimelineItem | null, sketchId: string | null, outId = item?.id): void {
    const known = this.#known(ticketId);
    if (known === undefined) return;
    const others = known.timeline.filter(({ id }) => id !== outId);
    const value = { ...known, timeline: item === null ? others : [...others, item], sketchId };
    this.#kept.set(ticketId, value);
    if (this.id === ticketId) this.value = value;
  }

  /** Reads a ticket that is likely to be opened next. */
  async prefetch(id: string): Promise<void> {
    if (this.#kept.has(id) || this.#ahead.has(id)) return;
    // What fails here is told by opening it.
    const read = this.#read(id).catch(() => null);
    this.#ahead.set(id, read);
    await read;
    this.#ahead.delete(id);
  }

  async #read(id: string): Promise<OpenTicket | null> {
    const [detail, timeline] = await Promise.all([
      this.#bridge.call('tickets.get', { id }),
      this.#bridge.call('tickets.timeline', { id }),
    ]);
    this.#kept.delete(id);
    if (detail === null) return null;
    const sketch = this.#sketches.get(id);
    const isMissing = sketch !== undefined && timeline.every((item) => item.id !== sketch.id);
    const value: OpenTicket = {
      id,
      detail,
      timeline: reuse(this.value?.id === id ? this.value.timeline : [], isMissing ? [...timeline, sketch] : timeline),
      sketchId: sketch?.id ?? null,
    };
    this.#kept.set(id, value);
    // The same under the name that the service gave it meanwhile.
    if (isMadeHere(id) && detail.id !== id) this.#kept.set(detail.id, { ...value, id: detail.id });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
    return value;
  }

  async #readContact(contactId: string | null): Promise<void> {
    const id = this.id;
    const contact = contactId === null ? null : await this.#bridge.call('contacts.get', { id: contactId });
    const account = contact?.accountId ? await this.#bridge.call('accounts.get', { id: contact.accountId }) : null;
    if (this.id !== id) return;
    this.#people = { contactId, contact, account };
  }

  #forget(): void {
    const open = this.id === null ? undefined : this.#kept.get(this.id);
    this.#kept.clear();
    if (open) this.#kept.set(open.id, open);
  }
}

/** Items that did not change stay the same objects, so that their frames are not built again. */
function reuse(before: readonly TimelineItem[], after: readonly TimelineItem[]): readonly TimelineItem[] {
  const known = new Map(before.map((item) => [`${item.kind}/${item.id}`, item]));
  return after.map((item) => {
    const old = known.get(`${item.kind}/${item.id}`);
    return old && JSON.stringify(old) === JSON.stringify(item) ? old : item;
  });
}
