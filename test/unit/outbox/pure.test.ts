import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assigneeOf } from '../../../src-main/outbox/affected.ts';
import { flatten, sameValue, threeWay, unflatten } from '../../../src-main/outbox/merge.ts';
import { applyToRow, applyToTicket, applyToTimeline, createdRows } from '../../../src-main/outbox/pending.ts';
import { localIdsIn, resolveIds } from '../../../src-main/outbox/refs.ts';
import { actionsOf, isFinal, type JobEvent, nextState, TRANSITIONS } from '../../../src-main/outbox/states.ts';
import { plainText, sameAddresses, sameText } from '../../../src-main/outbox/text.ts';
import type { Job } from '../../../src-main/store/jobs.ts';
import { jobState, type JobState } from '../../../src-preload/contract/outbox.ts';
import type { Ticket } from '../../../src-preload/contract/tickets.ts';

const EVENTS = [...new Set(Object.values(TRANSITIONS).flatMap((row) => Object.keys(row)))] as JobEvent[];

describe('the life of a job', () => {
  it('is sending only after the mark, and leaves unknown only by a look or the agent’s word', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<JobState>('queued', 'held'),
        fc.array(fc.constantFrom(...EVENTS), { maxLength: 60 }),
        (start, events) => {
          let state: JobState = start;
          for (const event of events) {
            const next = nextState(state, event);
            if (next === null) continue;
            if (next === 'sending') expect([state, event]).toEqual(['queued', 'start']);
            if (state === 'unknown' && next !== 'unknown') expect(event).toMatch(/^(look|answer|refuse|setAside)/);
            if (state === 'sending') expect(['cancel', 'edit', 'retry', 'setAside']).not.toContain(event);
            state = next;
          }
        },
      ),
    );
  });
  it('ends as sent, cancelled or set aside and nowhere else', () => {
    expect(jobState.options.filter(isFinal).sort()).toEqual(['cancelled', 'sent', 'setAside']);
    for (const state of jobState.options) {
      for (const event of EVENTS) if (isFinal(state)) expect(nextState(state, event)).toBeNull();
    }
  });
  it('can end from every state', () => {
    for (const start of jobState.options) {
      const reached = new Set<JobState>([start]);
      for (let grown = 0; grown !== reached.size;) {
        grown = reached.size;
        for (const state of [...reached]) for (const next of Object.values(TRANSITIONS[state])) reached.add(next);
      }
      expect([...reached].some(isFinal)).toBe(true);
    }
  });
  it('offers the agent only what the table allows', () => {
    const event: Record<string, JobEvent> = {
      cancel: 'cancel',
      retry: 'retry',
      sendNow: 'sendNow',
      edit: 'edit',
      answer: 'answerDone',
      resolveConflict: 'resolve',
      overrideFreshness: 'override',
    };
    for (const state of jobState.options) {
      for (const hold of [null, { reason: 'undo' }, { reason: 'freshness' }]) {
        for (const action of actionsOf({ state, hold, question: {} }))
          expect(nextState(state, event[action]!)).not.toBeNull();
      }
    }
  });
});

const value = fc.constantFrom<unknown>('a', 'b', '', null, 1, '1');
const fields = fc.dictionary(fc.constantFrom('status', 'priority', 'cf.cf_x', 'customFields.Y'), value);

describe('three ways', () => {
  it('never loses a change: each field of mine is there already, sent, or shown', () => {
    fc.assert(
      fc.property(fields, fields, fields, (base, mine, theirs) => {
        const { send, conflicts } = threeWay(base, mine, theirs);
        for (const [name, wanted] of Object.entries(mine)) {
          const isThere = name in theirs && sameValue(theirs[name], wanted);
          const isShown = conflicts.some(({ field }) => field === name);
          expect(Number(isThere) + Number(name in send) + Number(isShown)).toBe(1);
          if (name in send && name in base && name in theirs) expect(sameValue(base[name], theirs[name])).toBe(true);
        }
        expect([...Object.keys(send), ...conflicts.map(({ field }) => field)].every((name) => name in mine)).toBe(true);
      }),
    );
  });
  it('counts what the service said under the agent’s own pending edits as unchanged', () => {
    expect(threeWay({ p: 'mine before' }, { p: 'new' }, { p: 'old' }, { p: 'old' }).send).toEqual({ p: 'new' });
    expect(threeWay({ p: 'mine before' }, { p: 'new' }, { p: 'else' }, { p: 'old' }).conflicts).toHaveLength(1);
  });
  it('takes several values in any order for the same, and none for nothing', () => {
    expect(sameValue(['a', 'b'], ['b', 'a'])).toBe(true);
    expect(sameValue([], null)).toBe(true);
    expect(sameValue(['a'], ['a', 'b'])).toBe(false);
    expect(sameValue(['a, b'], ['a', 'b'])).toBe(false);
    const list = (items: string[]) => ({ 'cf.cf_x': items });
    expect(threeWay(list(['a', 'b']), list(['c']), list(['b', 'a']))).toEqual({ send: list(['c']), conflicts: [] });
  });
  it('flattens and back', () => {
    const row = { a: 1, cf: { cf_x: 'v' }, customFields: { 'A label.with dot': null } };
    expect(unflatten(flatten(row))).toEqual(row);
  });
});

