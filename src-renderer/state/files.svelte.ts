import { SvelteMap } from 'svelte/reactivity';
import type { Input, Output } from '../../src-preload/contract/index.ts';
import type { Bridge, BridgeError } from '../bridge/bridge.ts';
import { toBridgeError } from '../bridge/bridge.ts';
import type { I18n } from './i18n.svelte.ts';
import type { Sayings } from './said.svelte.ts';
import { queueOnce } from './queue-once.ts';
import { LARGEST_FILE, stageFile } from './stage-file.ts';

/** One file, by what it hangs on. */
export type FileOf = Input<'attachments.open'>;
export type OpenFile = Output<'attachments.open'> & { ref: FileOf };

/** Lets the browser save what is at an address of the page's own. */
export function download(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}

/** In a browser files are downloaded; what opens them then is the browser's own affair. */
export const isBrowser = (): boolean => location.protocol.startsWith('http');

/** Files of tickets and records: looked at, saved, opened, added and deleted, with progress. */
export class Files {
  /** The file that is being looked at. */
  preview = $state.raw<OpenFile | null>(null);
  /** Files that are being fetched or copied, by id (or name): 0 to 1, null while nobody knows how much there is. */
  readonly progress = new SvelteMap<string, number | null>();
  readonly #bridge: Bridge;
  readonly #i18n: I18n;
  readonly #said: Sayings;
  #opening = 0;

  constructor(bridge: Bridge, i18n: I18n, said: Sayings) {
    this.#bridge = bridge;
    this.#i18n = i18n;
    this.#said = said;
    bridge.on('attachments.progress', ({ id, bytes, total }) => {
      if (this.progress.has(id)) this.progress.set(id, total === null || total === 0 ? null : bytes / total);
    });
  }

  /** Shows pictures, PDFs and texts; everything else is saved. */
  async open(ref: FileOf, name: string): Promise<void> {
    const turn = (this.#opening += 1);
    const file = await this.#run(ref.id, name, () => this.#bridge.call('attachments.open', { ...ref, name }));
    if (file === null || turn !== this.#opening) return;
    if (file.kind === 'other') await this.save(ref, name);
    else this.preview = { ...file, ref };
  }
  close(): void {
    this.#opening += 1;
    this.preview = null;
  }

  async save(ref: FileOf, name: string): Promise<void> {
    const answer = await this.#run(ref.id, name, () => this.#bridge.call('attachments.save', { ...ref, name }));
    if (answer?.url) download(answer.url);
    else if (answer?.state === 'saved') this.#said.say({ tone: 'done', text: this.#i18n.t.files.saved });
  }
  async show(ref: FileOf, name: string): Promise<void> {
    const answer = await this.#run(ref.id, name, () => this.#bridge.call('attachments.show', { ...ref, name }));
    if (answer?.url) download(answer.url);
  }
  stop(ref: FileOf): void {
    this.#bridge.call('attachments.cancel', ref).catch(() => {
      // It ends by itself.
    });
  }

  /** Adds files to a ticket or record through the outbox. */
  async add(to: Pick<Input<'attachments.add'>, 'noun' | 'parentId'>, files: readonly File[]): Promise<void> {
    const { composer, files: t } = this.#i18n.t;
    for (const file of files) {
      if (file.size > LARGEST_FILE) {
        this.#said.say({ tone: 'trouble', text: composer.fileTooLarge(file.name) });
        continue;
      }
      this.progress.set(file.name, 0);
      try {
        const staged = await stageFile(this.#bridge, file, (share) => this.progress.set(file.name, share));
        await queueOnce(this.#bridge, (jobId) => this.#bridge.call('attachments.add', { ...to, file: staged, jobId }));
        this.#said.say({ tone: 'done', text: t.added(file.name) });
      } catch {
        this.#said.say({ tone: 'trouble', text: composer.fileFailed(file.name) });
      } finally {
        this.progress.delete(file.name);
      }
    }
  }

  async remove(ref: Input<'attachments.delete'>, name: string): Promise<void> {
    await this.#queue(this.#i18n.t.files.removed(name), () => this.#bridge.call('attachments.delete', ref));
  }
  async setVisibility(ticketId: string, id: string, isPublic: boolean): Promise<void> {
    const { files } = this.#i18n.t;
    await this.#queue(isPublic ? files.isPublic : files.isPrivate, () =>
      this.#bridge.call('attachments.setVisibility', { ticketId, id, isPublic }),
    );
  }

  reset(): void {
    this.close();
    this.progress.clear();
  }

  /** Queues something that can be called back while it waits. */
  async #queue(words: string, work: () => Promise<{ jobId: string }>): Promise<void> {
    const { t } = this.#i18n;
    try {
      const { jobId } = await work();
      const run = async (): Promise<void> => {
        try {
          await this.#bridge.call('outbox.cancel', { id: jobId });
          this.#said.say({ tone: 'done', text: t.files.undone });
        } catch {
          // On its way or done: there is nothing left to call back.
          this.#said.say({ tone: 'trouble', text: t.files.tooLate });
        }
      };
      this.#said.say({ tone: 'done', text: words, action: { label: t.files.undo, run: () => void run() } });
    } catch (error) {
      this.#said.say({ tone: 'trouble', text: t.app.follows(t.edit.failed, t.errors[toBridgeError(error).code]) });
    }
  }

  async #run<T>(id: string, name: string, work: () => Promise<T>): Promise<T | null> {
    if (this.progress.has(id)) return null;
    this.progress.set(id, null);
    try {
      return await work();
    } catch (error) {
      this.#said.say({ tone: 'trouble', text: this.#sayFailure(toBridgeError(error), name) });
      return null;
    } finally {
      this.progress.delete(id);
    }
  }

  #sayFailure({ code, fields }: BridgeError, name: string): string {
    const { files } = this.#i18n.t;
    if (fields?.['/size'] !== undefined) return files.tooLarge(name);
    if (code === 'offline') return files.offline(name);
    if (code === 'notFound') return files.gone(name);
    if (fields?.['/name'] !== undefined) return files.runs(name);
    if (fields?.['/program'] !== undefined) return files.noProgram(name);
    return files.failed(name);
  }
}
