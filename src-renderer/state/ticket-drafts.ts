import type { Bridge } from '../bridge/bridge.ts';
import { withNames } from './named-mentions.ts';
import { docOf, type Draft, hasText, isWritingKind, type Writing, writingOf } from './writing.ts';

const EDIT_OF_COMMENT = 'edit:comment:';

export interface TicketDrafts {
  /** Of the ticket's composer, latest first. */
  texts: readonly Draft[];
  /** Comments with an edit that was typed and is in no job. */
  edits: ReadonlySet<string>;
}

/** What is written on a ticket and kept; null where the core can't say. */
export async function readTicketDrafts(bridge: Bridge, ticketId: string): Promise<TicketDrafts | null> {
  try {
    const list = await withNames(bridge, await bridge.call('drafts.list', { ticketId }));
    return {
      texts: list.filter(({ doc }) => isWritingKind(doc.kind) && hasText(writingOf(doc))),
      edits: new Set(
        list.flatMap(({ key }) => (key.startsWith(EDIT_OF_COMMENT) ? [key.slice(EDIT_OF_COMMENT.length)] : [])),
      ),
    };
  } catch {
    // Its banner says so.
    return null;
  }
}

/** What is kept of a draft that reads `here`: the same, another text, or nothing any more; `same` where the core can't say. */
export async function lookForOther(bridge: Bridge, key: string, here: Writing): Promise<'same' | Draft | null> {
  try {
    const draft = await bridge.call('drafts.get', { key });
    if (draft === null) return null;
    const [named = draft] = await withNames(bridge, [draft]);
    const isSame = JSON.stringify(writingOf(named.doc)) === JSON.stringify(writingOf(docOf(here)));
    return isSame ? 'same' : named;
  } catch {
    return 'same';
  }
}
