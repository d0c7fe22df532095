import type { OutboxItem } from '../../../src-preload/contract/outbox.ts';
import type { Draft } from '../../../src-preload/contract/drafts.ts';
import type { SearchResults, TicketFind } from '../../../src-preload/contract/search.ts';
import type { TimelineItem } from '../../../src-preload/contract/tickets.ts';
import type { Output } from '../../../src-preload/contract/index.ts';
import type { Script } from '../../fakes/transport.ts';
import { hostileMails } from '../hostile-mails.ts';
import { ago, makeRow } from './data.ts';

type Detail = NonNullable<Output<'outbox.get'>>;
const MINUTE = 60_000;
const ticketId = makeRow(0).id;

const reply = {
  ticketId,
  to: 'lucas.carol@zylker.example',
  cc: 'priya@zylker.example',
  contentType: 'html',
  content: '<p>Hello Lucas,</p><p>the fix is out. Could you restart the <b>print service</b> on both machines?</p>',
  files: [{ sha256: 'a'.repeat(64), name: 'restart-guide.pdf', size: 182_400 }],
  thenStatus: null,
};

function item(seq: number, patch: Partial<Detail>): Detail {
  const createdAt = Date.now() - (40 - seq * 3) * MINUTE;
  return {
    id: `job-${seq}`,
    seq,
    kind: 'reply.send',
    state: 'queued',
    hold: null,
    ticketId: makeRow(seq).id,
    localId: null,
    serverId: null,
    summary: 'Hello Lucas, the fix is out. Could you restart the print service on both machines?',
    step: 'draft',
    attempts: 0,
    nextAt: null,
    error: null,
    question: null,
    conflict: null,
    createdAt,
    updatedAt: createdAt,
    sentAt: null,
    actions: [],
    payload: reply,
    history: [],
    ...patch,
  };
}

