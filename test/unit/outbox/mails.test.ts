import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src-main/demo-desk/control/ledger.ts';
import { isAppError } from '../../../src-main/lib/app-error.ts';
import { seenOf } from '../../../src-main/outbox/freshness.ts';
import { thread as threadSchema } from '../../../src-preload/contract/threads.ts';
import { ticket as ticketSchema } from '../../../src-preload/contract/tickets.ts';
import { until } from '../../fakes/until.ts';
import { type Rig, startRig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const mail = (ticketId: string, content = `Hello ${crypto.randomUUID()}`) => ({
  ticketId,
  to: 'carol@example.com',
  fromEmailAddress: rig.from,
  content,
});
const reasonOf = (work: () => unknown): string => {
  try {
    work();
    return 'none';
  } catch (error) {
    return isAppError(error) ? `${error.code}:${error.reason ?? ''}` : String(error);
  }
};
async function api(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const { status, json, text } = await rig.desk.api(method, `/api/v1${path}`, body);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json;
}
/** A draft that was written on the web. */
async function draftOnWeb(ticketId: string, more: object = {}): Promise<{ id: string; content: string }> {
  const content = `From the web ${crypto.randomUUID()}`;
  const body = { channel: 'EMAIL', to: 'old@example.com', fromEmailAddress: rig.from, contentType: 'html', content };
  return { id: String((await api('POST', `/tickets/${ticketId}/draftReply`, { ...body, ...more }))['id']), content };
}
const done = async (ticketId: string, operation: string): Promise<LedgerEntry[]> =>
  (await rig.ledger()).filter((entry) => entry.operation === operation && entry.fields['ticketId'] === ticketId);
async function seen(ticketId: string): Promise<object> {
  const { json } = await rig.desk.get(`/api/v1/tickets/${ticketId}/threads?limit=100`);
  const threads = ((json['data'] as unknown[] | undefined) ?? []).map((row) => threadSchema.parse(row));
  return { seen: seenOf(ticketSchema.parse(await api('GET', `/tickets/${ticketId}`)), threads) };
}
const traffic = (...events: object[]) => rig.desk.control('POST', '/traffic', { events });
function stage(name: string, text: string) {
  const bytes = Buffer.from(text);
  const staging = rig.outbox.files.stage(bytes.length);
  staging.append(bytes);
  return { ...staging.finish(), name };
}

describe('who gets a mail', () => {
  it.each(['to', 'cc', 'bcc'] as const)(
    'a draft of the service goes to whom the agent named in %s, though the change got lost',
    async (field) => {
      const { id } = await rig.ticket();
      const draft = await draftOnWeb(id, { cc: 'boss@example.com', bcc: 'archive@example.com' });
      await rig.fault({ match: { operation: 'updateDraftReply' }, times: 1, fault: { kind: 'dropBefore' } });
      const written = { to: 'old@example.com', cc: 'boss@example.com', bcc: 'archive@example.com' };
      const input = { ...mail(id, draft.content), ...written, draftThreadId: draft.id, [field]: 'new@example.com' };
      const { jobId } = rig.put('reply.send', input);
      await rig.reaches(jobId, 'sent');
      await rig.fault();
      expect((await done(id, 'sendDraft')).map(({ fields }) => fields[field])).toEqual(['new@example.com']);
    },
  );

  it('what the agent took out of a draft does not get the mail', async () => {
    const { id } = await rig.ticket();
    const draft = await draftOnWeb(id, { cc: 'boss@example.com', bcc: 'archive@example.com' });
    const { jobId } = rig.put('reply.send', { ...mail(id), draftThreadId: draft.id });
    await rig.reaches(jobId, 'sent');
    expect((await done(id, 'sendDraft')).map(({ fields }) => [fields['cc'], fields['bcc']])).toEqual([['', '']]);
  });

  it('an address that was corrected after the draft was made is the one', async () => {
    const { id } = await rig.ticket();
    await rig.fault({ match: { operation: 'sendDraft' }, times: 1, fault: { kind: 'status', status: 422 } });
    const { jobId } = rig.put('reply.send', mail(id));
    await rig.reaches(jobId, 'rejected');
    await rig.fault({ match: { operation: 'updateDraftReply' }, times: 1, fault: { kind: 'dropBefore' } });
    rig.outbox.actions.edit(jobId, { to: 'right@example.com' });
    await rig.reaches(jobId, 'sent');
    await rig.fault();
    expect((await done(id, 'sendDraft')).map(({ fields }) => fields['to'])).toEqual(['right@example.com']);
  });

  it('a file that was added to a draft goes along, though the change got lost', async () => {
    const { id } = await rig.ticket();
    const draft = await draftOnWeb(id);
    await rig.fault({ match: { operation: 'updateDraftReply' }, times: 1, fault: { kind: 'dropBefore' } });
    const files = [stage('plan.txt', crypto.randomUUID())];
    const { jobId } = rig.put('reply.send', {
      ...mail(id, draft.content),
      to: 'old@example.com',
      draftThreadId: draft.id,
      files,
    });
    const job = await rig.reaches(jobId, 'sent');
    await rig.fault();
    const { json } = await rig.desk.get(`/api/v1/tickets/${id}/threads/${job.serverId}`);
    expect(json['attachments']).toMatchObject([{ name: 'plan.txt' }]);
  });

  it.each([
    ['sendDraft', 422, 1],
    ['sendDraft', 401, 1],
    ['draftReply', 422, 1],
    ['sendDraft', 422, 0],
    ['draftReply', 422, 0],
  ])(
    'a file that was taken out after %s answered %i does not go along, nor twice what stays: %i',
    async (operation, status, kept) => {
      const { id } = await rig.ticket();
      const isRefusal = status === 422;
      await rig.fault({ match: { operation }, ...(isRefusal ? { times: 1 } : {}), fault: { kind: 'status', status } });
      const files = ['plan.txt', 'salaries.txt'].map((name) => stage(name, crypto.randomUUID()));
      const { jobId } = rig.put('reply.send', { ...mail(id), files });
      if (isRefusal) await rig.reaches(jobId, 'rejected');
      else
        await until('it was tried', () =>
          rig.outbox.jobs.listAttempts(jobId).some(({ outcome }) => outcome === 'notSent'),
        );
      rig.outbox.actions.edit(jobId, { files: files.slice(0, kept), content: 'without it' });
      await rig.fault();
      rig.outbox.wakeNetwork();
      const job = await rig.reaches(jobId, 'sent');
      const { json } = await rig.desk.get(`/api/v1/tickets/${id}/threads/${job.serverId}`);
      expect(json['content']).toBe('without it');
      const names = (json['attachments'] as { name: string }[]).map(({ name }) => name);
      expect(names).toEqual(['plan.txt'].slice(0, kept));
    },
  );

  it('an equal reply to somebody else is not taken for this one', async () => {
    const { id } = await rig.ticket();
    await rig.fault({ match: { operation: 'draftReply' }, times: 1, fault: { kind: 'dropBefore' } });
    const { jobId } = rig.put('reply.send', { ...mail(id, 'the same words'), cc: 'boss@example.com' });
    await rig.reaches(jobId, 'unknown');
    await api('POST', `/tickets/${id}/draftReply`, {
      ...mail(id, 'the same words'),
      ticketId: undefined,
      channel: 'EMAIL',
    });
    await rig.reaches(jobId, 'sent');
    await rig.fault();
    expect((await done(id, 'sendDraft')).map(({ fields }) => fields['cc'])).toEqual(['boss@example.com']);
  });
});

describe('a mail that went out while its close did not', () => {
  async function sentNotClosed(): Promise<{ id: string; jobId: string }> {
    const { id } = await rig.ticket();
    await rig.fault({ match: { operation: 'updateTicket' }, fault: { kind: 'status', status: 422 } });
    const { jobId } = rig.put('reply.send', { ...mail(id), thenStatus: 'Closed', draftKey: `reply:${id}` });
    await rig.reaches(jobId, 'rejected');
    await rig.fault();
    return { id, jobId };
  }

  it('can be left at that, but neither called back nor rewritten', async () => {
    const { id, jobId } = await sentNotClosed();
    expect(rig.outbox.item(rig.job(jobId)).actions).toEqual(['retry', 'cancel']);
    expect(reasonOf(() => rig.outbox.actions.edit(jobId, { content: 'something else' }))).toBe('conflict:mailSent');
    expect(rig.outbox.actions.cancel(jobId, false)).toMatchObject({ draftKey: null });
    expect(rig.job(jobId)).toMatchObject({ state: 'sent', serverId: (await done(id, 'sendDraft'))[0]?.ids[0] });
    expect(rig.outbox.drafts.get(`reply:${id}`)).toBeNull();
    expect((await api('GET', `/tickets/${id}`))['status']).not.toBe('Closed');
  });

  it('can be closed after all', async () => {
    const { id, jobId } = await sentNotClosed();
    rig.outbox.actions.retry(jobId);
    await rig.reaches(jobId, 'sent');
    expect(await done(id, 'sendDraft')).toHaveLength(1);
    expect((await api('GET', `/tickets/${id}`))['status']).toBe('Closed');
  });

  it('does not close a ticket on which somebody wrote meanwhile', async () => {
    const { id } = await rig.ticket();
    const base = await seen(id);
    await rig.fault({ match: { operation: 'updateTicket' }, times: 1, fault: { kind: 'status', status: 422 } });
    const { jobId } = rig.put('reply.send', { ...mail(id), thenStatus: 'Closed' }, base);
    await rig.reaches(jobId, 'rejected');
    await traffic({ kind: 'customerThread', ticketId: id, content: 'One more thing' });
    rig.outbox.updateSettings({ staleMs: 0 });
    rig.outbox.actions.retry(jobId);
    const job = await rig.reaches(jobId, 'held', 'sent');
    rig.outbox.updateSettings({ staleMs: 300_000 });
    expect(rig.outbox.item(job)).toMatchObject({
      hold: { reason: 'freshness', happenings: [{ what: 'customerThread' }] },
      actions: ['overrideFreshness', 'cancel'],
    });
    rig.outbox.actions.cancel(jobId, false);
    expect(rig.job(jobId).state).toBe('sent');
  });
});

describe('before a mail that was tried already goes out', () => {
  it.each(['draftReply', 'sendDraft'])('the ticket is looked at, however far it had come: %s', async (operation) => {
    const { id } = await rig.ticket();
    const base = await seen(id);
    // The service works on none of it for a long time.
    await rig.fault({ match: { operation }, fault: { kind: 'status', status: 401 } });
    const { jobId } = rig.put('reply.send', mail(id), base);
    await until('it was tried', () =>
      rig.outbox.jobs
        .listAttempts(jobId)
        .some(({ step, outcome }) => outcome === 'notSent' && step === (operation === 'draftReply' ? 'draft' : 'send')),
    );
    await traffic({ kind: 'customerThread', ticketId: id, content: 'Forget it' });
    rig.outbox.updateSettings({ staleMs: 0 });
    await rig.fault();
    rig.outbox.wakeNetwork();
    const job = await rig.reaches(jobId, 'held', 'sent');
    rig.outbox.updateSettings({ staleMs: 300_000 });
    expect(job.hold).toMatchObject({ reason: 'freshness', happenings: [{ what: 'customerThread' }] });
    rig.outbox.actions.cancel(jobId, false);
    expect(await done(id, 'sendDraft')).toEqual([]);
  });
});

describe('a refusal after an answer that got lost', () => {
  it('is not believed while nobody could look', async () => {
    const { id } = await rig.ticket();
    await rig.fault(
      {
        match: { operation: 'sendDraft' },
        times: 1,
        fault: { kind: 'status', status: 404, process: true, body: { errorCode: 'URL_NOT_FOUND', message: 'gone' } },
      },
      { match: { operation: 'getThread' }, times: 6, fault: { kind: 'status', status: 503 } },
    );
    const { jobId } = rig.put('reply.send', mail(id));
    const job = await rig.reaches(jobId, 'sent', 'rejected');
    await rig.fault();
    expect(job.state).toBe('sent');
    expect(await done(id, 'sendDraft')).toHaveLength(1);
  });

  it('is a question when the look can’t tell', async () => {
    const { id } = await rig.ticket();
    const held = await draftOnWeb(id);
    await rig.fault({
      match: { operation: 'sendDraft' },
      times: 1,
      fault: { kind: 'delay', ms: 400 },
    });
    const { jobId } = rig.put('reply.send', { ...mail(id), draftThreadId: held.id });
    await until('the draft is changed', async () => (await done(id, 'updateDraftReply')).length === 1);
    // A colleague deletes the draft, so that the service refuses to send it.
    await api('DELETE', `/tickets/${id}/draftReply/${held.id}`);
    await until('it is asked', () => rig.job(jobId).question !== null || rig.job(jobId).state === 'rejected', 10_000);
    await rig.fault();
    expect(rig.job(jobId)).toMatchObject({ state: 'unknown', question: { why: 'draftGone' } });
    rig.outbox.actions.answer(jobId, 'sendAgain', undefined);
    await rig.reaches(jobId, 'sent');
    expect(await done(id, 'sendDraft')).toHaveLength(1);
  });
});

describe('a draft that was there before', () => {
  it('stays when the reply that went on with it is called back', async () => {
    const { id } = await rig.ticket();
    const held = await draftOnWeb(id);
    await rig.fault({ match: { operation: 'sendDraft' }, times: 1, fault: { kind: 'status', status: 422 } });
    const { jobId } = rig.put('reply.send', { ...mail(id), draftThreadId: held.id });
    await rig.reaches(jobId, 'rejected');
    await rig.fault();
    rig.outbox.actions.cancel(jobId, false);
    const next = rig.put('comment.create', { ticketId: id, content: 'after it' });
    await rig.reaches(next.jobId, 'sent');
    expect(await done(id, 'deleteDraft')).toEqual([]);
    expect((await api('GET', `/tickets/${id}/threads/${held.id}`))['status']).toBe('DRAFT');
  });

  it('and is gone meanwhile: trying again makes another', async () => {
    const { id } = await rig.ticket();
    const held = await draftOnWeb(id);
    await api('DELETE', `/tickets/${id}/draftReply/${held.id}`);
    const { jobId } = rig.put('reply.send', { ...mail(id), draftThreadId: held.id });
    await rig.reaches(jobId, 'rejected');
    rig.outbox.actions.retry(jobId);
    const job = await rig.reaches(jobId, 'rejected', 'sent');
    expect(job.state).toBe('sent');
    expect(await done(id, 'draftReply')).toHaveLength(2);
    expect(await done(id, 'sendDraft')).toHaveLength(1);
  });
});
