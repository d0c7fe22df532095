import type { Draft, DraftDoc } from '../../src-preload/contract/drafts.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { createJournal } from '../lib/journal.ts';
import { askUntilAnswered } from './queue-once.ts';

/** What is typed of one form, on disk within a second, there again when the form is opened again. */
export interface Kept<T extends object> {
  /** Names it among the drafts. */
  readonly key: string;
  /** Whether what was typed last could not be put on disk, e.g. since that is full. It is tried again until it is. */
  readonly isFailing: boolean;
  /** Whether something that was typed is on disk. */
  readonly isSaved: boolean;
  /** Whether what was typed the last time is taken up. Before, nothing is saved: it would take its place. */
  readonly isRead: boolean;
  /** Whether what was typed the last time could not be read. It is tried again until it is. */
  readonly isUnreadable: boolean;
  /**
   * What was typed the last time, or came back from the outbox; null where nothing was. Answers when it is known, or the
   * form is closed.
   */
  takeUp(): Promise<T | null>;
  /** Something was typed. */
  touch(): void;
  /** Answers when all that is typed is on disk, or can't be put there. */
  flush(): Promise<void>;
  /** The form is gone; what is not on disk yet is put there, or is in the next form of that name. */
  close(): Promise<void>;
  /**
   * It goes into the outbox: `work` takes the key along, so that the core forgets what is kept in the transaction that
   * writes the job. Answers, as `work`, whether it is there; if not, it is kept on.
   */
  handOver(work: (draftKey: string) => Promise<boolean>): Promise<boolean>;
  /**
   * Nothing is kept any more, until something is typed again. What the disk refuses is tried again. Answers what it was, to
   * put it back; null where there was nothing, or it is not gone yet.
   */
  forget(): Promise<Draft | null>;
}

export interface KeptOptions<T> {
  kind?: DraftDoc['kind'];
  ticketId?: string | null | (() => string | null);
  /** What was written, back from the outbox, as the form has it; null for nothing that it can show. */
  fromOutbox?(written: Readonly<Record<string, unknown>>): T | null;
  /** The whole of what is kept, where that is more than the form. */
  toDoc?(typed: T): DraftDoc;
  fromDoc?(doc: DraftDoc): T | null;
  /** A name for what is typed beside words that can't be read. Without, the form waits until they are. */
  beside?(): string;
}

/** A form that may be closed with words that are not on disk. */
interface Holder {
  flush(): Promise<void>;
  /** Gives up what it still has to put on disk: words, null for none that are wanted; undefined where all is there. */
  give(): object | null | undefined;
}
const holders = new WeakMap<Bridge, Map<string, Holder>>();
function holdersOf(bridge: Bridge): Map<string, Holder> {
  const known = holders.get(bridge) ?? new Map<string, Holder>();
  holders.set(bridge, known);
  return known;
}

/** Names of the windows, as the core tells who wrote what is kept. */
const windows = new WeakMap<Bridge, string>();
function windowOf(bridge: Bridge): string {
  const known = windows.get(bridge) ?? crypto.randomUUID();
  windows.set(bridge, known);
  return known;
}

