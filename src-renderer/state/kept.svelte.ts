import type { DraftDoc } from '../../src-preload/contract/drafts.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { createJournal } from '../lib/journal.ts';
import { askPatiently } from './queue-once.ts';

/** What is typed of one form, on disk within a second, there again when the form is opened again. */
export interface Kept<T extends object> {
  /** Whether what was typed last could not be put on disk, e.g. since that is full. It is tried again until it is. */
  readonly isFailing: boolean;
  /** Whether what was typed the last time is taken up: before, what is typed would take its place. */
  readonly isRead: boolean;
  /**
   * What was typed the last time, or came back from the outbox; null where nothing was, or it can't be read. Waits for a
   * core that is away.
   */
  takeUp(): Promise<T | null>;
  /** Something was typed. */
  touch(): void;
  flush(): Promise<void>;
  /**
   * It goes into the outbox: `work` takes the key along, so that the core forgets what is kept in the transaction that
   * writes the job. Answers, as `work`, whether it is there; if not, it is kept on.
   */
  handOver(work: (draftKey: string) => Promise<boolean>): Promise<boolean>;
  /** Nothing is kept any more. */
  forget(): Promise<void>;
}

export interface KeptOptions<T> {
  kind?: DraftDoc['kind'];
  ticketId?: string | null;
  /** What was written, back from the outbox, as the form has it; null for nothing that it can show. */
  fromOutbox?(written: Readonly<Record<string, unknown>>): T | null;
}

/** `key` names the form for ever: `edit:comment:<id>`. `read` answers what is typed now, null for nothing worth keeping. */
export function createKept<T extends object>(
  bridge: Bridge,
  key: string,
  read: () => T | null,
  { kind = 'edit', ticketId = null, fromOutbox = () => null }: KeptOptions<T> = {},
): Kept<T> {
  let isFailing = $state(false);
  let isRead = $state(false);
  /** `out`: the core has it, or is being given it. `over`: it is wanted no more. */
  let life: 'open' | 'out' | 'over' = 'open';
  let isThere = false;
  const journal = createJournal(
    async () => {
      if (life === 'out') return;
      const form = life === 'over' ? null : read();
      if (form !== null) {
        isThere = true;
        await bridge.call('drafts.save', { key, ticketId, doc: { kind, form } });
      } else if (isThere) {
        await bridge.call('drafts.discard', { key });
        isThere = false;
      }
    },
    (state) => {
      if (state !== 'saving') isFailing = state === 'failed';
    },
  );
  return {
    get isFailing() {
      return isFailing;
    },
    get isRead() {
      return isRead;
    },
    async takeUp() {
      try {
        const draft = await askPatiently(bridge, () => bridge.call('drafts.get', { key }));
        isThere = draft !== null;
        if (draft === null) return null;
        const form = draft.doc['form'];
        return typeof form === 'object' && form !== null ? (form as T) : fromOutbox(draft.doc);
      } catch {
        return null;
      } finally {
        isRead = true;
      }
    },
    touch: () => journal.touch(),
    flush: () => journal.flush(),
    async handOver(work) {
      await journal.flush();
      life = 'out';
      let isDone = false;
      try {
        isDone = await work(key);
      } finally {
        if (isDone) isThere = false;
        else {
          life = 'open';
          journal.touch();
        }
      }
      return isDone;
    },
    async forget() {
      life = 'over';
      if (isThere) journal.touch();
      await journal.flush();
      life = 'open';
    },
  };
}
