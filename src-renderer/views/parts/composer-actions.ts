import type { AppState } from '../../state/app.svelte.ts';
import type { Original } from '../../state/composer.svelte.ts';
import { codeOf } from '../../state/failure.ts';
import { isDraftOnItsWay, isOfAnother } from '../../state/queue-writing.ts';
import { callBack } from './outbox-actions.ts';

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

/** Has a file of the forwarded message go along; says so when it can't be had. */
export async function takeOriginal({ composer, i18n, said }: AppState, original: Original): Promise<void> {
  try {
    await composer.files.takeOriginal(original);
  } catch (error) {
    const { composer: t } = i18n.t;
    const words = codeOf(error) === 'offline' ? t.originalOffline : t.fileFailed;
    said.say({ tone: 'trouble', text: words(original.name) });
  }
}
