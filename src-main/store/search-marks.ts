import type { Account } from '../../src-preload/contract/accounts.ts';
import type { Comment } from '../../src-preload/contract/comments.ts';
import type { Contact } from '../../src-preload/contract/contacts.ts';
import type { Task } from '../../src-preload/contract/tasks.ts';
import type { Thread } from '../../src-preload/contract/threads.ts';
import { tagsOf } from '../../src-preload/contract/ticket-tags.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import { personName } from '../lib/names.ts';
import type { Db } from './database.ts';
import { messageText } from './search-documents.ts';
import { createHighlighter, type Highlighter, type SnippetPart } from './search-snippets.ts';

export interface Snippet {
  source: 'description' | 'resolution' | 'thread' | 'comment' | 'field';
  /** Of `field`: its name. */
  field: string | null;
  /** Of the thread or comment; null for what stands in the ticket itself. */
  id: string | null;
  time: string | null;
  parts: SnippetPart[];
}

export interface TicketFind {
  ticket: Ticket;
  subject: SnippetPart[];
  contact: SnippetPart[];
  snippets: Snippet[];
}

export interface EntryFind<T> {
  doc: T;
  name: SnippetPart[];
  email: SnippetPart[];
}

/** What one query looks for, marked in rows. */
export interface Marks {
  ticket(ticket: Ticket): TicketFind;
  contact(contact: Contact): EntryFind<Contact>;
  account(account: Account): EntryFind<Account>;
  /** A task has no address: its name is its subject. */
  task(task: Task): EntryFind<Task>;
}

/** Messages of one ticket that are looked through for a snippet, newest first, and characters of each. */
const MESSAGES = 12;
const MESSAGE_CHARACTERS = 24_000;
const MOST_SNIPPETS = 1;

const contactOf = ({ contact, email }: Ticket): string => personName(contact, contact?.email ?? email ?? '');
/** What a row shows without a snippet. */
const headOf = (ticket: Ticket): string => [ticket.ticketNumber, ticket.subject, contactOf(ticket)].join('\n');

/** What else of a ticket is searched, by the field's name. */
function* fieldsOf(ticket: Ticket): Generator<[string, string]> {
  const { category, subCategory, classification, status, priority, channel, email, phone, contact } = ticket;
  const own = { category, subCategory, classification, status, priority, channel, email, phone };
  const all = { ...own, accountId: contact?.account?.accountName, tags: tagsOf(ticket)?.join(', ') };
  for (const [field, text] of Object.entries(all)) if (text) yield [field, text];
  const [prefix, custom] = ticket.customFields
    ? (['customFields', ticket.customFields] as const)
    : (['cf', ticket.cf] as const);
  for (const [name, value] of Object.entries(custom ?? {})) {
    if (typeof value === 'string' || typeof value === 'number') yield [`${prefix}.${name}`, String(value)];
  }
}

type Part = { id: string; doc: string };

/** Prepares what reads messages for their snippets; the function makes the marks of one query. */
export function prepareMarks(db: Db): (terms: readonly { text: string; isPrefix: boolean }[]) => Marks {
  const partsOf = (table: 'thread' | 'comment', order: string) =>
    db.prepare<[string, number], Part>(
      `SELECT id, doc FROM ${table} WHERE ticket_id = ? ORDER BY ${order} DESC, id LIMIT ?`,
    );
  const selectThreads = partsOf('thread', 'created');
  const selectComments = partsOf('comment', 'commented');
  /** Looks from the newest message back, and no further once enough of them have all that was asked for. */
  function snippetsOf(ticket: Ticket, highlighter: Highlighter): Snippet[] {
    const found: (Snippet & { score: number })[] = [];
    const isEnough = (): boolean => found.filter(({ score }) => score === highlighter.terms).length >= MOST_SNIPPETS;
    const add = (source: Snippet['source'], id: string | null, time: string | null | undefined, text: string): void => {
      const excerpt = text === '' ? null : highlighter.excerpt(text);
      if (excerpt !== null)
        found.push({ source, field: null, id, time: time ?? null, parts: excerpt.parts, score: excerpt.found });
    };
    if (highlighter.terms === 0) return [];
    for (const { id, doc } of selectThreads.iterate(ticket.id, MESSAGES)) {
      const { content, contentType, summary, createdTime } = JSON.parse(doc) as Thread;
      add('thread', id, createdTime, messageText(content, contentType, MESSAGE_CHARACTERS) || (summary ?? ''));
      if (isEnough()) break;
    }
    for (const { id, doc } of isEnough() ? [] : selectComments.iterate(ticket.id, MESSAGES)) {
      const { content, contentType, commentedTime } = JSON.parse(doc) as Comment;
      add('comment', id, commentedTime, messageText(content, contentType, MESSAGE_CHARACTERS));
      if (isEnough()) break;
    }
    if (found.length === 0) {
      add('description', null, ticket.createdTime, messageText(ticket.description, null, MESSAGE_CHARACTERS));
      add('resolution', null, ticket.closedTime, messageText(ticket.resolution, null, MESSAGE_CHARACTERS));
    }
    if (found.length === 0 && (highlighter.excerpt(headOf(ticket))?.found ?? 0) < highlighter.terms) {
      for (const [field, text] of fieldsOf(ticket)) {
        const excerpt = highlighter.excerpt(text);
        const of = { source: 'field', field, id: null, time: null } as const;
        if (excerpt !== null) found.push({ ...of, parts: excerpt.parts, score: excerpt.found });
      }
    }
    return found
      .sort((a, b) => b.score - a.score)
      .slice(0, MOST_SNIPPETS)
      .map(({ score: _, ...snippet }) => snippet);
  }

  return (terms) => {
    const highlighter = createHighlighter(terms);
    const { mark } = highlighter;
    return {
      ticket: (ticket) => ({
        ticket,
        subject: mark(ticket.subject ?? ''),
        contact: mark(contactOf(ticket)),
        snippets: snippetsOf(ticket, highlighter),
      }),
      contact: (doc) => ({ doc, name: mark(personName(doc, doc.id)), email: mark(doc.email ?? '') }),
      task: (doc) => ({ doc, name: mark(doc.subject ?? doc.id), email: [] }),
      account: (doc) => ({ doc, name: mark(doc.accountName ?? doc.id), email: mark(doc.email ?? '') }),
    };
  };
}
