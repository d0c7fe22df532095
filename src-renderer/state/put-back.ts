import type { Draft } from '../../src-preload/contract/drafts.ts';
import { BridgeError } from '../bridge/bridge.ts';
import type { AppState } from './app.svelte.ts';
import { codeOf } from './failure.ts';

/** Puts a draft on disk again, under its name where that is free. Answers the name. Rejects with a BridgeError. */
async function putBack({ bridge }: AppState, { key, ticketId, doc }: Draft): Promise<string> {
  const there = await bridge.call('drafts.get', { key });
  // A form that corrects something has one place alone, in which something else is typed by now.
  if (there !== null && doc.kind === 'edit') throw new BridgeError({ code: 'conflict', message: 'Its form is taken.' });
  const at = there === null ? key : `${key}#${crypto.randomUUID()}`;
  await bridge.call('drafts.save', { key: at, ticketId, doc });
  return at;
}

export interface Discarded {
  /** Null where nothing was. */
  draft: Draft | null;
  /** Shows what is there again, by its name. */
  open?(key: string, draft: Draft): void;
  /** Has it where it was at once; false where it has to be put on disk first. */
  restore?(draft: Draft): boolean;
  text?: string;
}

/** Says that words were discarded, with the way back for a while. */
export function sayDiscarded(app: AppState, { draft, open, restore, text }: Discarded): void {
  if (draft === null) return;
  const { said, i18n } = app;
  const t = i18n.t.composer;
  const run = async (): Promise<void> => {
    if (restore?.(draft) === true) return;
    try {
      const key = await putBack(app, draft);
      open?.(key, draft);
    } catch (error) {
      const why = i18n.t.app.follows(t.notTakenBack, i18n.t.errors[codeOf(error)]);
      offer('trouble', why);
    }
  };
  const offer = (tone: 'done' | 'trouble', words: string): void =>
    said.say({ tone, text: words, isLasting: true, action: { label: t.takeBack, run: () => void run() } });
  offer('done', text ?? t.discarded);
}
