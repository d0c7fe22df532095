import { SvelteMap } from 'svelte/reactivity';
import { type Bridge, type BridgeError, toBridgeError } from '../bridge/bridge.ts';
import { textToHtml } from '../lib/mail/outgoing.ts';
import { htmlToText } from '../lib/mail/plain-text.ts';
import { ComposerFiles } from './composer-files.svelte.ts';
import { DraftJournal } from './draft-journal.ts';
import { isOfAnother, queueDraft, queueWriting } from './queue-writing.ts';
import { Sends } from './sends.svelte.ts';
import { type Sketches, sketchOf } from './sketch.ts';
import { lookForOther, readTicketDrafts } from './ticket-drafts.ts';
import {
  addressed,
  type ContentType,
  docOf,
  type Draft,
  type DraftVersion,
  emptyWriting,
  hasText,
  isQuotePoured,
  isWritingKind,
  type Problem,
  problemOf,
  type Writing,
  type WritingKind,
  withChange,
  withFrom,
  withText,
  writingOf,
} from './writing.ts';

export type { Draft, DraftVersion, Original, Problem, Upload, Writing, WritingKind } from './writing.ts';

/** The composer at the foot of a ticket: one text at a time, journaled as it is typed. */
export class Composer {
  ticketId = $state<string | null>(null);
  /** Null while nothing is being written. */
  value = $state.raw<Writing | null>(null);
  folded = $state(false);
  /** Moves when the text was changed by something else than typing. */
  revision = $state(0);
  /** A text came back that the agent asked for: they go on with it. */
  wantsKeyboard = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** What was called back quotes a message that could not be told from its text. */
  isQuotePoured = $state(false);
  /** Whether the drafts of this ticket were read: before that a new text could take the place of one that is kept. */
  isRead = $state(false);
  saveState = $state<'none' | 'saving' | 'saved' | 'failed'>('none');
  /** Epoch milliseconds. */
  savedAt = $state<number | null>(null);
  /** Drafts of this ticket by key. */
  readonly drafts = new SvelteMap<string, Draft>();
  /** Comments of this ticket with an edit that was typed and is in no job. */
  edits = $state.raw<ReadonlySet<string>>(new Set());
  #key = '';
  /** Ends the keys of new texts: '' where the drafts of this ticket are known, and none of them is written over. */
  #beside = '';
  /** Whether this text was ever saved: an empty one that never was is nothing to keep. */
  #kept = false;
  readonly #folded = new Set<string>();
  readonly files: ComposerFiles;
  readonly #bridge: Bridge;
  readonly #sketches: Sketches;
  /** Who is signed in: what was on its way for another is not theirs. */
  #owner: string | null = null;
  readonly #sends = new Sends();
  readonly #journal: DraftJournal;

