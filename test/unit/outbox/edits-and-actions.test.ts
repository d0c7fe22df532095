import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobKindName } from '../../../src-preload/contract/outbox.ts';
import { until } from '../../fakes/until.ts';
import { type FaultInput, type Rig, startRig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig({ tickets: 200 });
});
afterAll(() => rig.stop());

const FAULTS: Record<string, FaultInput | null> = {
  'nothing goes wrong': null,
  'the connection drops before': { kind: 'dropBefore' },
  'it is done and the answer drops': { kind: 'processThenDrop' },
};

const api = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
  const { status, json, text } = await rig.desk.api(method, `/api/v1${path}`, body);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json;
};
const comment = async (ticketId: string): Promise<string> =>
  String((await api('POST', `/tickets/${ticketId}/comments`, { content: 'from before', isPublic: false }))['id']);
const timeEntry = async (ticketId: string): Promise<string> =>
  String(
    (
      await api('POST', `/tickets/${ticketId}/timeEntry`, {
        executedTime: '2026-03-01T10:00:00.000Z',
        hoursSpent: 1,
        minutesSpent: 0,
        secondsSpent: 0,
        description: 'from before',
      })
    )['id'],
  );
async function failedThread(ticketId: string): Promise<string> {
  const draft = await api('POST', `/tickets/${ticketId}/draftReply`, {
    channel: 'EMAIL',
    to: 'nobody@bounce.example',
    fromEmailAddress: rig.from,
    contentType: 'html',
    content: `<p>lost ${crypto.randomUUID()}</p>`,
  });
  const sent = await api('POST', `/tickets/${ticketId}/sendDraft?draftThreadId=${String(draft['id'])}`);
  const id = String(sent['id']);
  await until('the mail has failed', async () =>
    (await api('GET', `/tickets/${ticketId}/threads/${id}`))['status'] === 'FAILED' ? true : null,
  );
  return id;
}
async function customersThread(ticketId: string): Promise<string> {
  const { results } = await rig.desk.control('POST', '/traffic', {
    events: [{ kind: 'customerThread', ticketId, content: `And another thing ${crypto.randomUUID()}` }],
  });
  return String((results as { ids: string[] }[])[0]?.ids[0]);
}

interface Case {
  kind: JobKindName;
  operation: string;
  /** Makes what is worked on; answers the input, and what reads as done. */
  prepare(): Promise<{ input: unknown; isDone(): Promise<boolean> }>;
  /** Twice is the same as once, so the same may be done again after an answer that got lost. */
  isIdempotent: boolean;
}

const field = async (path: string, name: string): Promise<unknown> => (await api('GET', path))[name];
const isGone = async (path: string): Promise<boolean> => (await rig.desk.get(`/api/v1${path}`)).status === 404;

const CASES: Case[] = [
  {
    kind: 'thread.resend',
    operation: 'resendFailedThread',
    isIdempotent: false,
    async prepare() {
      const { id } = await rig.ticket();
      const threadId = await failedThread(id);
      const path = `/tickets/${id}/threads/${threadId}`;
      return {
        input: { ticketId: id, threadId },
        isDone: async () => ['PENDING', 'SUCCESS'].includes(String(await field(path, 'status'))),
      };
    },
  },
  {
    kind: 'ticket.merge',
    operation: 'mergeTickets',
    isIdempotent: false,
    async prepare() {
      const [{ id }, other] = [await rig.ticket(), await rig.ticket()];
      return { input: { id, ids: [other.id] }, isDone: () => isGone(`/tickets/${other.id}`) };
    },
  },
  {
    kind: 'ticket.split',
    operation: 'splitThread',
    isIdempotent: false,
    async prepare() {
      const { id } = await rig.ticket();
      const threadId = await customersThread(id);
      return { input: { ticketId: id, threadId }, isDone: () => isGone(`/tickets/${id}/threads/${threadId}`) };
    },
  },
  {
    kind: 'ticket.move',
    operation: 'moveTicket',
    isIdempotent: true,
    async prepare() {
      const { id, departmentId } = await rig.ticket();
      const { data } = await api('GET', '/departments?limit=50');
      const target = (data as { id: string }[]).find((row) => row.id !== departmentId)?.id;
      return {
        input: { id, departmentId: target },
        isDone: async () => (await field(`/tickets/${id}`, 'departmentId')) === target,
      };
    },
  },
  {
    kind: 'ticket.markSpam',
    operation: 'markSpam',
    isIdempotent: true,
    async prepare() {
      const { id } = await rig.ticket();
      return {
        input: { ids: [id], isSpam: true },
        isDone: async () => (await field(`/tickets/${id}`, 'isSpam')) === true,
      };
    },
  },
  {
    kind: 'ticket.follow',
    operation: 'addFollowers',
    isIdempotent: true,
    async prepare() {
      const { id } = await rig.ticket();
      return {
        input: { id, isFollowed: true },
        isDone: async () => {
          const { data } = await api('GET', `/tickets/${id}/followers`);
          return ((data ?? []) as { id: string }[]).some((agent) => agent.id === rig.desk.agents[0]?.id);
        },
      };
    },
  },
  {
    kind: 'ticket.tag',
    operation: 'associateTags',
    isIdempotent: true,
    async prepare() {
      const { id } = await rig.ticket();
      return {
        input: { id, name: 'refund', isTagged: true },
        isDone: async () => {
          const { data } = await api('GET', `/tickets/${id}/tags`);
          return ((data ?? []) as { name: string }[]).some(({ name }) => name === 'refund');
        },
      };
    },
  },
  {
    kind: 'ticket.updateMany',
    operation: 'updateManyTickets',
    isIdempotent: true,
    async prepare() {
      const ids = [(await rig.ticket()).id, (await rig.ticket()).id, (await rig.ticket()).id];
      const fieldValue = `many ${crypto.randomUUID()}`;
      return {
        input: { ids, fieldName: 'category', fieldValue },
        isDone: async () => {
          const values = await Promise.all(ids.map((id) => field(`/tickets/${id}`, 'category')));
          return values.every((value) => value === fieldValue);
        },
      };
    },
  },
  {
    kind: 'comment.edit',
    operation: 'updateComment',
    isIdempotent: true,
    async prepare() {
      const { id: ticketId } = await rig.ticket();
      const id = await comment(ticketId);
      const content = `changed ${crypto.randomUUID()}`;
      return {
        input: { ticketId, id, content },
        isDone: async () => (await field(`/tickets/${ticketId}/comments/${id}`, 'content')) === content,
      };
    },
  },
  {
    kind: 'comment.delete',
    operation: 'deleteComment',
    isIdempotent: false,
    async prepare() {
      const { id: ticketId } = await rig.ticket();
      const id = await comment(ticketId);
      return { input: { ticketId, id }, isDone: () => isGone(`/tickets/${ticketId}/comments/${id}`) };
    },
  },
  {
    kind: 'timeEntry.edit',
    operation: 'updateTimeEntry',
    isIdempotent: true,
    async prepare() {
      const { id: ticketId } = await rig.ticket();
      const id = await timeEntry(ticketId);
      return {
        input: { ticketId, id, seconds: 4_321, description: 'longer than thought' },
        isDone: async () => {
          const row = await api('GET', `/tickets/${ticketId}/timeEntry/${id}`);
          const parts = [row['hoursSpent'], row['minutesSpent'], row['secondsSpent']].map(Number);
          return parts.join(':') === '1:12:1' && row['description'] === 'longer than thought';
        },
      };
    },
  },
  {
    kind: 'timeEntry.delete',
    operation: 'deleteTimeEntry',
    isIdempotent: false,
    async prepare() {
      const { id: ticketId } = await rig.ticket();
      const id = await timeEntry(ticketId);
      return { input: { ticketId, id }, isDone: () => isGone(`/tickets/${ticketId}/timeEntry/${id}`) };
    },
  },
];

