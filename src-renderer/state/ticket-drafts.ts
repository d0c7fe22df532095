import type { Bridge } from '../bridge/bridge.ts';
import { htmlToText } from '../lib/mail/plain-text.ts';
import { withNames } from './named-mentions.ts';
import { askPatiently } from './queue-once.ts';
import { docOf, type Draft, hasText, isWritingKind, type Writing, writingOf } from './writing.ts';

const EDIT_OF_COMMENT = 'edit:comment:';

export interface TicketDrafts {
  /** Of the ticket's composer, latest first. */
  texts: readonly Draft[];
  /** Comments with an edit that was typed and is in no job. */
  edits: ReadonlySet<string>;
}

/**
 * All that is written on a ticket and kept, the latest first, whatever its form; null where the core can't say. Waits for
 * one that is away.
 */
export async function readDraftsOf(bridge: Bridge, ticketId: string): Promise<readonly Draft[] | null> {
  try {
    return await askPatiently(bridge, async () => withNames(bridge, await bridge.call('drafts.list', { ticketId })));
  } catch {
    // Its banner says so.
    return null;
  }
}

/** As `readDraftsOf`, for the ticket's own page. */
export async function readTicketDrafts(bridge: Bridge, ticketId: string): Promise<TicketDrafts | null> {
  const list = await readDraftsOf(bridge, ticketId);
  return (
    list && {
      texts: list.filter(({ doc }) => isWritingKind(doc.kind) && hasText(writingOf(doc))),
      edits: new Set(
        list.flatMap(({ key }) =>
          key.startsWith(EDIT_OF_COMMENT) ? [key.slice(EDIT_OF_COMMENT.length).replace(/#.*/, '')] : [],
        ),
      ),
    }
  );
}

const textsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : value !== null && typeof value === 'object'
      ? Object.values(value).flatMap(textsOf)
      : [];

/** What was typed into a draft, in whatever form, to be read: a paragraph for each text. */
export function wordsOf({ doc }: Draft): string {
  const { content = '', contentType, subject, description, fields } = doc as Draft['doc'] & Record<string, unknown>;
  return [subject, contentType === 'html' ? htmlToText(content) : content, description, fields]
    .flatMap(textsOf)
    .map((text) => text.trim())
    .filter(Boolean)
    .join('\n\n');
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
