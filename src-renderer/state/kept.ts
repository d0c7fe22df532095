import type { DraftDoc } from '../../src-preload/contract/drafts.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { createJournal } from '../lib/journal.ts';

/** What is typed of one form, on disk within a second, there again when the form is opened again. */
export interface Kept<T extends object> {
  /** What was typed the last time, or came back from the outbox as it went in; null where nothing was, or it can't be read. */
  takeUp(): Promise<T | null>;
  /** Something was typed. */
  touch(): void;
  flush(): Promise<void>;
  /** Nothing is kept any more. */
  forget(): Promise<void>;
}

/** `key` names the form for ever: `edit:comment:<id>`. `read` answers what is typed now, null for nothing worth keeping. */
export function createKept<T extends object>(
  bridge: Bridge,
  key: string,
  read: () => T | null,
  { kind = 'edit', ticketId = null }: { kind?: DraftDoc['kind']; ticketId?: string | null } = {},
): Kept<T> {
  let isOver = false;
  let isThere = false;
  const journal = createJournal(
    async () => {
      const form = isOver ? null : read();
      if (form !== null) {
        isThere = true;
        await bridge.call('drafts.save', { key, ticketId, doc: { kind, form } });
      } else if (isThere) {
        await bridge.call('drafts.discard', { key });
        isThere = false;
      }
    },
    () => {
      // It is tried again until it is on disk.
    },
  );
  return {
    async takeUp() {
      try {
        const draft = await bridge.call('drafts.get', { key });
        const form = draft?.doc['form'] ?? draft?.doc;
        isThere = draft !== null;
        return typeof form === 'object' && form !== null ? (form as T) : null;
      } catch {
        return null;
      }
    },
    touch: () => journal.touch(),
    flush: () => journal.flush(),
    async forget() {
      isOver = true;
      if (!isThere) return journal.flush();
      journal.touch();
      await journal.flush();
      isOver = false;
    },
  };
}