  constructor(bridge: Bridge, sketches: Sketches) {
    this.#bridge = bridge;
    this.files = new ComposerFiles(bridge, this);
    this.#sketches = sketches;
    this.#journal = new DraftJournal(bridge, {
      onsaved: (draft) => {
        if (draft.ticketId === this.ticketId) this.drafts.set(draft.key, draft);
        if (draft.key === this.#key) this.savedAt = draft.savedAt;
      },
      onstate: (state) => {
        this.saveState = state;
      },
    });
    bridge.on('drafts.changed', ({ ids }) => {
      const isHere = ids.length === 0 || ids.some((id) => id.includes(`:${this.ticketId}`) && !this.#sends.has(id));
      if (isHere && this.value === null) void this.#readDrafts();
      else if (ids.includes(this.#key)) void this.#follow();
    });
  }

  /** Whether this ticket's text is on its way to the core, or it is not known yet whether it took it. */
  get busy(): boolean {
    return this.ticketId !== null && this.#sends.isLocked(this.ticketId);
  }
  /** Whether a press of reply is obeyed at once. */
  get canStart(): boolean {
    return this.isRead && !this.busy;
  }
  get key(): string {
    return this.#key;
  }
  /** What a text that begins now is kept under: beside one that is on its way to the core, not in its place. */
  freeKey(kind: WritingKind, ticketId: string): string {
    const key = `${kind}:${ticketId}`;
    return this.#sends.has(key) ? `${key}#${crypto.randomUUID()}` : key;
  }

  /** The ticket on screen changed: what was being written there is kept, what was kept here comes back. */
  async open(ticketId: string | null): Promise<void> {
    if (ticketId === this.ticketId) return;
    void this.flush();
    this.#clear();
    this.drafts.clear();
    this.edits = new Set();
    this.ticketId = ticketId;
    this.isRead = false;
    this.#beside = '';
    if (ticketId !== null) await this.#readDrafts();
  }

  /** Begins to write, or goes on with the draft of that kind. `make` gives what a new one starts with; `anew` begins again where nothing was written yet. */
  start(kind: WritingKind, make: () => Partial<Writing>, anew = false): void {
    const { ticketId } = this;
    if (ticketId === null || this.busy) return;
    // A text goes before a wish to begin anew.
    const isAnew = anew && (this.value === null || !hasText(this.value));
    if (this.value?.kind === kind && !isAnew) return this.unfold();
    this.#startAt(`${kind}:${ticketId}${this.#beside}`, kind, make);
  }

  /** Goes on with a draft of the service: with what is written here of it, or beside what is written here of another. */
  startFromService(threadId: string, make: () => Partial<Writing>): void {
    const { ticketId } = this;
    if (ticketId === null || this.busy) return;
    if (this.value?.draftThreadId === threadId) return this.unfold();
    const ours = [...this.drafts.values()].find(({ doc }) => doc['draftThreadId'] === threadId);
    this.#startAt(ours?.key ?? `reply:${ticketId}#${threadId}${this.#beside}`, 'reply', make);
  }

  #startAt(key: string, kind: WritingKind, make: () => Partial<Writing>): void {
    this.#leave();
    const draft = this.drafts.get(key);
    if (draft) this.#show(draft);
    else {
      const made = { ...emptyWriting(kind), ...make() };
      this.#begin(key, { ...made, filled: addressed(made) }, false);
    }
    this.unfold();
  }

  /** Has the service keep the reply as a draft of the ticket too. True when that is in the outbox. */
  async keepOnService(): Promise<boolean> {
    const { value, ticketId } = this;
    if (value?.kind !== 'reply' || ticketId === null || this.busy) return false;
    this.problem = problemOf(value, this.files.uploads.length > 0, true);
    if (this.problem !== null) return false;
    const unlock = this.#sends.lock(ticketId);
    const key = this.#key;
    try {
      const { jobId, localId } = await queueDraft(this.#bridge, value, ticketId);
      const draftThreadId = localId ?? value.draftThreadId;
      await this.#note(key, ticketId, { draftThreadId, keptBy: jobId, isKeptOlder: false });
      return true;
    } catch (error) {
      if (this.#key === key) this.problem = toBridgeError(error);
      return false;
    } finally {
      unlock();
    }
  }

  /** Notes something of a draft, on screen or not; of one that was sent or discarded meanwhile, nothing. */
  async #note(
    key: string,
    ticketId: string,
    patch: Pick<Writing, 'draftThreadId' | 'keptBy' | 'isKeptOlder'>,
  ): Promise<void> {
    const owner = this.#owner;
    const onDisk = () => this.#bridge.call('drafts.get', { key }).catch(() => null);
    const unsaved = (): Pick<Draft, 'doc'> | undefined => this.#journal.of(ticketId).find((one) => one.key === key);
    const held = this.#key === key ? null : (unsaved() ?? (await onDisk()));
    if (this.#key === key) this.change(patch);
    else if (held !== null && owner === this.#owner) this.#journal.keep(key, ticketId, { ...held.doc, ...patch });
  }

  /** The service's draft is sent or gone: what is written here of it stands alone. */
  leaveService(threadId: string): void {
    const alone = { draftThreadId: null, opened: null, keptBy: null, isKeptOlder: false };
    if (this.value?.draftThreadId === threadId) this.change(alone);
    for (const { key, ticketId, doc } of this.drafts.values()) {
      if (doc['draftThreadId'] !== threadId || key === this.#key || ticketId === null) continue;
      this.#journal.keep(key, ticketId, { ...doc, ...alone });
    }
  }

  change(patch: Partial<Writing>): void {
    // Kept after it was queued, it would be a draft of what is sent.
    if (this.value === null || this.#sends.has(this.#key)) return;
    this.value = withChange(this.value, patch);
    this.problem = null;
    if (this.#kept || hasText(this.value)) {
      this.#kept = true;
      this.#keep();
    }
  }

  /** Puts plain text after what is written. */
  append(text: string): void {
    if (this.value === null || text === '') return;
    this.change(withText(this.value, text));
    this.revision += 1;
  }

  setFrom(address: string | null, signature: string): void {
    if (this.value === null) return;
    this.change(withFrom(this.value, address, signature));
    this.revision += 1;
  }

  setContentType(contentType: ContentType): void {
    const writing = this.value;
    if (writing === null || writing.contentType === contentType) return;
    const content =
      contentType === 'plainText' ? htmlToText(writing.content, { withLinks: true }) : textToHtml(writing.content);
    this.change({ contentType, content });
    this.revision += 1;
  }

  /** Everything typed so far goes to disk now. */
  flush(): Promise<void> {
    return this.#journal.flush();
  }

  fold(): void {
    this.folded = true;
    this.#folded.add(this.#key);
    void this.flush();
    if (this.value !== null && !this.#kept) this.#clear();
  }
  unfold(): void {
    this.folded = false;
    this.#folded.delete(this.#key);
  }

  /** Forgets the draft; answers what was in it, so that it can be taken back. */
  discard(): Draft | null {
    const key = this.#key;
    const { value, ticketId } = this;
    if (value === null || ticketId === null || this.#sends.has(key)) return null;
    const last = this.#kept ? { key, ticketId, doc: docOf(value), savedAt: Date.now() } : null;
    this.#clear();
    this.#journal.drop(key);
    this.drafts.delete(key);
    // What can't be forgotten stays in the journal and comes back with the ticket.
    this.#bridge.call('drafts.discard', { key }).catch(() => {});
    return last;
  }

  /**
   * Puts a draft back, e.g. one that was discarded; beside what was begun in its place meanwhile. False where another ticket
   * is on screen.
   */
  restore(draft: Draft): boolean {
    if (draft.ticketId !== this.ticketId || !this.isRead) return false;
    const { key } = draft;
    const isBegun = key === this.#key && this.value !== null && hasText(this.value);
    const isFree = !isBegun && !this.#sends.has(key) && (this.drafts.get(key) ?? draft) === draft;
    this.#leave();
    this.#show(isFree ? draft : { ...draft, key: `${key}#${crypto.randomUUID()}` });
    this.unfold();
    this.wantsKeyboard = true;
    this.#kept = true;
    this.#keep();
    return true;
  }

  /** An item of the outbox was called back and its text is a draft again. */
  async takeBack(key: string): Promise<void> {
    this.#sends.forget(key);
    await this.flush();
    await this.#readDrafts();
    const draft = this.drafts.get(key);
    if (this.#key !== key) {
      if (!draft) return;
      this.#show(draft);
    }
    this.unfold();
    this.wantsKeyboard = true;
  }

  async versions(): Promise<readonly DraftVersion[]> {
    await this.flush();
    const list = await this.#bridge.call('drafts.versions', { key: this.#key });
    return list.filter(({ doc }) => isWritingKind(doc.kind));
  }
  useVersion(version: DraftVersion): void {
    this.change(writingOf(version.doc));
    this.revision += 1;
  }

  /**
   * Queues it, once however often it is asked for: it leaves the composer at once and comes back if it can't be queued.
   * Answers the outbox's item, or why there is none; null when it can't go as it is.
   */
  async send(thenStatus: string | null = null): Promise<string | BridgeError | null> {
    const { value, ticketId } = this;
    if (value === null || ticketId === null || this.busy) return null;
    this.problem = problemOf(value, this.files.uploads.length > 0);
    if (this.problem !== null) return null;
    const draftKey = this.#key;
    const { jobId: name, end } = this.#sends.begin(ticketId, draftKey);
    const owner = this.#owner;
    const sketch = sketchOf(value, ticketId, name, this.#sketches.author());
    this.drafts.delete(draftKey);
    if (sketch !== null) {
      this.#sketches.begin(ticketId, sketch);
      this.#clear();
    }
    this.#journal.drop(draftKey);
    try {
      const sending = { value, ticketId, draftKey, jobId: name, thenStatus };
      const { jobId, echo } = await queueWriting(this.#bridge, sending);
      if (owner !== this.#owner) return null;
      this.#sketches.end(ticketId, echo);
      this.#sends.forget(draftKey);
      if (this.#key === draftKey) this.#clear();
      return jobId;
    } catch (error) {
      if (owner !== this.#owner) return null;
      this.#sketches.drop(ticketId);
      return this.#takeUp(draftKey, ticketId, value, toBridgeError(error));
    } finally {
      end();
    }
  }

  /** It is in no job: its text is a draft again, and in the composer where nothing else is. */
  #takeUp(key: string, ticketId: string, value: Writing, error: BridgeError): BridgeError {
    // What was first sent under this name is another text.
    if (isOfAnother(error)) this.#sends.forget(key);
    this.#journal.keep(key, ticketId, docOf(value));
    void this.flush();
    if (this.ticketId === ticketId && this.value === null) this.#begin(key, value, true);
    if (this.#key === key) this.problem = error;
    return error;
  }

  /** `owner` is signed in: nothing of another may show, or come among their drafts. */
  reset(owner: string): void {
    if (owner !== this.#owner) {
      this.#journal.clear();
      this.#sends.clear();
    }
    this.#owner = owner;
    this.#clear();
    this.drafts.clear();
    this.#folded.clear();
    this.ticketId = null;
  }

  /** What is written now is to be kept. */
  #keep(): void {
    const { value, ticketId } = this;
    if (value === null || ticketId === null) return;
    this.#journal.keep(this.#key, ticketId, docOf(value));
  }

  /** Another text comes in its place: this one goes to disk, and is found again until it is there, or where it can't be. */
  #leave(): void {
    this.#addUnsaved();
    void this.flush();
  }
  /** Answers the key of the one that was written last. */
  #addUnsaved(): string | undefined {
    const { ticketId } = this;
    const unsaved = ticketId === null ? [] : this.#journal.of(ticketId);
    for (const { key, doc } of unsaved) {
      if (hasText(writingOf(doc))) this.drafts.set(key, { key, ticketId, doc, savedAt: Date.now() });
      else this.drafts.delete(key);
    }
    return unsaved.findLast(({ key }) => this.drafts.has(key))?.key;
  }

  async #readDrafts(): Promise<void> {
    const { ticketId } = this;
    if (ticketId === null) return;
    const sending = this.#sends.keys;
    const read = await readTicketDrafts(this.#bridge, ticketId);
    if (ticketId !== this.ticketId) return;
    this.isRead = true;
    this.#beside = read === null ? this.#beside || `#${crypto.randomUUID()}` : '';
    this.edits = read?.edits ?? this.edits;
    // What is being sent, or was when this was asked for, is no draft any more.
    const drafts = (read?.texts ?? []).filter(({ key }) => !sending.has(key) && !this.#sends.has(key));
    for (const draft of drafts) if (draft.key !== this.#key) this.drafts.set(draft.key, draft);
    const latest = this.drafts.get(this.#addUnsaved() ?? drafts[0]?.key ?? '');
    if (this.value === null && latest) this.#show(latest);
  }

  /**
   * Another window may have written on, sent or discarded what stands here: then this one does not send it again. Words
   * that are not on disk yet are never replaced.
   */
  async #follow(): Promise<void> {
    const key = this.#key;
    const isTheirs = (): boolean => this.#key === key && this.#kept && !this.#journal.has(key) && !this.#sends.has(key);
    if (!isTheirs() || this.value === null) return;
    const other = await lookForOther(this.#bridge, key, this.value);
    if (other === 'same' || !isTheirs()) return;
    if (other !== null) return this.#show(other);
    this.drafts.delete(key);
    this.#clear();
  }

  #show(draft: Draft): void {
    this.#begin(draft.key, writingOf(draft.doc), true);
    this.savedAt = draft.savedAt;
    this.saveState = 'saved';
    this.isQuotePoured = isQuotePoured(draft.doc);
    this.folded = this.#folded.has(draft.key);
  }

  #begin(key: string, writing: Writing | null, isKept: boolean): void {
    this.#key = key;
    this.#kept = isKept;
    this.value = writing;
    this.problem = null;
    this.saveState = 'none';
    this.savedAt = null;
    this.isQuotePoured = false;
    this.revision += 1;
  }

  #clear(): void {
    this.#begin('', null, false);
    this.wantsKeyboard = false;
    this.folded = false;
  }
}
