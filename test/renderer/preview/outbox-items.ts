import type { Output } from '../../../src-preload/contract/index.ts';
import { ago, makeRow } from './data.ts';

export type Detail = NonNullable<Output<'outbox.get'>>;
const MINUTE = 60_000;
const ticketId = makeRow(0).id;

export const reply = {
  ticketId,
  to: 'lucas.carol@zylker.example',
  cc: 'priya@zylker.example',
  contentType: 'html',
  content: '<p>Hello Lucas,</p><p>the fix is out. Could you restart the <b>print service</b> on both machines?</p>',
  files: [{ sha256: 'a'.repeat(64), name: 'restart-guide.pdf', size: 182_400 }],
  thenStatus: null,
};

export function makeItem(seq: number, patch: Partial<Detail>): Detail {
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
    about: { number: makeRow(seq).number, name: makeRow(seq).subject },
    names: {},
    summary: 'Hello Lucas, the fix is out. Could you restart the print service on both machines?',
    changes: null,
    ticketCount: null,
    seconds: null,
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
    revision: 0,
    history: [],
    ...patch,
  };
}

/** One item of each kind of standing, newest first. */
export function makeItems(): Detail[] {
  const now = Date.now();
  return [
    makeItem(12, {
      state: 'held',
      hold: { reason: 'undo', until: now + 9_000 },
      ticketId,
      actions: ['sendNow', 'edit', 'cancel'],
    }),
    makeItem(11, { state: 'sending', step: 'send', attempts: 1, summary: '您好，退款已经提交，预计两个工作日到账。' }),
    makeItem(10, {
      kind: 'ticket.update',
      state: 'queued',
      attempts: 2,
      nextAt: now + 4 * MINUTE,
      changes: { status: 'Closed', resolution: 'Replaced the cable.' },
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
    makeItem(9, {
      kind: 'comment.create',
      hold: { reason: 'waitsFor', jobIds: ['job-6'], stuckOn: { id: 'job-6', kind: 'ticket.update' } },
      summary: '@Jade the second machine needs the new driver, please order one.',
      actions: ['edit', 'cancel'],
      payload: {
        ticketId,
        content: 'The second machine needs the new driver.',
        contentType: 'plainText',
        isPublic: false,
      },
    }),
    makeItem(8, {
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
    makeItem(7, {
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
    makeItem(6, {
      kind: 'ticket.update',
      state: 'conflict',
      changes: { status: 'On Hold', assigneeId: '1', dueDate: ago(-48) },
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
    makeItem(5, {
      state: 'rejected',
      attempts: 1,
      error: {
        code: 'invalid',
        message: 'The service refused this.',
        fields: { '/to': 'invalid' },
        said: 'The data is invalid due to validation restrictions',
      },
      actions: ['retry', 'edit', 'cancel'],
    }),
    makeItem(4, { state: 'unknown', step: 'send', attempts: 1, nextAt: now + 20_000 }),
    makeItem(3, {
      kind: 'note.pin',
      state: 'setAside',
      summary: '下午三点前给王芳回电',
      error: { code: 'invalid', reason: 'newer', message: 'A newer Deskhand wrote this.', fields: null },
      payload: { pinned: true },
    }),
    makeItem(2, { state: 'sent', step: null, attempts: 1, serverId: '1892000000099001', sentAt: now - 30 * MINUTE }),
    makeItem(1, {
      kind: 'ticket.updateMany',
      state: 'cancelled',
      step: null,
      summary: '',
      ticketId: null,
      about: null,
      ticketCount: 3,
      changes: { status: 'On Hold' },
      payload: { ids: ['1', '2', '3'], fieldName: 'status', isCustomField: false, fieldValue: 'On Hold' },
    }),
  ];
}

/** What made a ticket that is not there: the service refused it, or it was called back where its id ends in `back`. */
export const makeMaker = (localId: string): Detail =>
  makeItem(30, {
    kind: 'ticket.create',
    summary: 'The scanner is silent',
    localId,
    attempts: 1,
    step: 'create',
    ...(localId.endsWith('back')
      ? { state: 'cancelled' }
      : {
          state: 'rejected',
          error: {
            code: 'invalid',
            message: 'The service refused this.',
            fields: { '/cf/cf_serial_number': 'missing', '/contact/email': 'invalid' },
            said: 'The data is invalid due to validation restrictions',
          },
        }),
  });

/** The same, with the reply at the gate on a ticket that was merged away, and a time entry that was changed there too. */
export function makeMergedItems(): Detail[] {
  const { id, number, subject } = makeRow(3);
  const merged = { what: 'merged', id, time: null, by: null, text: `#${number} ${subject}` } as const;
  const conflict = [
    { field: 'seconds', base: 600, mine: 1_200, theirs: 1_800 },
    { field: 'description', base: 'Call', mine: 'Call, then a new cable', theirs: 'Call with Lucas' },
  ];
  return makeItems().map((item): Detail => {
    if (item.hold?.reason === 'freshness') {
      const customers = item.hold.happenings.filter(({ what }) => what === 'customerThread');
      return { ...item, hold: { reason: 'freshness', happenings: [merged, ...customers] } };
    }
    if (item.state !== 'conflict') return item;
    const payload = { ticketId, id: '8000', seconds: 1_200, description: 'Call, then a new cable' };
    const changes = { seconds: 1_200, description: 'Call, then a new cable' };
    return { ...item, kind: 'timeEntry.edit', changes, conflict, payload };
  });
}
