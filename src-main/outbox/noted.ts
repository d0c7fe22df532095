import type { TagTicketInput } from '../../src-preload/contract/ticket-writes.ts';
import type { Cache } from '../store/cache.ts';
import type { Job } from '../store/jobs.ts';

/** Writes into the cache what a sent job did and no look at the service would tell: tags, and who sees a file. */
export function noteSent({ kind, state, payload }: Job, cache: Cache, idOf: (id: string) => string): void {
  if (state !== 'sent') return;
  // Lists of files are asked for again only when their count changes, which this does not.
  if (kind === 'attachment.setVisibility') {
    const { id, isPublic } = payload as { id: string; isPublic: boolean };
    cache.attachments.setPublic(id, isPublic);
  }
  if (kind === 'ticket.tag') {
    const { id, name, isTagged } = payload as TagTicketInput;
    cache.tags.change(idOf(id), name, isTagged);
  }
}