const job = (kind: string, payload: object, state: JobState, rest: Partial<Job> = {}): Job =>
  ({
    seq: 1,
    id: 'j',
    kind,
    version: 1,
    ticketId: '7',
    localId: null,
    payload,
    base: null,
    summary: '',
    state,
    hold: null,
    holdUntil: null,
    nextAt: null,
    step: 0,
    results: {},
    revision: 1,
    attempts: 0,
    error: null,
    question: null,
    conflict: null,
    serverId: null,
    wasOffline: false,
    createdAt: 1_000,
    updatedAt: 1_000,
    settledAt: null,
    ...rest,
  }) satisfies Job;
const ticket: Ticket = { id: '7', status: 'Open', statusType: 'Open', priority: 'Low', commentCount: 1 };

describe('the effective row', () => {
  const change = fc.record({
    fields: fc.dictionary(fc.constantFrom('priority', 'category'), fc.constantFrom('x', 'y', null)),
    state: fc.constantFrom<JobState>(
      'held',
      'queued',
      'sending',
      'unknown',
      'rejected',
      'conflict',
      'sent',
      'cancelled',
      'setAside',
    ),
    settledAt: fc.constantFrom(1_000, 50_000),
  });
  it('is the same whether it is derived at once or job by job', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), fc.constantFrom(0, 20_000, 100_000), (changes, asOf) => {
        const jobs = changes.map(({ fields: edit, state, settledAt }) =>
          job('ticket.update', { id: '7', fields: edit }, state, { settledAt: state === 'sent' ? settledAt : null }),
        );
        const atOnce = applyToTicket(ticket, asOf, jobs);
        const oneByOne = jobs.reduce((row, each) => applyToTicket(row, asOf, [each]), ticket);
        expect(oneByOne).toEqual(atOnce);
        expect(applyToTicket(ticket, asOf, jobs)).toEqual(atOnce);
        if (jobs.every(({ state }) => ['rejected', 'conflict', 'cancelled', 'setAside'].includes(state)))
          expect(atOnce).toEqual(ticket);
      }),
    );
  });
  it('shows what was sent until a later read has it', () => {
    const sent = job('ticket.update', { id: '7', fields: { status: 'Closed' } }, 'sent', { settledAt: 50_000 });
    expect(applyToTicket(ticket, 49_000, [sent])).toMatchObject({ status: 'Closed', statusType: 'Closed' });
    expect(applyToTicket(ticket, 52_000, [sent]).status).toBe('Closed');
    expect(applyToTicket(ticket, 56_000, [sent]).status).toBe('Open');
  });
  it('is answered by a reply, unless the customer wrote after it', () => {
    const held = job('reply.send', { ticketId: '7', thenStatus: null }, 'held', { createdAt: 50_000 });
    const asked = (at: number): Ticket =>
      ({
        ...ticket,
        lastThread: { direction: 'in' },
        customerResponseTime: new Date(at).toISOString(),
      }) as unknown as Ticket;
    expect(applyToTicket(asked(49_000), 0, [held]).lastThread?.direction).toBe('out');
    expect(applyToTicket(asked(51_000), 0, [held]).lastThread?.direction).toBe('in');
    expect(applyToTicket(asked(51_000), 0, [held], { clockOffsetMs: 5_000 }).lastThread?.direction).toBe('out');
  });
  it('knows rows that are made, changed and deleted here', () => {
    const made = job('task.create', { subject: 's', draftKey: 'k' }, 'queued', { localId: 'local-1' });
    expect(createdRows('task', 0, [made], new Set(), '9')).toMatchObject([{ id: 'local-1', subject: 's' }]);
    const sent = { ...made, state: 'sent' as const, serverId: '8', settledAt: 10 };
    expect(createdRows('task', 0, [sent], new Set(['8']), '9')).toEqual([]);
    expect(applyToRow('timeEntry', { id: '3' }, 0, [job('timeEntry.delete', { id: '3' }, 'queued')])).toBeNull();
    expect(
      applyToRow('timeEntry', { id: '3' }, 0, [
        job('timeEntry.edit', { id: '3', ticketId: '7', seconds: 3_661 }, 'queued'),
      ]),
    ).toEqual({
      id: '3',
      hoursSpent: 1,
      minutesSpent: 1,
      secondsSpent: 1,
    });
  });
  const author = {
    agentId: '9',
    name: 'Jade',
    email: null,
    mentions: () => ({}),
    clockOffsetMs: 0,
    mark: ({ id, state }: Job) => ({ jobId: id, state, hold: null, until: null }),
  };
  it('shows a reply that is out as sent, once, while its close is still to come', () => {
    const reply = job('reply.send', { ticketId: '7', content: 'hi', to: 'a@b.c', thenStatus: 'Closed' }, 'rejected', {
      results: { draftId: '55', threadId: '55' },
      serverId: '55',
    });
    const row = (status: string) => ({ kind: 'thread', id: '55', time: null, content: 'hi', status }) as never;
    expect(applyToTimeline([], 0, [reply], author)).toMatchObject([{ id: 'job:j', pending: { state: 'sent' } }]);
    expect(applyToTimeline([row('DRAFT')], 0, [reply], author)).toMatchObject([
      { id: 'job:j', pending: { state: 'sent' } },
    ]);
    expect(applyToTimeline([row('SUCCESS')], 0, [reply], author)).toEqual([row('SUCCESS')]);
    const newId = { ...reply, results: { draftId: '55', threadId: '56' }, serverId: '56' };
    const own = { kind: 'thread', id: '56', time: null, content: 'hi', status: 'PENDING' } as never;
    expect(applyToTimeline([own], 0, [newId], author)).toEqual([own]);
  });
  it('shows an answer and a comment as their author’s, photo and all', () => {
    const written = [
      job('reply.send', { ticketId: '7', content: 'hi', to: 'a@b.c' }, 'queued'),
      job('comment.create', { ticketId: '7', content: 'hm' }, 'queued', { id: 'k' }),
    ];
    const own = { byAgent: true, person: `agent/${author.agentId}` };
    expect(applyToTimeline([], 0, written, author)).toMatchObject([own, own]);
  });
  it('keeps refused replies in the timeline and hides the draft behind its echo', () => {
    const reply = job('reply.send', { ticketId: '7', content: 'hi', to: 'a@b.c' }, 'rejected', {
      results: { draftId: '55' },
    });
    const draft = { kind: 'thread', id: '55', time: null, content: 'hi' } as never;
    expect(applyToTimeline([draft], 0, [reply], author)).toMatchObject([
      { id: 'job:j', pending: { state: 'rejected' } },
    ]);
    expect(applyToTimeline([draft], 0, [{ ...reply, state: 'sent', serverId: '55', settledAt: 1 }], author)).toEqual([
      draft,
    ]);
  });
});

