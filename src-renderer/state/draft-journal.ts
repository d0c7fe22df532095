import type { DraftDoc } from '../../src-preload/contract/drafts.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { createJournal } from '../lib/journal.ts';
import type { Draft } from './writing.ts';

type Entry = Pick<Draft, 'ticketId' | 'doc'>;

export interface DraftJournalEvents {
  /** It is on disk, and wanted there. */
  onsaved(draft: Draft): void;
  /** How the last save stands. */
  onstate(state: 'saving' | 'saved' | 'failed'): void;
}

/** Drafts on their way to the disk, within a moment of each change, whatever ticket is on screen by then. */
export class DraftJournal {
  /** What is not on disk yet, by key. */
  readonly #unsaved = new Map<string, Entry>();
  /** What the core is being given. */
  #saving: (Entry & { key: string; isWanted: boolean }) | null = null;
  readonly #bridge: Bridge;
  readonly #events: DraftJournalEvents;
  readonly #journal;

  constructor(bridge: Bridge, events: DraftJournalEvents) {
    this.#bridge = bridge;
    this.#events = events;
    this.#journal = createJournal(() => this.#save(), events.onstate);
  }

  /** This is its text until the next change. */
  keep(key: string, ticketId: string, doc: DraftDoc): void {
    this.#unsaved.set(key, { ticketId, doc });
    this.#journal.touch();
  }

  /** Whether it is not on disk yet as it is now. */
  has(key: string): boolean {
    return this.#unsaved.has(key) || this.#saving?.key === key;
  }

  /** What of a ticket is not on disk yet as it is now. */
  of(ticketId: string): { key: string; doc: DraftDoc }[] {
    const saving = this.#saving?.isWanted === true ? [[this.#saving.key, this.#saving] as const] : [];
    return [...new Map([...saving, ...this.#unsaved])].flatMap(([key, entry]) =>
      entry.ticketId === ticketId ? [{ key, doc: entry.doc }] : [],
    );
  }

  /** Everything goes to disk now. Answers when it is there, or could not be put there. */
  flush(): Promise<void> {
    return this.#journal.flush();
  }

  /**
   * No save of it is begun, or tried again, after this. One that the core was given before comes before whatever it is
   * asked next: it takes calls in their order.
   */
  drop(key: string): void {
    this.#unsaved.delete(key);
    if (this.#saving?.key === key) this.#saving.isWanted = false;
  }

  /** As `drop` for everything. */
  clear(): void {
    this.#unsaved.clear();
    if (this.#saving !== null) this.#saving.isWanted = false;
  }

  async #save(): Promise<void> {
    for (const key of [...this.#unsaved.keys()]) {
      const entry = this.#unsaved.get(key);
      if (entry === undefined) continue;
      this.#unsaved.delete(key);
      const saving = { key, ...entry, isWanted: true };
      this.#saving = saving;
      try {
        const { savedAt } = await this.#bridge.call('drafts.save', { key, ...entry });
        if (saving.isWanted) this.#events.onsaved({ key, ...entry, savedAt });
      } catch (error) {
        if (saving.isWanted && !this.#unsaved.has(key)) this.#unsaved.set(key, entry);
        throw error;
      } finally {
        this.#saving = null;
      }
    }
  }
}
