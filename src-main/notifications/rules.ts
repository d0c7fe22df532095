import type { AnnouncementKind } from '../../src-preload/contract/notifications.ts';
import type { Comment } from '../../src-preload/contract/comments.ts';
import type { Thread } from '../../src-preload/contract/threads.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import { htmlToText } from '../lib/html-text.ts';

/** Whose desk it is. */
export interface Me {
  agentId: string;
  /** Ids that mentions name the agent by. */
  mentionIds: ReadonlySet<string>;
  /** Null when the service does not say: then all of them. */
  departmentIds: ReadonlySet<string> | null;
}

const MENTION = /zsu\[@user:(\d+)\]zsu/g;
const LINE = 160;
/** Characters that are looked at for a first line. */
const READ = 20_000;

/** Whether a customer wrote it: never the agent, a colleague or the desk itself. */
export const isFromCustomer = ({ direction, author, status }: Thread): boolean =>
  direction === 'in' && author?.type !== 'AGENT' && status !== 'DRAFT';

/** By which rule a customer's thread on this ticket is news; null when it is none of the agent's business. */
export function kindOfThread(ticket: Ticket, me: Me): AnnouncementKind | null {
  if (ticket.isSpam === true || ticket.isDeleted === true) return null;
  if (ticket.assigneeId === me.agentId) return 'mine';
  if (ticket.assigneeId) return null;
  const { departmentId } = ticket;
  return !departmentId || me.departmentIds === null || me.departmentIds.has(departmentId) ? 'unassigned' : null;
}

/** Whether somebody else's comment names the agent. */
export const mentionsMe = ({ content, commenterId }: Comment, me: Me): boolean =>
  commenterId !== me.agentId &&
  [...(content ?? '').matchAll(MENTION)].some(([, id]) => me.mentionIds.has(id as string));

/** The first words of a message or comment as one line of text, at most 160 characters. */
export function firstLine(content: string | null | undefined, contentType?: string | null): string {
  const head = (content ?? '').slice(0, READ).replace(MENTION, '@');
  const text = contentType === 'plainText' ? head : htmlToText(head, READ);
  const line =
    text
      .split('\n')
      .map((part) => part.trim())
      .find((part) => part !== '') ?? '';
  return line.length > LINE ? `${line.slice(0, LINE - 1).trimEnd()}…` : line;
}
