import type { Account } from '../../src-preload/contract/accounts.ts';
import type { Comment } from '../../src-preload/contract/comments.ts';
import type { Contact } from '../../src-preload/contract/contacts.ts';
import type { Task } from '../../src-preload/contract/tasks.ts';
import type { Thread } from '../../src-preload/contract/threads.ts';
import { tagsOf } from '../../src-preload/contract/ticket-tags.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import { htmlToText } from '../lib/html-text.ts';
import { personName } from '../lib/names.ts';
import { indexText } from '../lib/search-text.ts';
import { EVERY, facetToken } from './search-facets.ts';

export interface TicketSource {
  ticket: Ticket;
  isOpen: boolean;
  threads: readonly Thread[];
  comments: readonly Comment[];
  contact: Contact | null;
  account: Account | null;
}

/** Columns of `search`, in the table's order. */
export const TICKET_COLUMNS = [
  'number',
  'subject',
  'contact',
  'account',
  'sender',
  'recipient',
  'body',
  'facet',
] as const;
export type TicketColumn = (typeof TICKET_COLUMNS)[number];
/** Columns of `search_directory`, in the table's order. */
export const DIRECTORY_COLUMNS = ['name', 'email', 'other', 'facet'] as const;

/** Characters of one message, and of one ticket, that the index takes; what is longer is a log or an encoded file. */
const MESSAGE_LIMIT = 65_536;
const TICKET_LIMIT = 262_144;
const TAG = /<\/?[a-z!]/i;

type Maybe = string | null | undefined;
const join = (...parts: Maybe[]): string => parts.filter(Boolean).join(' ');

/** The readable text of a message, of the service's HTML or plain text. */
export const messageText = (content: Maybe, contentType: Maybe, limit = MESSAGE_LIMIT): string => {
  if (!content) return '';
  return contentType === 'html' || (contentType !== 'plainText' && TAG.test(content))
    ? htmlToText(content, limit)
    : content.slice(0, limit);
};

/** Leaves out lines that an earlier message of the ticket had, with or without a `>` before them: quotes count once. */
export function createQuoteFilter(): (text: string) => string {
  const seen = new Set<string>();
  return (text) => {
    const lines: string[] = [];
    for (const line of text.split('\n')) {
      const bare = line.replace(/^[\s>|]+/, '').trimEnd();
      if (bare === '') continue;
      if (bare.length >= 16) {
        if (seen.has(bare)) continue;
        seen.add(bare);
      }
      lines.push(bare);
    }
    return lines.join('\n');
  };
}

/** A name as the service has it, and as it is written where that differs: 王芳 of 芳 and 王. */
function names(person: Parameters<typeof personName>[0]): string {
  const asKept = join(person?.firstName, person?.lastName);
  const asWritten = personName(person);
  return asKept === asWritten ? asKept : join(asWritten, asKept);
}

/** Values of own fields as text; nested ones and flags are nothing to search for. */
const fieldTexts = (fields: Record<string, unknown> | null | undefined): string =>
  Object.values(fields ?? {})
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .join(' ');

/** What the index holds of a ticket, in the order of `TICKET_COLUMNS`. */
export function ticketColumns({ ticket, isOpen, threads, comments, contact, account }: TicketSource): string[] {
  const brief = ticket.contact;
  const senders = new Set<string>();
  const recipients = new Set<string>();
  let body = join(ticket.resolution, ticket.category, ticket.subCategory, ticket.classification);
  const tags = tagsOf(ticket);
  body = join(body, ...(tags ?? []));
  body = join(body, fieldTexts(ticket.customFields ?? ticket.cf));
  const withoutQuotes = createQuoteFilter();
  let hasAttachment = (ticket.attachmentCount ?? 0) > 0;
  const add = (content: Maybe, contentType: Maybe): void => {
    if (body.length < TICKET_LIMIT) body += `\n${withoutQuotes(messageText(content, contentType))}`;
  };
  add(ticket.description, null);
  for (const thread of threads) {
    senders.add(join(thread.fromEmailAddress, thread.author?.name, thread.author?.email));
    recipients.add(join(thread.to, thread.cc, thread.bcc));
    hasAttachment ||= thread.hasAttach === true || (thread.attachments?.length ?? 0) > 0;
    add(thread.content ?? thread.summary, thread.content == null ? 'plainText' : thread.contentType);
    for (const file of thread.attachments ?? []) body = join(body, file.name);
  }
  for (const comment of comments) {
    senders.add(join(comment.commenter?.name, comment.commenter?.email));
    hasAttachment ||= (comment.attachments?.length ?? 0) > 0;
    add(comment.content, comment.contentType);
    for (const file of comment.attachments ?? []) body = join(body, file.name);
  }
  const people = new Set([
    names(brief),
    names(contact),
    join(brief?.email),
    join(contact?.email),
    join(ticket.email),
    join(ticket.phone),
  ]);
  const accounts = new Set([join(brief?.account?.accountName), join(account?.accountName)]);
  const facets = [
    EVERY,
    facetToken('is', isOpen ? 'open' : 'closed'),
    facetToken('status', ticket.status),
    facetToken('priority', ticket.priority),
    facetToken('channel', ticket.channel),
    facetToken('assignee', ticket.assigneeId),
    facetToken('department', ticket.departmentId),
    ...(tags?.length === 0 ? [null] : (tags ?? [])).map((tag) => facetToken('tag', tag)),
    facetToken('contact', ticket.contactId),
    facetToken('account', ticket.accountId ?? brief?.account?.id ?? contact?.accountId),
    ...(ticket.statusType === 'On Hold' ? [facetToken('is', 'onhold')] : []),
    ...(hasAttachment ? [facetToken('has', 'attachment')] : []),
  ];
  return [
    indexText(ticket.ticketNumber ?? ''),
    indexText(ticket.subject ?? ''),
    indexText(join(...people)),
    indexText(join(...accounts)),
    indexText(join(...senders)),
    indexText(join(...recipients)),
    indexText(body),
    `${facets.join(' ')} ${indexText(join(ticket.status, ticket.priority, ticket.channel))}`,
  ];
}

/** What the index holds of each noun beside tickets, in the order of `DIRECTORY_COLUMNS`. */
export const directoryColumns = {
  contact: (contact: Contact): string[] => [
    indexText(names(contact)),
    indexText(join(contact.email, contact.secondaryEmail)),
    indexText(join(contact.phone, contact.mobile, contact.title, contact.city, contact.country)),
    `${EVERY} ${facetToken('kind', 'contact')}`,
  ],
  account: (account: Account): string[] => [
    indexText(account.accountName ?? ''),
    indexText(join(account.email, account.website)),
    indexText(join(account.phone, account.industry)),
    `${EVERY} ${facetToken('kind', 'account')}`,
  ],
  task: (task: Task): string[] => [
    indexText(task.subject ?? ''),
    '',
    indexText(join(messageText(task.description, null), task.category, task.status, task.priority)),
    `${EVERY} ${facetToken('kind', 'task')}`,
  ],
};
export type DirectoryKind = keyof typeof directoryColumns;