describe('words and ids', () => {
  it('compares messages as people read them', () => {
    expect(sameText('<p>Hello&nbsp;<b>you</b></p>', 'Hello you')).toBe(true);
    expect(sameText('Hello &amp; you', 'Hello & you')).toBe(true);
    expect(sameText('Hello you', 'Hello him')).toBe(false);
    expect(plainText('&#x110000;&#99999999;&#65;')).toBe('\ufffd\ufffdA');
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(plainText(text).length).toBeLessThanOrEqual(text.length);
      }),
    );
    // What no `>` follows is no tag, and is read once.
    expect(plainText(`a <b>c</b> ${'<br'.repeat(300_000)}`)).toBe(`a c ${'<br'.repeat(300_000)}`);
    expect(plainText(`${'<'.repeat(300_000)}<br>a`)).toBe(`${'<'.repeat(300_000)} a`);
    expect(sameAddresses('"Carol" <carol@x.com>, B@y.com', 'b@y.com,carol@x.com')).toBe(true);
  });
  it('finds and replaces local ids wherever they stand', () => {
    const id = 'local-11111111-1111-4111-8111-111111111111';
    const payload = { a: id, list: [{ b: id }], text: `about ${id}` };
    expect(localIdsIn(payload)).toEqual([id]);
    expect(localIdsIn(payload, id)).toEqual([]);
    expect(resolveIds(payload, () => '42')).toEqual({ a: '42', list: [{ b: '42' }], text: `about ${id}` });
  });
});

it.each([
  ['ticket.update', { id: '1', fields: { assigneeId: '7' } }, '7'],
  ['ticket.create', { subject: 'x', assigneeId: '7' }, '7'],
  ['ticket.updateMany', { ids: ['1'], fieldName: 'assigneeId', isCustomField: false, fieldValue: '7' }, '7'],
  ['ticket.updateMany', { ids: ['1'], fieldName: 'priority', isCustomField: false, fieldValue: '7' }, null],
  ['ticket.update', { id: '1', fields: { status: 'Closed' } }, null],
  ['task.create', { subject: 'x', assigneeId: '7' }, null],
])('%s gives its tickets to whom it names: %o', (kind, payload, whom) => {
  expect(assigneeOf({ kind, payload } as never)).toBe(whom);
});