/** One item of each kind of standing, newest first. */
export function makeItems(): Detail[] {
  const now = Date.now();
  return [
    item(12, {
      state: 'held',
      hold: { reason: 'undo', until: now + 9_000 },
      ticketId,
      actions: ['sendNow', 'edit', 'cancel'],
    }),
    item(11, { state: 'sending', step: 'send', attempts: 1, summary: '您好，退款已经提交，预计两个工作日到账。' }),
    item(10, {
      kind: 'ticket.update',
      state: 'queued',
      attempts: 2,
      nextAt: now + 4 * MINUTE,
      summary: 'status Closed',
      actions: ['edit', 'cancel', 'retry'],
      error: { code: 'offline', message: 'The service can’t be reached.', fields: null },
      payload: { id: makeRow(10).id, fields: { status: 'Closed', resolution: 'Replaced the cable.' } },
      history: [
        {
          step: 'update',
          startedAt: now - 9 * MINUTE,
          endedAt: now - 9 * MINUTE,
          outcome: 'notSent',
          error: { code: 'offline', message: 'The service can’t be reached.', fields: null },
          looks: 0,
          look: null,
        },
      ],
    }),
    item(9, {
      kind: 'comment.create',
      hold: { reason: 'waitsFor', jobIds: ['job-8'] },
      summary: '@Jade the second machine needs the new driver, please order one.',
      actions: ['edit', 'cancel'],
      payload: {
        ticketId,
        content: 'The second machine needs the new driver.',
        contentType: 'plainText',
        isPublic: false,
      },
    }),
    item(8, {
      state: 'unknown',
      step: 'send',
      attempts: 1,
      actions: ['answer'],
      question: {
        why: 'ambiguous',
        message: 'Two threads at the service could be this one.',
        candidates: [
          { id: '901', time: ago(0.3), text: 'Hello Lucas, the fix is out. Could you restart the print service?' },
          {
            id: '902',
            time: ago(0.2),
            text: 'Hello Lucas, the fix is out. Could you restart the print service on both machines?',
          },
        ],
      },
      history: [
        {
          step: 'draft',
          startedAt: now - 21 * MINUTE,
          endedAt: now - 21 * MINUTE,
          outcome: 'done',
          error: null,
          looks: 0,
          look: null,
        },
        {
          step: 'send',
          startedAt: now - 20 * MINUTE,
          endedAt: now - 19 * MINUTE,
          outcome: 'unknown',
          error: { code: 'unknownOutcome', message: 'The connection was lost before the answer came.', fields: null },
          looks: 3,
          look: 'undecided',
        },
      ],
    }),
    item(7, {
      state: 'held',
      hold: {
        reason: 'freshness',
        happenings: [
          {
            what: 'customerThread',
            id: '13',
            time: ago(0.4),
            by: 'Lucas Carol',
            text: 'Never mind, it works again since this morning. You can close this.',
          },
          { what: 'reassigned', id: '2', time: ago(0.3), by: null, text: null },
          { what: 'closed', id: null, time: ago(0.2), by: null, text: 'Closed' },
        ],
      },
      actions: ['overrideFreshness', 'edit', 'cancel'],
    }),
    item(6, {
      kind: 'ticket.update',
      state: 'conflict',
      summary: 'status, priority, due',
      attempts: 1,
      actions: ['resolveConflict', 'edit', 'cancel'],
      conflict: [
        { field: 'status', base: 'Open', mine: 'On Hold', theirs: 'Closed' },
        { field: 'assigneeId', base: null, mine: '1', theirs: '2' },
        { field: 'dueDate', base: ago(-20), mine: ago(-48), theirs: ago(-72) },
        { field: 'cf.cf_serial_number', base: 'ZX-4471-08', mine: 'ZX-4471-09', theirs: null },
      ],
      payload: { id: makeRow(6).id, fields: { status: 'On Hold', assigneeId: '1', dueDate: ago(-48) } },
    }),
    item(5, {
      state: 'rejected',
      attempts: 1,
      error: { code: 'invalid', message: 'The service refused this reply.', fields: { '/to': 'is not an address' } },
      actions: ['retry', 'edit', 'cancel'],
    }),
    item(4, { state: 'unknown', step: 'send', attempts: 1, nextAt: now + 20_000 }),
    item(3, { kind: 'note.pin', state: 'setAside', summary: 'Written by a newer Deskhand', payload: { pinned: true } }),
    item(2, { state: 'sent', step: null, attempts: 1, serverId: '1892000000099001', sentAt: now - 30 * MINUTE }),
    item(1, { kind: 'comment.create', state: 'cancelled', step: null, summary: 'Not needed any more.' }),
  ];
}

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
    pending: { jobId: 'job-9', state: 'queued', hold: 'waitsFor', until: null },
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

export function makeFind(index: number, word: string, isHostile = false): TicketFind {
  const hostile = Object.values(hostileMails)[index % Object.keys(hostileMails).length] ?? '';
  const ticket = { ...makeRow(index), ...(isHostile ? { subject: hostile } : {}) };
  const text = isHostile
    ? `${hostile.slice(0, 400)} ${word}`
    : `… since the 4.2 update our front-desk ${word} shows as offline, although it prints its own test page …`;
  return {
    ticket,
    subject: parts(ticket.subject, word),
    contact: parts(ticket.contactName, word),
    snippets: [{ source: index % 2 === 0 ? 'thread' : 'comment', id: '1', time: ago(3), parts: parts(text, word) }],
  };
}

