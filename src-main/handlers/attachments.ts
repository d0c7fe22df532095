import { createReadStream } from 'node:fs';
import { LARGEST_STAGED, type StagedFile } from '../../src-preload/contract/drafts.ts';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Host } from '../host.ts';
import { AppError } from '../lib/app-error.ts';
import { textEncoding } from '../lib/file-kind.ts';
import { onDisk } from '../outbox/enqueue.ts';
import type { OutboxFiles } from '../store/outbox-files.ts';
import { type FileRoom, type HeldFile, readText } from '../sync/files.ts';

export interface AttachmentHandlersDeps {
  room: FileRoom;
  /** The agent's own copies. */
  files: Pick<OutboxFiles, 'stage'>;
  host: Pick<Host, 'files' | 'saveFile' | 'openFile'>;
  /** The service's id of a row that was made here. */
  idOf(id: string): string;
}

/** Bytes of a text that are shown. */
const TEXT_SHOWN = 256 * 1024;

/** A name that says what it is: those within a message are often names of nothing. */
const pictureName = ({ name, sniffed }: HeldFile): string =>
  /\.(?:png|jpe?g|gif|webp|avif|bmp)$/i.test(name)
    ? name
    : `${name.slice(0, 60)}.${sniffed.type.replace('image/', '').replace('jpeg', 'jpg')}`;
const decode = (bytes: Buffer): string => new TextDecoder(textEncoding(bytes) ?? 'utf-8').decode(bytes);

/** Contents of files, for the page: fetched by the core, given out at addresses that nobody can guess. */
export function createAttachmentHandlers({
  room,
  files,
  host,
  idOf,
}: AttachmentHandlersDeps): HandlersOf<'attachments'> {
  const offer = (file: HeldFile, asDownload = false): string => host.files.offer({ ...file, asDownload });
  const fetch = (ref: Parameters<FileRoom['fetch']>[0]): Promise<HeldFile> =>
    room.fetch({ ...ref, parentId: idOf(ref.parentId) });
  async function stage({ path, name, size }: HeldFile): Promise<StagedFile> {
    if (size > LARGEST_STAGED)
      throw new AppError('invalid', 'This file is too large.', { fields: { '/size': 'tooLarge' } });
    const staging = onDisk(() => files.stage(size));
    try {
      for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) onDisk(() => staging.append(bytes));
      return { ...onDisk(() => staging.finish()), name };
    } catch (error) {
      staging.abort();
      throw error;
    }
  }
  async function pictures(
    sources: readonly string[],
    find: (source: string) => Promise<HeldFile | null>,
  ): Promise<Record<string, string | null>> {
    const found = await Promise.all(
      [...new Set(sources)].map(async (source): Promise<[string, string | null]> => {
        const file = await find(source);
        return [source, file === null ? null : offer(file)];
      }),
    );
    return Object.fromEntries(found);
  }

  return {
    async 'attachments.open'(ref) {
      const file = await fetch(ref);
      const { name, size } = file;
      const { kind } = file.sniffed;
      const text = kind === 'text' ? await readText(file, decode, TEXT_SHOWN) : null;
      return { name, size, kind, url: offer(file), text, isCut: kind === 'text' && size > TEXT_SHOWN };
    },
    async 'attachments.save'(ref) {
      const file = await fetch(ref);
      const state = await host.saveFile(file.path, file.name);
      return { state, url: state === 'offer' ? offer(file, true) : null };
    },
    async 'attachments.show'(ref) {
      const file = await fetch(ref);
      const state = await host.openFile(file.path, file.name);
      return { state, url: state === 'offer' ? offer(file, true) : null };
    },
    'attachments.stage': async (ref) => stage(await fetch(ref)),
    async 'attachments.stagePicture'({ ticketId, threadId, source }) {
      const file = await room.inline(idOf(ticketId), threadId, source);
      if (file?.sniffed.kind !== 'image') throw new AppError('notFound', 'This picture can’t be had now.');
      return stage({ ...file, name: pictureName(file) });
    },
    'attachments.cancel'(ref) {
      room.cancel({ ...ref, parentId: idOf(ref.parentId) });
      return null;
    },
    'attachments.inline': ({ ticketId, threadId, sources }) =>
      pictures(sources, (source) => room.inline(idOf(ticketId), threadId, source)),
    'attachments.photos': ({ people }) =>
      pictures(people, (person) => {
        const [noun, id = ''] = person.split('/');
        return noun === 'agent' ? room.photo('agent', id) : room.photo('contact', idOf(id));
      }),
    'attachments.remote': ({ sources }) => pictures(sources, (source) => room.remote(source)),
  };
}
