import type { StagedFile } from '../../src-preload/contract/drafts.ts';
import { type Bridge, toBridgeError } from '../bridge/bridge.ts';
import { withoutPicture } from '../lib/mail/outgoing.ts';
import { fileOfPicture, OWN_PICTURE, type PastedPicture } from '../lib/mail/pasted-pictures.ts';
import { LARGEST_FILE, stageFile } from './stage-file.ts';
import type { Original, Upload, Writing } from './writing.ts';

/** What is being written, and that it changed otherwise than by typing. */
interface Text {
  readonly key: string;
  readonly ticketId: string | null;
  readonly value: Writing | null;
  revision: number;
  change(patch: Partial<Writing>): void;
}

/** With a file that was copied; one of the same name and content is there once. */
const withFile = (files: Writing['files'], staged: StagedFile): Writing['files'] =>
  files.some(({ sha256, name }) => sha256 === staged.sha256 && name === staged.name) ? files : [...files, staged];

/** The files of what is being written, and those on their way to it. */
export class ComposerFiles {
  uploads = $state.raw<readonly Upload[]>([]);
  #uploadId = 0;
  readonly #bridge: Bridge;
  readonly #text: Text;

  constructor(bridge: Bridge, text: Text) {
    this.#bridge = bridge;
    this.#text = text;
  }

  /** Answers those that could not be attached; `onstaged` hears of each that could. */
  async attach(files: readonly File[], onstaged?: (staged: StagedFile) => void): Promise<readonly File[]> {
    const tooLarge = files.filter((file) => file.size > LARGEST_FILE);
    const failed = await Promise.all(
      files
        .filter((file) => file.size <= LARGEST_FILE)
        .map(async (file) => ((await this.#attachOne(file.name, this.#copy(file), onstaged)) ? [] : [file])),
    );
    return [...tooLarge, ...failed.flat()];
  }

  /** Keeps a picture of a pasted text as a file of this one; false where that can't be. */
  attachPicture(picture: PastedPicture, onstaged: (staged: StagedFile) => void): Promise<boolean> {
    const { source, name } = picture;
    const file = fileOfPicture(picture);
    const id = OWN_PICTURE.exec(source)?.[1] ?? '';
    const parentId = this.#text.ticketId ?? '';
    const take = (): Promise<StagedFile> =>
      this.#bridge.call('attachments.stage', { noun: 'ticket', parentId, id, name });
    return this.#attachOne(name, file === null ? take : this.#copy(file), onstaged);
  }

  /** Has a file of the forwarded message go along. Rejects with a BridgeError when it can't be had. */
  async takeOriginal(original: Original): Promise<void> {
    const { ticketId, key } = this.#text;
    if (ticketId === null) return;
    const upload = this.#begin(original.name);
    try {
      const { id, name, within } = original;
      const staged =
        id === within?.source
          ? await this.#bridge.call('attachments.stagePicture', { ticketId, ...within })
          : await this.#bridge.call('attachments.stage', { noun: 'ticket', parentId: ticketId, id, name });
      const { value } = this.#text;
      if (this.#text.key !== key || value === null) return;
      const originals = value.originals.map((one) =>
        one.id === original.id ? { ...one, sha256: staged.sha256 } : one,
      );
      this.#text.change({ originals, files: withFile(value.files, staged) });
    } catch (error) {
      throw toBridgeError(error);
    } finally {
      this.#end(upload);
    }
  }

  detach(file: StagedFile): void {
    const { value } = this.#text;
    if (value === null) return;
    const without = withoutPicture(value.content, file.sha256);
    this.#text.change({ files: value.files.filter((one) => one !== file), content: without });
    if (without !== value.content) this.#text.revision += 1;
  }

  #copy(file: File) {
    return (onprogress: (share: number) => void): Promise<StagedFile> => stageFile(this.#bridge, file, onprogress);
  }
  async #attachOne(
    name: string,
    stage: (onprogress: (share: number) => void) => Promise<StagedFile>,
    onstaged?: (staged: StagedFile) => void,
  ): Promise<boolean> {
    const { key } = this.#text;
    const upload = this.#begin(name);
    try {
      const staged = await stage((share) => {
        this.uploads = this.uploads.map((one) => (one.id === upload ? { ...one, share } : one));
      });
      const { value } = this.#text;
      if (this.#text.key === key && value !== null) {
        const files = withFile(value.files, staged);
        if (files !== value.files) this.#text.change({ files });
        onstaged?.(staged);
      }
      return true;
    } catch {
      return false;
    } finally {
      this.#end(upload);
    }
  }

  #begin(name: string): number {
    const id = (this.#uploadId += 1);
    this.uploads = [...this.uploads, { id, name, share: 0 }];
    return id;
  }
  #end(id: number): void {
    this.uploads = this.uploads.filter((one) => one.id !== id);
  }
}
