import type { ThreadItem } from '../../src-preload/contract/threads.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { docOf, emptyWriting, withText, type WritingKind, writingOf } from './writing.ts';

/** What was asked for before the composer could take it, and what was typed since. */
export interface Early {
  ticketId: string;
  kind: WritingKind;
  all: boolean;
  /** The message that it is about; null for the ticket. */
  item: ThreadItem | null;
  text: string;
  /** Send was pressed as well. */
  sends: boolean;
}

/** After a save that failed it is tried again this often, milliseconds. */
const RETRY_MS = 1_000;

/** Remembers a press of reply or comment, and the words after it, until the ticket's composer is there. */
export class EarlyWriting {
  value = $state.raw<Early | null>(null);
  /** An input method is in the middle of a word: it must not lose its field. */
  isComposing = $state(false);
  readonly #bridge: Bridge;
  readonly #freeKey: (kind: WritingKind, ticketId: string) => string;
  /** Moves when another agent is signed in: what could not be kept is not theirs. */
  #epoch = 0;

  /** `freeKey` says what a text that begins now is kept under. */
  constructor(bridge: Bridge, freeKey: (kind: WritingKind, ticketId: string) => string) {
    this.#bridge = bridge;
    this.#freeKey = freeKey;
  }

  begin(ticketId: string, kind: WritingKind, all: boolean, item: ThreadItem | null = null): void {
    const text = this.value?.ticketId === ticketId ? this.value.text : '';
    this.value = { ticketId, kind, all, item, text, sends: false };
  }
  type(text: string): void {
    if (this.value !== null) this.value = { ...this.value, text };
  }
  send(): void {
    if (this.value !== null) this.value = { ...this.value, sends: true };
  }
  /** Hands it over and forgets it. */
  take(): Early | null {
    const { value } = this;
    this.value = null;
    this.isComposing = false;
    return value;
  }

  /** The composer will not come: what was typed becomes a draft of its ticket, after the one that may be there. */
  async leave(): Promise<void> {
    const left = this.take();
    if (left !== null && left.text.trim() !== '') await this.#keep(left, this.#freeKey(left.kind, left.ticketId));
  }

  reset(): void {
    this.#epoch += 1;
    this.take();
  }

  async #keep(left: Early, key: string): Promise<void> {
    const { ticketId, kind, text } = left;
    const epoch = this.#epoch;
    try {
      const held = await this.#bridge.call('drafts.get', { key });
      const doc = docOf(withText(held === null ? emptyWriting(kind) : writingOf(held.doc), text));
      await this.#bridge.call('drafts.save', { key, ticketId, doc });
    } catch {
      setTimeout(() => {
        if (epoch === this.#epoch) void this.#keep(left, key);
      }, RETRY_MS);
    }
  }
}
