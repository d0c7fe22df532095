import type { OutboxItem } from '../../../src-preload/contract/outbox.ts';
import type { TicketFind } from '../../../src-preload/contract/search.ts';
import type { TicketRow, TimelineItem } from '../../../src-preload/contract/tickets.ts';
import { htmlToText } from '../../../src-main/lib/html-text.ts';
import { firstLine } from '../../../src-main/notifications/rules.ts';
import { createHighlighter } from '../../../src-main/store/search-snippets.ts';
import type { Script } from '../../fakes/transport.ts';
import { heavyMails, hostileMails } from '../hostile-mails.ts';
import { ago, contact, makeDetail, makeRow, timeline } from './data.ts';
import { type Detail, makeItem } from './outbox-items.ts';
import { makeAnnouncements } from './settings.ts';

/** The corpus in one order: mail `n` is that of ticket `n + 1`, and of ticket `n + 1001`, which has only a description. */
const corpus: readonly (readonly [name: string, html: string])[] = Object.entries({
  ...hostileMails,
  ...heavyMails,
});
/** What the service would cut a subject, a name or an address to. */
const SHORT = 500;
const BARE = 1_001;
const [first] = timeline as [Extract<TimelineItem, { kind: 'thread' }>];

const htmlAt = (index: number): string => corpus[index % corpus.length]?.[1] ?? '';
const short = (index: number): string => htmlAt(index).slice(0, SHORT);
const indexOf = (id: string): number => (Number(id.slice(-8)) - 42_034) / 7;

const rowOf = (index: number): TicketRow =>
  index === 0
    ? makeRow(0)
    : { ...makeRow(index), subject: short(index - 1), contactName: short(index - 1), status: short(index - 1) };

const threadOf = (index: number, id: string): typeof first => ({
  ...first,
  id,
  authorName: corpus[index]?.[0] ?? '',
  content: htmlAt(index),
  summary: short(index),
});

/** One mail in each kind of entry that a timeline has. */
function entriesOf(index: number): TimelineItem[] {
  const thread = threadOf(index, `mail-${index}`);
  return [
    { ...thread, from: short(index), cc: short(index), attachments: [{ id: 'f', name: short(index), size: 1 }] },
    {
      kind: 'comment',
      id: `note-${index}`,
      time: ago(2),
      authorName: short(index),
      byAgent: true,
      isMine: true,
      isPublic: false,
      content: htmlAt(index),
      contentType: 'html',
      mentions: { 4417: short(index) },
      attachments: [],
    },
    {
      ...thread,
      id: `draft-${index}`,
      time: ago(1),
      byAgent: true,
      direction: 'out',
      status: 'DRAFT',
      attachments: [],
    },
  ];
}

/** Mail `index` as a find of `word`, its words marked as the store marks them. */
export function findOf(index: number, word: string): TicketFind {
  const { mark, excerpt } = createHighlighter([{ text: word, isPrefix: true }]);
  const ticket = rowOf(index + 1);
  const found = excerpt(`${htmlToText(htmlAt(index), 20_000)} ${word} ${short(index)}`);
  return {
    ticket,
    subject: mark(ticket.subject),
    contact: mark(ticket.contactName),
    snippets: found === null ? [] : [{ source: 'thread', field: null, id: '1', time: ago(3), parts: found.parts }],
  };
}

const queued = (index: number): Detail =>
  makeItem(index, {
    ticketId: rowOf(index + 1).id,
    summary: short(index),
    payload: { to: short(index), contentType: 'html', content: htmlAt(index), files: [], thenStatus: short(index) },
  });

/** A desk whose customers write nothing but the corpus, into whatever they can write to. */
export function hostileScript(): Script {
  const bare = ({ payload: _payload, history: _history, ...item }: Detail): OutboxItem => item;
  return {
    'tickets.list': ({ offset, limit }) => ({
      rows: Array.from({ length: Math.max(0, Math.min(limit, corpus.length + 1 - offset)) }, (_, at) =>
        rowOf(offset + at),
      ),
      total: corpus.length + 1,
    }),
    'tickets.get': ({ id }) => {
      const index = indexOf(id);
      const html = htmlAt(index >= BARE ? index - BARE : Math.max(0, index - 1));
      const text = html.slice(0, SHORT);
      return {
        ...makeDetail({ ...rowOf(index), id }),
        description: html,
        accountName: text,
        resolution: text,
        customFields: [{ name: 'Told us', value: text, isApiName: false, type: 'text', items: [] }],
      };
    },
    'tickets.timeline': ({ id }) => {
      const index = indexOf(id);
      if (index >= BARE) return [];
      return index === 0 ? Object.keys(hostileMails).map((_, at) => threadOf(at, `all-${at}`)) : entriesOf(index - 1);
    },
    'contacts.get': () => ({ ...contact, name: short(0), title: short(1), city: short(2) }),
    'notifications.list': ({ offset, limit }) => {
      const [like] = makeAnnouncements();
      const rows = corpus.map(([, html], index) => ({
        ...like!,
        id: `h${index}`,
        title: short(index),
        subject: short(index),
        line: firstLine(html, 'html'),
      }));
      return { rows: rows.slice(offset, offset + limit), total: rows.length, unread: rows.length };
    },
    'search.query': ({ text }) => ({
      tickets: {
        rows: corpus.map((_, index) => findOf(index, text.trim())),
        nextCursor: null,
        total: corpus.length,
        isTotalExact: true,
        isBounded: false,
      },
      contacts: { rows: [], nextCursor: null },
      accounts: { rows: [], nextCursor: null },
      tasks: { rows: [], nextCursor: null },
      contracts: [],
      coverage: {
        ticketsHeld: 1,
        ticketsKnown: 1,
        isListed: true,
        closed: 'all',
        closedSince: null,
        departments: null,
        pending: 0,
      },
      hints: [],
    }),
    'outbox.list': () => ({ items: corpus.map((_, index) => bare(queued(index))), next: null }),
    'outbox.get': ({ id }) => queued(Number(id.replace('job-', ''))),
  };
}
