import type { StagedFile } from '../../../src-preload/contract/drafts.ts';
import type { AppState } from '../../state/app.svelte.ts';
import type { Original } from '../../state/composer.svelte.ts';
import { codeOf } from '../../state/failure.ts';
import { quoteWithPictures } from '../../state/start-writing.ts';
import type { OpenTicket } from '../../state/ticket.svelte.ts';
import { isDraftOnItsWay, isOfAnother } from '../../state/queue-writing.ts';
import { callBack } from './outbox-actions.ts';

/** Files that one message may have. */
const MOST_FILES = 50;

/** What is done with the text that is being written. Each is said in one sentence. */
export function createComposerActions(app: AppState) {
  const { composer, i18n, said, sync } = app;
  const whenOnline = (words: string): string =>
    sync.status?.connection === 'offline' ? i18n.t.app.follows(words, i18n.t.composer.goesOutOffline) : words;

  return {
    /**
     * True when it left the composer. What the customer sees can be called back into it for a while; what can't be queued
     * comes back by itself.
     */
    send(thenStatus: string | null): boolean {
      const { value } = composer;
      const queued = composer.send(thenStatus);
      if (value === null || !composer.busy) return false;
      void queued.then((jobId) => {
        if (jobId === null) return;
        const { sent } = i18n.t.composer;
        if (typeof jobId !== 'string') {
          const { queuedBefore, draftOnItsWay } = i18n.t.composer;
          const why = isOfAnother(jobId) ? queuedBefore : isDraftOnItsWay(jobId) ? draftOnItsWay : sent.failed;
          said.say({ tone: 'trouble', text: why });
          return;
        }
        const isPrivate = value.kind === 'comment' && !value.isPublic;
        const undo = { label: i18n.t.edit.undo, run: () => void callBack(app, jobId) };
        const { kind } = value;
        said.say({
          tone: 'done',
          text: whenOnline(sent[kind]),
          of: { jobId, sent: sent.went[kind] },
          ...(isPrivate ? {} : { action: undo }),
        });
      });
      return true;
    },
    /** The reply becomes a draft on the service too, for colleagues and for other machines. */
    async keep(): Promise<void> {
      if (await composer.keepOnService()) said.say({ tone: 'done', text: whenOnline(i18n.t.composer.keptQueued) });
    },
  };
}

/** Changes which files go along, and has the quote show the pictures among them: unless it is no longer as it began. */
async function withQuoteAfter(
  { composer }: AppState,
  open: OpenTicket,
  change: () => Promise<void> | void,
): Promise<void> {
  const { key, value: before } = composer;
  await change();
  const { value } = composer;
  if (composer.key !== key || before?.quote == null || value?.quote == null) return;
  if (before.quote.html !== quoteWithPictures(open, before)) return;
  const html = quoteWithPictures(open, value);
  if (html !== null && html !== value.quote.html) composer.change({ quote: { ...value.quote, html } });
}

/** Has files of the forwarded message go along, and the pictures within it where they stood; says which can't be had. */
export async function takeOriginals(app: AppState, open: OpenTicket, originals: readonly Original[]): Promise<void> {
  const { composer, i18n, said } = app;
  const { composer: t } = i18n.t;
  const { key } = composer;
  let left = 0;
  await withQuoteAfter(app, open, async () => {
    for (const original of originals) {
      if (composer.key !== key) return;
      const isPicture = original.id === original.within?.source;
      try {
        if ((composer.value?.files.length ?? 0) < MOST_FILES) await composer.files.takeOriginal(original);
        else if (isPicture) left += 1;
      } catch (error) {
        if (isPicture) left += 1;
        else
          said.say({
            tone: 'trouble',
            text: (codeOf(error) === 'offline' ? t.originalOffline : t.fileFailed)(original.name),
          });
      }
    }
  });
  if (left > 0 && composer.key === key) said.say({ tone: 'trouble', text: t.picturesStay(left) });
}

/** Leaves a file out, and its picture in the quote with it. */
export const detachFile = (app: AppState, open: OpenTicket, file: StagedFile): Promise<void> =>
  withQuoteAfter(app, open, () => app.composer.files.detach(file));