/** `firstKey` names the form for ever: `edit:comment:<id>`. `read` answers what is typed now, null for nothing worth keeping. */
export function createKept<T extends object>(
  bridge: Bridge,
  firstKey: string,
  read: () => T | null,
  options: KeptOptions<T> = {},
): Kept<T> {
  const { kind = 'edit', ticketId = null, fromOutbox = () => null, beside } = options;
  const { toDoc = (form) => ({ kind, form }), fromDoc = formOf } = options;
  const known = holdersOf(bridge);
  /** A form of its own may be open in another window too; what makes a row is kept beside by its own rules. */
  const isShared = options.toDoc === undefined;
  /** When what is gone on with was saved, epoch milliseconds. */
  let over: number | null = null;
  let key = $state(firstKey);
  let standing = $state<'none' | 'saved' | 'failed'>('none');
  let isRead = $state(false);
  let isUnreadable = $state(false);
  let isClosed = false;
  let isTypedEarly = false;
  /** `out`: the core has it, or is being given it, or the next form has. `over`: it is wanted no more. */
  let life: 'open' | 'out' | 'over' = 'open';
  let isThere = false;
  const journal = createJournal(
    async () => {
      if (life === 'out') return;
      const form = life === 'over' ? null : read();
      if (form !== null) {
        isThere = true;
        const draft = { key, ticketId: ticketOf(), doc: toDoc(form) };
        const own = { ...draft, doc: { ...draft.doc, by: windowOf(bridge) }, over };
        const { key: beside = key } = await bridge.call('drafts.save', isShared ? own : draft);
        if (beside !== key) nameIt(beside);
      } else if (isThere) {
        await bridge.call('drafts.discard', { key });
        isThere = false;
      }
    },
    (state) => {
      if (state === 'failed') standing = 'failed';
      else if (state === 'saved') standing = isThere ? 'saved' : 'none';
    },
  );
  function nameIt(name: string): void {
    if (known.get(key) === holder) known.delete(key);
    key = name;
    if (!isClosed) known.set(key, holder);
  }
  const ticketOf = (): string | null => (typeof ticketId === 'function' ? ticketId() : ticketId);
  const holder: Holder = {
    flush: () => journal.flush(),
    give() {
      if (!journal.isDirty || life === 'out') return undefined;
      const left = life === 'over' ? null : read();
      life = 'out';
      return left;
    },
  };

  function formOf(doc: DraftDoc): T | null {
    const { form } = doc as { form?: unknown };
    return typeof form === 'object' && form !== null ? (form as T) : fromOutbox(doc);
  }
  const get = (): Promise<Draft | null> => bridge.call('drafts.get', { key, ...(isShared ? { orBeside: true } : {}) });
  /** Answers null for a form that was closed meanwhile, too. */
  async function find(): Promise<Draft | null> {
    try {
      return await get();
    } catch {
      isUnreadable = true;
      return askUntilAnswered(bridge, async () => (isClosed ? null : get()));
    }
  }
  async function findOrBegin(begin: () => string): Promise<Draft | null> {
    try {
      return await get();
    } catch {
      known.delete(key);
      key = begin();
      known.set(key, holder);
      return null;
    }
  }
  async function takeUp(): Promise<T | null> {
    const earlier = known.get(key);
    known.set(key, holder);
    if (earlier !== undefined) {
      await earlier.flush();
      const left = earlier.give();
      if (left !== undefined) {
        isThere = true;
        life = left === null ? 'over' : 'open';
        journal.touch();
        return left as T | null;
      }
    }
    const draft = await (beside === undefined ? find() : findOrBegin(beside));
    isThere = draft !== null;
    if (draft !== null && draft.key !== key && isShared) nameIt(draft.key);
    over = draft?.savedAt ?? null;
    return draft && fromDoc(draft.doc);
  }

  async function flush(): Promise<void> {
    do await journal.flush();
    while (journal.isDirty && standing !== 'failed');
  }

  return {
    get key() {
      return key;
    },
    get isFailing() {
      return standing === 'failed';
    },
    get isSaved() {
      return standing === 'saved';
    },
    get isRead() {
      return isRead;
    },
    get isUnreadable() {
      return isUnreadable && !isRead;
    },
    async takeUp() {
      try {
        return await takeUp();
      } finally {
        isRead = !isClosed;
        if (isRead && isTypedEarly) journal.touch();
      }
    },
    touch() {
      if (life === 'over') life = 'open';
      if (isRead) journal.touch();
      else isTypedEarly = true;
    },
    flush,
    async close() {
      isClosed = true;
      await flush();
      if (!journal.isDirty && known.get(key) === holder) known.delete(key);
    },
    async handOver(work) {
      // What another window wrote in its place is not handed over with it.
      if (isShared && isThere && read() !== null) journal.touch();
      await flush();
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
      const form = isThere || journal.isDirty ? read() : null;
      const last = form && { key, ticketId: ticketOf(), doc: toDoc(form), savedAt: Date.now() };
      life = 'over';
      if (isThere) journal.touch();
      await journal.flush();
      return isThere ? null : last;
    },
  };
}
