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

/** What the agent asked to hear of beside what is theirs. */
export interface Interest {
  isFollowed(ticketId: string): boolean;
  isWatched(ticketId: string): boolean;
}

/** The rules by which a customer's thread on this ticket is news, the nearest to the agent first. */
export function* kindsOfThread(ticket: Ticket, me: Me, interest: Interest): Generator<AnnouncementKind> {
  if (ticket.isSpam === true || ticket.isDeleted === true) return;
  const { id, assigneeId, departmentId } = ticket;
  if (assigneeId === me.agentId) yield 'mine';
  if (interest.isFollowed(id)) yield 'followed';
  const isNear = !departmentId || me.departmentIds === null || me.departmentIds.has(departmentId);
  if (!assigneeId && isNear) yield 'unassigned';
  if (interest.isWatched(id)) yield 'watched';
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
