import type { OutboxItem } from '../../../src-preload/contract/outbox.ts';
import type { Draft } from '../../../src-preload/contract/drafts.ts';
import type { SearchResults, TicketFind } from '../../../src-preload/contract/search.ts';
import type { TimelineItem } from '../../../src-preload/contract/tickets.ts';
import type { Output } from '../../../src-preload/contract/index.ts';
import { viewFilter } from '../../../src-preload/contract/views.ts';
import { completeQuery } from '../../../src-main/lib/search-completion.ts';
import { ScriptedError, type Script } from '../../fakes/transport.ts';
import { ago, makeRow } from './data.ts';
import { makeCanned, makeDrafts, makeSignatures } from './helps.ts';
import { type Detail, makeItems, makeMaker, makeMergedItems, reply } from './outbox-items.ts';

export { makeItems } from './outbox-items.ts';

/** What the search completes. */
const SEARCHED = {
  listed: (field: string): readonly string[] =>
    ({
      status: ['Open', 'On Hold', 'Escalated', 'Closed'],
      priority: ['High', 'Medium', 'Low', 'Urgent'],
      assignee: ['Jade Tan', 'Carol Jensen'],
    })[field] ?? [],
  named: () => [],
};

const strip = ({ payload: _payload, history: _history, ...rest }: Detail): OutboxItem => rest;

/** A mail on its way, as the timeline shows it before the service has it. */
export const echoes = (): TimelineItem[] => [
  {
    kind: 'comment',
    id: 'job:job-9',
    time: ago(0.012),
    authorName: 'Carol Jensen',
    byAgent: true,
    isPublic: false,
    content: 'The second machine needs the new driver.',
    contentType: 'plainText',
    mentions: {},
    attachments: [],
    pending: {
      jobId: 'job-9',
      state: 'queued',
      hold: 'waitsFor',
      until: null,
      stuckOn: { id: 'job-6', kind: 'ticket.update' },
    },
  },
  {
    kind: 'thread',
    id: 'job:job-12',
    time: ago(0.01),
    authorName: 'Carol Jensen',
    authorEmail: 'agent1@zylker.example',
    byAgent: true,
    direction: 'out',
    channel: 'EMAIL',
    status: 'PENDING',
    from: null,
    to: 'lucas.carol@zylker.example',
    cc: null,
    bcc: null,
    isForward: false,
    content: reply.content,
    contentType: 'html',
    summary: 'Hello Lucas, the fix is out.',
    attachments: [],
    pending: { jobId: 'job-12', state: 'held', hold: 'undo', until: Date.now() + 9_000 },
  },
];

const parts = (text: string, hit: string): { text: string; hit: boolean }[] => {
  const at = text.toLowerCase().indexOf(hit.toLowerCase());
  if (hit === '' || at < 0) return [{ text, hit: false }];
  return [
    { text: text.slice(0, at), hit: false },
    { text: text.slice(at, at + hit.length), hit: true },
    { text: text.slice(at + hit.length), hit: false },
  ].filter((part) => part.text !== '');
};

export function makeFind(index: number, word: string): TicketFind {
  const ticket = makeRow(index);
  const text = `… since the 4.2 update our front-desk ${word} shows as offline, although it prints its own test page …`;
  return {
    ticket,
    subject: parts(ticket.subject, word),
    contact: parts(ticket.contactName, word),
    snippets: [
      index === 2
        ? {
            source: 'field',
            field: 'subCategory',
            id: null,
            time: null,
            parts: parts(`Laser ${word} and scanner`, word),
          }
        : {
            source: index % 2 === 0 ? 'thread' : 'comment',
            field: null,
            id: '1',
            time: ago(3),
            parts: parts(text, word),
          },
    ],
  };
}

