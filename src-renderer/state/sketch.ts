import type { AgentRow } from '../../src-preload/contract/agents.ts';
import type { TimelineItem } from '../../src-preload/contract/tickets.ts';
import { htmlToText } from '../lib/mail/plain-text.ts';
import { toWire } from '../lib/mentions.ts';
import { mailOf } from './queue-writing.ts';
import type { Writing } from './writing.ts';

/** Whoever writes, as the timeline names them. */
export type SketchAuthor = Pick<AgentRow, 'id' | 'name' | 'email'>;

/** Where what is on its way to the outbox is shown meanwhile; a ticket has one at a time. */
export interface Sketches {
  author(): SketchAuthor;
  begin(ticketId: string, item: TimelineItem): void;
  /** It is in the outbox; `echo` is what shows from now on, null what the ticket says when it is read again. */
  end(ticketId: string, echo: TimelineItem | null): void;
  /** It is in no outbox. */
  drop(ticketId: string): void;
}

/** What the core will show of an intent, under the id that it will have there; null where it also takes something away. */
export function sketchOf(value: Writing, ticketId: string, jobId: string, author: SketchAuthor): TimelineItem | null {
  if (value.draftThreadId !== null) return null;
  const { contentType, kind } = value;
  const both = {
    time: new Date().toISOString(),
    authorName: author.name,
    byAgent: true,
    person: `agent/${author.id}`,
    contentType,
    attachments: value.files.map(({ sha256, name, size }) => ({ id: sha256, name, size })),
    pending: { jobId, state: 'queued', hold: null, until: null } as const,
  };
  if (kind === 'comment') {
    const mentions = Object.fromEntries(value.mentions.map(({ id, name }) => [id, name]));
    const content = toWire(value.content, value.mentions);
    return { ...both, kind, id: `local-${jobId}`, content, isPublic: value.isPublic, mentions };
  }
  const { content, to, cc, bcc } = mailOf(value, ticketId);
  return {
    ...both,
    kind: 'thread',
    id: `job:${jobId}`,
    authorEmail: author.email,
    direction: 'out',
    channel: value.channel,
    status: 'PENDING',
    from: value.fromEmailAddress,
    to: to ?? null,
    cc: cc ?? null,
    bcc: bcc ?? null,
    isForward: kind === 'forward',
    content,
    summary: (contentType === 'html' ? htmlToText(value.content) : value.content).slice(0, 200),
  };
}