/** What the writing and searching methods answer; drafts are kept, so that they come back. */
export function writingScript(params: URLSearchParams): Script {
  const drafts = new Map<string, Draft>();
  const items = params.has('outbox') ? makeItems() : [];
  const isHostile = params.has('hostile');
  let paused = params.has('paused');
  let next = 100;
  const receipt = () => ({ jobId: `job-${(next += 1)}`, localId: null });
  const open = items.filter(({ state }) => !['sent', 'cancelled'].includes(state));
  const results = (text: string): SearchResults => {
    const word =
      text
        .trim()
        .split(/[\s:]+/)
        .at(-1) ?? '';
    const nothing = text.includes('nothing');
    return {
      tickets: {
        rows: nothing ? [] : Array.from({ length: 14 }, (_, index) => makeFind(index, word, isHostile)),
        nextCursor: nothing ? null : '14',
        total: nothing ? 0 : 132,
        isTotalExact: true,
        isBounded: false,
      },
      contacts: {
        rows: nothing
          ? []
          : [{ id: '99', name: parts('Lucas Carol', word), email: parts('lucas.carol@zylker.example', word) }],
        nextCursor: null,
      },
      accounts: { rows: [], nextCursor: null },
      tasks: { rows: [], nextCursor: null },
      coverage: { ticketsHeld: 18_240, ticketsKnown: 18_900, oldestTime: Date.now() - 262 * 86_400_000, pending: 0 },
      hints: text.includes('foo:') ? [{ code: 'unknownField', text: 'foo', start: 0, end: 4 }] : [],
    };
  };
  return {
    'outbox.list': ({ states }) => ({
      items: items.filter(({ state }) => states === undefined || states.includes(state)).map(strip),
      next: null,
    }),
    'outbox.get': ({ id }) => items.find((one) => one.id === id) ?? null,
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
    'drafts.save': ({ key, ticketId: of, doc }) => {
      const savedAt = Date.now();
      drafts.set(key, { key, ticketId: of, doc, savedAt });
      return { savedAt };
    },
    'drafts.list': ({ ticketId: of }) =>
      [...drafts.values()].filter((draft) => of === undefined || draft.ticketId === of).reverse(),
    'drafts.versions': ({ key }) => {
      const draft = drafts.get(key);
      return draft ? [{ id: 1, savedAt: draft.savedAt, doc: draft.doc }] : [];
    },
    'drafts.discard': ({ key }) => {
      const draft = drafts.get(key) ?? null;
      drafts.delete(key);
      return draft;
    },
    'replies.send': ({ draftKey }) => {
      if (draftKey !== undefined) drafts.delete(draftKey);
      return receipt();
    },
    'replies.forward': receipt,
    'comments.create': ({ draftKey }) => {
      if (draftKey !== undefined) drafts.delete(draftKey);
      return receipt();
    },
    'tickets.update': receipt,
    'tickets.assign': receipt,
    'tickets.close': receipt,
    'files.begin': () => ({ uploadId: 'u1' }),
    'files.append': ({ base64 }) => ({ received: base64.length }),
    'files.finish': () => ({ sha256: 'b'.repeat(64), name: 'photo.png', size: 48_213 }),
    'files.abort': () => null,
    'search.query': ({ text }) => results(text),
    'search.complete': ({ text, caret }) => {
      const at = text.lastIndexOf(' ', caret - 1) + 1;
      const typed = text.slice(at, caret);
      const [field, value = ''] = typed.split(':');
      const values = {
        status: ['Open', 'On Hold', 'Escalated', 'Closed'],
        priority: ['High', 'Medium', 'Low', 'Urgent'],
      }[field ?? ''];
      if (typed.includes(':')) {
        const start = at + (field?.length ?? 0) + 1;
        const found = (values ?? []).filter((one) => one.toLowerCase().startsWith(value.toLowerCase()));
        return {
          start,
          end: caret,
          items: found.map((label) => ({
            insert: `${/\s/.test(label) ? `"${label}"` : label} `,
            label,
            kind: 'value',
            field: field ?? null,
          })),
        };
      }
      const fields = ['status', 'priority', 'assignee', 'from', 'subject', 'before', 'after', 'has', 'is'];
      return {
        start: at,
        end: caret,
        items: fields
          .filter((name) => typed !== '' && name.startsWith(typed))
          .map((label) => ({ insert: `${label}:`, label, kind: 'field', field: null })),
      };
    },
    'search.remote': ({ text }) => ({
      rows: [makeFind(0, text), makeFind(31, text), makeFind(33, text)],
      newIds: [makeFind(33, text).ticket.id],
      contacts: [],
      accounts: [],
      tasks: [],
      total: 3,
    }),
  };
}