/** What the writing and searching methods answer; drafts are kept, so that they come back. */
export function writingScript(params: URLSearchParams): Script {
  const drafts = new Map<string, Draft>(params.has('drafts') ? makeDrafts().map((draft) => [draft.key, draft]) : []);
  const hasHelps = params.has('helps');
  const items = params.has('outbox') ? (params.has('merged') ? makeMergedItems() : makeItems()) : [];
  let paused = params.has('paused');
  let next = 100;
  /** A stand-in for a photo. */
  const portrait = `data:image/svg+xml,${encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="#9db4c0"/><circle cx="16" cy="12" r="6" fill="#5c4033"/><ellipse cx="16" cy="29" rx="11" ry="10" fill="#34516b"/></svg>',
  )}`;
  /** As the core would give it out; in the preview there is nothing behind it. */
  const picture = params.has('pictures') ? `/files/${'p'.repeat(43)}` : null;
  /** A write that was given a name is known by it, as in the core. */
  const receipt = (input: object) => {
    const { jobId } = input as { jobId?: string };
    return { jobId: jobId ?? `job-${(next += 1)}`, localId: null };
  };
  const written = (input: object) => ({ ...receipt(input), echo: null });
  const open = items.filter(({ state }) => !['sent', 'cancelled'].includes(state));
  const results = ({
    text,
    cursor,
    limit,
  }: {
    text: string;
    cursor?: string | null;
    limit?: number;
  }): SearchResults => {
    const from = Number(cursor ?? 0);
    const end = Math.min(14, from + (limit ?? 25));
    const word =
      text
        .trim()
        .split(/[\s:]+/)
        .at(-1) ?? '';
    const nothing = text.includes('nothing');
    return {
      tickets: {
        rows: nothing ? [] : Array.from({ length: end - from }, (_, index) => makeFind(from + index, word)),
        nextCursor: nothing || from === 14 ? null : String(end),
        total: nothing ? 0 : 132,
        isTotalExact: true,
        isBounded: false,
      },
      contacts: {
        rows: nothing
          ? []
          : [{ id: '904', name: parts('Lucas Carol', word), email: parts('lucas.carol@zylker.example', word) }],
        nextCursor: null,
      },
      accounts: { rows: [], nextCursor: null },
      tasks: { rows: [], nextCursor: null },
      contracts: [],
      coverage: {
        ticketsHeld: 18_240,
        ticketsKnown: 18_900,
        isListed: !params.has('listing'),
        closed: 'since',
        closedSince: Date.now() - 262 * 86_400_000,
        departments: params.has('departments') ? 2 : null,
        pending: 0,
      },
      hints: text.includes('foo:') ? [{ code: 'unknownField', text: 'foo', start: 0, end: 4 }] : [],
    };
  };
  return {
    'mailReplyAddresses.list': () => [
      { id: '1', address: 'support@desk.example', name: 'Zylker Support', departmentId: '7' },
      { id: '2', address: 'billing@desk.example', name: null, departmentId: '8' },
    ],
    'signatures.list': () => (hasHelps ? makeSignatures() : []),
    'signatures.save': () => null,
    'cannedReplies.list': () => (hasHelps ? makeCanned() : []),
    'cannedReplies.save': (reply) => ({ ...reply, id: reply.id ?? 'new' }),
    'cannedReplies.remove': () => null,
    'cannedReplies.import': () => ({ count: 0 }),
    'cannedReplies.export': () => ({ json: '{}' }),
    'trustedSenders.list': () => (params.has('pictures') ? ['lucas.carol@zylker.example'] : []),
    'trustedSenders.set': () => null,
    'attachments.open': ({ id }) => ({
      name: `${id}.txt`,
      size: 12,
      kind: 'text',
      url: '/files/none',
      text: 'first\nsecond',
      isCut: false,
    }),
    'attachments.save': () => ({ state: 'saved', url: null }),
    'attachments.stage': ({ id, name }) => ({ sha256: id.padStart(64, '0'), name: name ?? id, size: 12 }),
    'attachments.show': () => ({ state: 'opened', url: null }),
    'attachments.cancel': () => null,
    'attachments.inline': ({ sources }) => Object.fromEntries(sources.map((source) => [source, picture])),
    'attachments.photos': ({ people }) =>
      Object.fromEntries(people.map((person) => [person, person.startsWith('contact/') ? portrait : null])),
    'attachments.remote': ({ sources }) => Object.fromEntries(sources.map((source) => [source, picture])),
    'comments.edit': receipt,
    'comments.delete': receipt,
    'threads.resend': receipt,
    'replies.deleteDraft': receipt,
    'tickets.history': () => ({
      isKnown: true,
      entries: [{ time: ago(26), who: 'Jade Liu', changes: [{ name: 'priority', value: 'High' }] }],
    }),
    'attachments.add': receipt,
    'attachments.delete': receipt,
    'attachments.setVisibility': receipt,
    'outbox.list': ({ states }) => ({
      items: items.filter(({ state }) => states === undefined || states.includes(state)).map(strip),
      next: null,
    }),
    'outbox.get': ({ id }) => items.find((one) => one.id === id) ?? null,
    'outbox.maker': ({ id }) => (params.has('gone') ? strip(makeMaker(id)) : null),
    'outbox.counts': () => ({
      byState: Object.fromEntries(
        ['held', 'queued', 'sending', 'unknown', 'rejected', 'conflict', 'sent', 'cancelled', 'setAside'].map(
          (state) => [state, items.filter((one) => one.state === state).length],
        ),
      ) as Output<'outbox.counts'>['byState'],
      attention: params.has('outbox') ? 5 : 0,
      unsettled: open.length,
      byTicket: Object.fromEntries(
        open.map(({ ticketId: id, state }) => [
          id,
          { unsettled: 1, attention: ['conflict', 'rejected'].includes(state) ? 1 : 0 },
        ]),
      ),
      paused,
    }),
    'outbox.cancel': ({ id }) => ({ cancelled: [id], draftKey: null }),
    'outbox.retry': () => null,
    'outbox.sendNow': () => null,
    'outbox.edit': () => null,
    'outbox.answer': () => null,
    'outbox.resolveConflict': () => null,
    'outbox.overrideFreshness': () => null,
    'outbox.pauseAll': () => {
      paused = true;
      return null;
    },
    'outbox.resume': () => {
      paused = false;
      return null;
    },
    'outbox.export': () => ({ json: JSON.stringify(items) }),
    'drafts.get': ({ key }) => drafts.get(key) ?? null,
    'drafts.save': ({ key, ticketId: of, doc }) => {
      if (params.has('fullDisk')) throw new ScriptedError({ code: 'internal', message: 'The disk is full.' });
      const savedAt = Date.now();
      drafts.set(key, { key, ticketId: of, doc, savedAt });
      return { savedAt };
    },
    'drafts.list': ({ ticketId: of }) =>
      [...drafts.values()].filter((draft) => of === undefined || draft.ticketId === of).reverse(),
    'drafts.tickets': () => [...new Set([...drafts.values()].flatMap(({ ticketId: of }) => of ?? []))],
    'drafts.versions': ({ key }) => {
      const draft = drafts.get(key);
      return draft ? [{ id: 1, savedAt: draft.savedAt, doc: draft.doc }] : [];
    },
    'drafts.discard': ({ key }) => {
      const draft = drafts.get(key) ?? null;
      drafts.delete(key);
      return draft;
    },
    'replies.send': (input) => {
      if (input.draftKey !== undefined) drafts.delete(input.draftKey);
      return written(input);
    },
    'replies.forward': written,
    'replies.draft': (input) => ({ ...receipt(input), localId: `local-${crypto.randomUUID()}` }),
    'comments.create': (input) => {
      if (input.draftKey !== undefined) drafts.delete(input.draftKey);
      return written(input);
    },
    'tickets.update': receipt,
    'tickets.assign': receipt,
    'tickets.close': receipt,
    'files.begin': () => ({ uploadId: 'u1' }),
    'files.append': ({ base64 }) => ({ received: base64.length }),
    'files.finish': () => ({ sha256: 'b'.repeat(64), name: 'photo.png', size: 48_213 }),
    'files.abort': () => null,
    'search.query': results,
    'search.asView': ({ text }) => (text === '!?' ? null : viewFilter.parse({ text })),
    'search.complete': ({ text, caret, language }) => completeQuery(text, caret, SEARCHED, language),
    'search.remote': ({ text }) => ({
      rows: [makeFind(0, text), makeFind(31, text), makeFind(33, text)],
      newIds: [makeFind(33, text).ticket.id],
      contacts: [],
      accounts: [],
      tasks: [],
      total: text.includes('many') ? 120 : 3,
      nextCursor: text.includes('many') ? '50' : null,
      ignored: text.split(' ').filter((word) => word.startsWith('is:')),
      wasAsked: text.split(' ').some((word) => !word.startsWith('is:')),
    }),
  };
}
