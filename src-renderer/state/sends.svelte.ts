import { SvelteSet } from 'svelte/reactivity';

/** Texts that are on their way to the outbox: a ticket has one at a time. */
export class Sends {
  readonly #tickets = new SvelteSet<string>();
  readonly #keys = new Set<string>();
  /** By draft the name of the intent that its text was last sent as, until that is known to be in the outbox. */
  readonly #names = new Map<string, string>();
  /** Another once everything was cleared: what began before ends nothing of what began since. */
  #era = {};

  /** Whether the core is being given something that is written on this ticket, or may have it without saying so. */
  isLocked(ticketId: string): boolean {
    return this.#tickets.has(ticketId);
  }
  /** Whether this draft is becoming an item of the outbox. */
  has(key: string): boolean {
    return this.#keys.has(key);
  }
  get keys(): ReadonlySet<string> {
    return new Set(this.#keys);
  }

  /** Nothing else is written on the ticket until the function that it answers is called. */
  lock(ticketId: string): () => void {
    const era = this.#era;
    this.#tickets.add(ticketId);
    return () => {
      if (era === this.#era) this.#tickets.delete(ticketId);
    };
  }
  /** A draft becomes an item: its name, the same for the same draft until `forget`, and what ends it. */
  begin(ticketId: string, key: string): { jobId: string; end: () => void } {
    const jobId = this.#names.get(key) ?? crypto.randomUUID();
    this.#names.set(key, jobId);
    this.#keys.add(key);
    const era = this.#era;
    const unlock = this.lock(ticketId);
    return {
      jobId,
      end: () => {
        if (era === this.#era) this.#keys.delete(key);
        unlock();
      },
    };
  }
  /** What is sent from this draft next is another intent. */
  forget(key: string): void {
    this.#names.delete(key);
  }
  clear(): void {
    this.#era = {};
    this.#tickets.clear();
    this.#keys.clear();
    this.#names.clear();
  }
}
