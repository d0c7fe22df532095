import type { Attachment } from '../../src-preload/contract/attachments.ts';
import type { StagedFile } from '../../src-preload/contract/drafts.ts';
import { uploadFile } from '../api/uploads.ts';
import type { Results, StepContext } from './job.ts';

interface Uploaded {
  sha256: string;
  name: string;
  id: string;
  /** Where the service keeps it, for pictures within the text; null where it does not say. */
  href?: string | null;
  /** The service's clock, epoch milliseconds. */
  at: number;
  /** On the draft already, not to be attached once more. */
  isThere?: boolean;
}

/** The service forgets uploads after 24 hours; one hour is left for the way. */
const UPLOAD_LIFE_MS = 23 * 3_600_000;

const uploadsIn = (results: Results): Uploaded[] => (results['uploads'] as Uploaded[] | undefined) ?? [];

/**
 * Uploads what is not there yet or too old, one after the other. A doubled upload harms nobody: it expires. `there` is what
 * the message has already, known by name and size.
 */
export async function ensureUploads(
  files: readonly StagedFile[],
  context: StepContext,
  there: readonly Attachment[] = [],
): Promise<Results> {
  const { client, call, results, serverNow, fileOf, keep } = context;
  const kept = uploadsIn(results).filter(({ at }) => Math.abs(serverNow() - at) < UPLOAD_LIFE_MS);
  const uploads: Uploaded[] = [];
  const left = [...there];
  for (const { sha256, name, size } of files) {
    const index = kept.findIndex((upload) => upload.sha256 === sha256 && upload.name === name);
    const [earlier] = index < 0 ? [] : kept.splice(index, 1);
    const held = left.findIndex((file) => file.name === name && file.size === size);
    const [own] = held < 0 ? [] : left.splice(held, 1);
    if (earlier !== undefined) uploads.push(earlier);
    else if (own !== undefined) {
      uploads.push({ sha256, name, id: own.id, href: own.href ?? null, at: serverNow(), isThere: true });
    } else {
      const at = serverNow();
      const { id, href } = await uploadFile(client, { file: await fileOf(sha256), name }, call);
      uploads.push({ sha256, name, id, href: href ?? null, at });
      keep({ uploads: [...uploads, ...kept] });
    }
  }
  return files.length === 0 && results['uploads'] === undefined ? {} : { uploads };
}

/** What is on a draft that was uploaded for this message and taken out of it since. `there` is all that it has. */
export function takenOut(files: readonly StagedFile[], results: Results, there: readonly Attachment[]): Attachment[] {
  const wanted = [...files];
  const left = [...there];
  const off = ({ id, name }: Uploaded): Attachment[] => {
    const byId = left.findIndex((file) => file.id === id);
    const index = byId < 0 ? left.findIndex((file) => file.name === name) : byId;
    return index < 0 ? [] : left.splice(index, 1);
  };
  const gone: Uploaded[] = [];
  for (const upload of uploadsIn(results)) {
    const index = wanted.findIndex(({ sha256, name }) => sha256 === upload.sha256 && name === upload.name);
    if (index < 0) gone.push(upload);
    else {
      wanted.splice(index, 1);
      off(upload);
    }
  }
  return gone.flatMap(off);
}

/** `attachmentIds` of a body, or nothing. */
export const attachmentIds = (results: Results): { attachmentIds?: string[] } => {
  const ids = uploadsIn(results).flatMap(({ id, isThere }) => (isThere === true ? [] : [id]));
  return ids.length === 0 ? {} : { attachmentIds: ids };
};

/** Where the pictures in a text are, in order. */
export const picturesIn = (content: string): string[] =>
  [...content.matchAll(/<img\b[^>]*?\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/gi)].map(([, a, b, c]) =>
    (a ?? b ?? c ?? '').replaceAll('&amp;', '&'),
  );

const PICTURE = /<img\b[^>]*\bsrc="cid:([0-9a-f]{64})@deskhand"[^>]*>/g;

/** The text with its pictures at the addresses that their uploads have; one whose file is gone is left out. */
export function placePictures(content: string, results: Results): string {
  const uploads = uploadsIn(results);
  return content.replace(PICTURE, (image, sha256: string) => {
    const upload = uploads.find((one) => one.sha256 === sha256);
    if (upload === undefined) return '';
    const href = (upload.href ?? `/api/v1/uploads/${upload.id}/contents`).replaceAll('"', '%22');
    return image.replace(`cid:${sha256}@deskhand`, href);
  });
}