describe.each(CASES)('$kind', ({ kind, operation, prepare, isIdempotent }) => {
  it.each(Object.entries(FAULTS))('%s: is done, once', async (_name, fault) => {
    const { input, isDone } = await prepare();
    expect(await isDone()).toBe(false);
    const before = (await rig.ledger()).length;
    await rig.fault(...(fault === null ? [] : [{ match: { operation }, times: 1, fault }]));
    const { jobId, localId } = rig.put(kind, input);
    if (kind === 'thread.resend' && fault?.['kind'] === 'dropBefore') {
      // It still reads as failed: whether it failed once more, only the agent can say.
      await until('the question is asked', () => rig.job(jobId).question !== null, 15_000);
      expect(await isDone()).toBe(false);
      rig.outbox.actions.answer(jobId, 'sendAgain', undefined);
    }
    const job = await rig.reaches(jobId, 'sent', 'rejected', 'setAside', 'conflict');
    await rig.fault();
    expect([job.state, job.error]).toEqual(['sent', null]);
    expect(await isDone()).toBe(true);
    const done = (await rig.ledger()).slice(before).filter((entry) => entry.operation === operation);
    const times = kind === 'ticket.updateMany' ? 3 : 1;
    if (isIdempotent) expect(done.length).toBeGreaterThanOrEqual(times);
    else expect(done).toHaveLength(times);
    if (localId !== null) expect(rig.outbox.localIds.resolve(localId)).toBe(done[0]?.ids[0]);
  });
});

describe('what is refused there', () => {
  it('deleting what is gone is done; editing it is refused', async () => {
    const { id: ticketId } = await rig.ticket();
    const id = await comment(ticketId);
    await api('DELETE', `/tickets/${ticketId}/comments/${id}`);
    const edit = rig.put('comment.edit', { ticketId, id, content: 'too late' });
    expect((await rig.reaches(edit.jobId, 'rejected', 'sent')).state).toBe('rejected');
    rig.outbox.actions.cancel(edit.jobId, false);
    const gone = rig.put('comment.delete', { ticketId, id });
    expect((await rig.reaches(gone.jobId, 'rejected', 'sent')).state).toBe('sent');
  });

  it('half a merge is a question, and the agent’s word settles it', async () => {
    const [{ id }, one, other] = [await rig.ticket(), await rig.ticket(), await rig.ticket()];
    await rig.fault({ match: { operation: 'mergeTickets' }, times: 1, fault: { kind: 'dropBefore' } });
    // A colleague merges one of the two meanwhile.
    await rig.desk.control('POST', '/traffic', { events: [{ kind: 'merge', ticketId: id, ids: [one.id] }] });
    const { jobId } = rig.put('ticket.merge', { id, ids: [one.id, other.id] });
    await until('the question is asked', () => rig.job(jobId).question !== null, 15_000);
    expect(rig.job(jobId).question).toMatchObject({ why: 'ambiguous', candidates: [{ id: other.id }] });
    rig.outbox.actions.answer(jobId, 'done', undefined);
    expect(rig.job(jobId).state).toBe('sent');
  });
});
