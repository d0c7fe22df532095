import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src-main/demo-desk/control/ledger.ts';
import { threadMark, wordsMark } from '../../../src-main/outbox/shared-drafts.ts';
import { thread as threadSchema } from '../../../src-preload/contract/threads.ts';
import { until } from '../../fakes/until.ts';
import { type Rig, startRig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterEach(() => rig.fault());
afterAll(() => rig.stop());

const mail = (ticketId: string, content = `Mine ${crypto.randomUUID()}`) => ({
  ticketId,
  to: 'carol@example.com',
  fromEmailAddress: rig.from,
  content,
});
async function api(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const { status, json, text } = await rig.desk.api(method, `/api/v1${path}`, body);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json;
}
const bodyOf = (content: string) => ({
  channel: 'EMAIL',
  to: 'carol@example.com',
  fromEmailAddress: rig.from,
  contentType: 'html',
  content,
});
/** A ticket with a draft that was written elsewhere, and what is done with it there. */
async function sharedDraft() {
  const { id } = await rig.ticket();
  const { id: threadId, createdTime } = await api('POST', `/tickets/${id}/draftReply`, bodyOf('begun elsewhere'));
  const draftId = String(threadId);
  const write = (content: string) => api('PATCH', `/tickets/${id}/draftReply/${draftId}`, bodyOf(content));
  const send = () => api('POST', `/tickets/${id}/sendDraft?draftThreadId=${draftId}`);
  return { id, draftId, write, send, since: String(createdTime) };
}
const done = async (ticketId: string, operation: string): Promise<LedgerEntry[]> =>
  (await rig.ledger()).filter((entry) => entry.operation === operation && entry.fields['ticketId'] === ticketId);
const mailed = async (ticketId: string) => (await done(ticketId, 'sendDraft')).map(({ fields }) => fields['content']);
const refuseSending = () =>
  rig.fault({ match: { operation: 'sendDraft' }, times: 1, fault: { kind: 'status', status: 422 } });
/** A reply that goes on with the draft, whose sending the service refused. */
async function refused({ id, draftId }: { id: string; draftId?: string }) {
  await refuseSending();
  const goneOnWith = draftId === undefined ? {} : { draftThreadId: draftId };
  const input = { ...mail(id), ...goneOnWith, draftKey: `reply:${id}` };
  const { jobId } = rig.put('reply.send', input);
  await rig.reaches(jobId, 'rejected');
  return { jobId, words: input.content };
}

describe('a reply whose draft went out with other words', () => {
  it('is not said to be sent when it is tried again, and goes out as its own once the agent says so', async () => {
    const shared = await sharedDraft();
    const { jobId, words } = await refused(shared);
    await shared.write('Theirs');
    await shared.send();
    rig.outbox.actions.retry(jobId);
    expect(await rig.reaches(jobId, 'rejected', 'sent')).toMatchObject({
      state: 'rejected',
      error: { reason: 'draftSent' },
    });
    rig.outbox.actions.retry(jobId);
    await rig.reaches(jobId, 'sent');
    expect(await mailed(shared.id)).toEqual(['Theirs', words]);
  });

  it('goes out as its own when it is changed, too', async () => {
    const shared = await sharedDraft();
    const { jobId } = await refused(shared);
    await shared.write('Theirs');
    await shared.send();
    rig.outbox.actions.retry(jobId);
    await rig.reaches(jobId, 'rejected');
    rig.outbox.actions.edit(jobId, { content: 'Mine, later' });
    await rig.reaches(jobId, 'sent');
    expect(await mailed(shared.id)).toEqual(['Theirs', 'Mine, later']);
  });

  it('comes back without the draft when it is called back', async () => {
    const shared = await sharedDraft();
    const { jobId, words } = await refused(shared);
    await shared.write('Theirs');
    await shared.send();
    rig.outbox.actions.retry(jobId);
    await rig.reaches(jobId, 'rejected');
    rig.outbox.actions.cancel(jobId, false);
    const doc = rig.outbox.drafts.get(`reply:${shared.id}`)?.doc;
    expect(doc?.content).toBe(words);
    expect(doc).not.toHaveProperty('draftThreadId');
  });

  it.each(['sendAgain', 'discard'] as const)('is a question when its answer was lost: %s', async (answer) => {
    const shared = await sharedDraft();
    await rig.fault({ match: { operation: 'sendDraft' }, times: 1, fault: { kind: 'dropBefore' } });
    const input = { ...mail(shared.id), draftThreadId: shared.draftId };
    const { jobId } = rig.put('reply.send', input);
    await rig.reaches(jobId, 'unknown');
    await shared.write('Theirs');
    await shared.send();
    await until('it is asked', () => rig.job(jobId).question !== null || rig.job(jobId).state === 'sent');
    expect(rig.job(jobId)).toMatchObject({
      state: 'unknown',
      question: { why: 'otherWords', candidates: [{ text: 'Theirs' }] },
    });
    rig.outbox.actions.answer(jobId, answer, undefined);
    if (answer === 'discard') {
      const doc = rig.outbox.drafts.get(`reply:${shared.id}`)?.doc;
      expect(doc).toMatchObject({ content: input.content });
      expect(doc).not.toHaveProperty('draftThreadId');
      return;
    }
    await rig.reaches(jobId, 'sent');
    expect(await mailed(shared.id)).toEqual(['Theirs', input.content]);
  });

  it('is a question when it was written over in the moment of sending', async () => {
    const shared = await sharedDraft();
    await rig.fault({ match: { operation: 'sendDraft' }, times: 1, fault: { kind: 'delay', ms: 400 } });
    const { jobId } = rig.put('reply.send', { ...mail(shared.id), draftThreadId: shared.draftId });
    await until('it is being sent', () => rig.job(jobId).state === 'sending' && rig.job(jobId).step === 1);
    await shared.write('Theirs');
    await until('it is asked', () => rig.job(jobId).question !== null || rig.job(jobId).state === 'sent');
    expect(rig.job(jobId)).toMatchObject({ state: 'unknown', question: { why: 'otherWords' } });
    expect(await mailed(shared.id)).toEqual(['Theirs']);
    rig.outbox.actions.answer(jobId, 'done', undefined);
    await rig.reaches(jobId, 'sent');
  });

  it('whose own draft it was is refused as well', async () => {
    const { id } = await rig.ticket();
    await refuseSending();
    const { jobId } = rig.put('reply.send', mail(id));
    const draftId = String((await rig.reaches(jobId, 'rejected')).results['draftId']);
    await api('PATCH', `/tickets/${id}/draftReply/${draftId}`, bodyOf('Theirs'));
    await api('POST', `/tickets/${id}/sendDraft?draftThreadId=${draftId}`);
    rig.outbox.actions.retry(jobId);
    expect((await rig.reaches(jobId, 'rejected', 'sent', 'unknown')).state).not.toBe('sent');
  });
});

it('a draft that went out elsewhere with these very words is this reply, and goes out once', async () => {
  const shared = await sharedDraft();
  const { jobId, words } = await refused(shared);
  await shared.send();
  rig.outbox.actions.retry(jobId);
  expect((await rig.reaches(jobId, 'sent')).serverId).toBe(shared.draftId);
  const late = rig.put('reply.send', { ...mail(shared.id, words), draftThreadId: shared.draftId });
  await rig.reaches(late.jobId, 'sent');
  expect(await mailed(shared.id)).toEqual([words]);
});

it('a draft that was written over elsewhere while the reply waited is not sent with the words of another', async () => {
  const shared = await sharedDraft();
  const { jobId, words } = await refused(shared);
  await shared.write('Theirs, half done');
  rig.outbox.actions.retry(jobId);
  expect(await rig.reaches(jobId, 'rejected', 'sent')).toMatchObject({
    state: 'rejected',
    error: { reason: 'draftChanged' },
  });
  expect(await mailed(shared.id)).toEqual([]);
  rig.outbox.actions.retry(jobId);
  await rig.reaches(jobId, 'sent');
  expect(await mailed(shared.id)).toEqual([words]);
});

describe('two replies here that go on with one draft', () => {
  it('go out each with its own words', async () => {
    const shared = await sharedDraft();
    const first = await refused(shared);
    const given = rig.outbox.actions.overtakeDraft(shared.draftId, crypto.randomUUID());
    const second = { ...mail(shared.id), draftThreadId: given };
    const { jobId } = rig.put('reply.send', second);
    rig.outbox.actions.retry(first.jobId);
    await rig.reaches(first.jobId, 'sent');
    expect(await rig.reaches(jobId, 'rejected', 'sent')).toMatchObject({ error: { reason: 'draftSent' } });
    rig.outbox.actions.retry(jobId);
    await rig.reaches(jobId, 'sent');
    expect(await mailed(shared.id)).toEqual([first.words, second.content]);
  });

  it('are one too many while the first, which made the draft, waits to send it', async () => {
    const { id } = await rig.ticket();
    await rig.fault({ match: { operation: 'sendDraft' }, fault: { kind: 'status', status: 401 } });
    const { jobId } = rig.put('reply.send', mail(id));
    await until('the draft is there', () => rig.job(jobId).results['draftId'] !== undefined);
    const draftId = String(rig.job(jobId).results['draftId']);
    expect(() => rig.outbox.actions.overtakeDraft(draftId, crypto.randomUUID())).toThrow('on its way');
    await rig.fault();
    rig.outbox.wakeNetwork();
    await rig.reaches(jobId, 'sent');
  });

  it('do not lose it when the one that made it is called back', async () => {
    const { id } = await rig.ticket();
    await refuseSending();
    const first = rig.put('reply.send', mail(id));
    const draftId = String((await rig.reaches(first.jobId, 'rejected')).results['draftId']);
    const given = rig.outbox.actions.overtakeDraft(draftId, crypto.randomUUID());
    const second = { ...mail(id), draftThreadId: given };
    const { jobId } = rig.put('reply.send', second);
    rig.outbox.actions.cancel(first.jobId, false);
    await rig.reaches(jobId, 'sent');
    expect(await mailed(id)).toEqual([second.content]);
    expect(rig.outbox.jobs.listUnsettled().filter(({ ticketId }) => ticketId === id)).toEqual([]);
  });
});

describe('what the agent says of an item is said of it as they saw it', () => {
  it('a correction that was begun before the draft went out elsewhere sends nothing anew', async () => {
    const shared = await sharedDraft();
    rig.outbox.setPaused(true);
    const { jobId } = rig.put('reply.send', { ...mail(shared.id), draftThreadId: shared.draftId }, opened(shared));
    const { revision } = rig.job(jobId);
    await shared.write('Theirs');
    await shared.send();
    rig.outbox.setPaused(false);
    await rig.reaches(jobId, 'rejected');
    const later = { content: 'Mine, later' };
    expect(() => rig.outbox.actions.edit(jobId, later, undefined, revision)).toThrow('changed meanwhile');
    expect(rig.job(jobId).state).toBe('rejected');
    rig.outbox.actions.edit(jobId, later, undefined, rig.job(jobId).revision);
    await rig.reaches(jobId, 'sent');
    expect(await mailed(shared.id)).toEqual(['Theirs', 'Mine, later']);
  });

  it('a second press of “Try now” is no word on what the first one found', async () => {
    const shared = await sharedDraft();
    const { jobId } = await refused(shared);
    await shared.write('Theirs');
    await shared.send();
    const { revision } = rig.job(jobId);
    rig.outbox.actions.retry(jobId, revision);
    await rig.reaches(jobId, 'rejected');
    expect(() => rig.outbox.actions.retry(jobId, revision)).toThrow('changed meanwhile');
    expect(await mailed(shared.id)).toEqual(['Theirs']);
  });

  it('of two windows the one that is behind replaces no word of the other', async () => {
    const { id } = await rig.ticket();
    rig.outbox.setPaused(true);
    const { jobId } = rig.put('reply.send', mail(id));
    const { revision } = rig.job(jobId);
    rig.outbox.actions.edit(jobId, { content: 'Of the first' }, undefined, revision);
    expect(() => rig.outbox.actions.edit(jobId, { content: 'Of the second' }, undefined, revision)).toThrow();
    rig.outbox.setPaused(false);
    await rig.reaches(jobId, 'sent');
    expect(await mailed(id)).toEqual(['Of the first']);
  });
});

describe('a draft that a reply made, once the reply is called back', () => {
  /** A reply that was refused once its draft was there, and what somebody else does to that. */
  async function ownDraft() {
    const { id } = await rig.ticket();
    const { jobId, words } = await refused({ id });
    const draftId = String(rig.job(jobId).results['draftId']);
    const write = (content: string) => api('PATCH', `/tickets/${id}/draftReply/${draftId}`, bodyOf(content));
    const send = () => api('POST', `/tickets/${id}/sendDraft?draftThreadId=${draftId}`);
    const settled = () =>
      until('all of it is settled', () => rig.outbox.jobs.listUnsettled().every(({ ticketId }) => ticketId !== id));
    return { id, draftId, jobId, words, write, send, settled };
  }

  it('goes with it', async () => {
    const own = await ownDraft();
    rig.outbox.actions.cancel(own.jobId, false);
    await own.settled();
    expect(await done(own.id, 'deleteDraft')).toHaveLength(1);
  });

  it('stays where somebody else wrote on it, also after the agent said to write over that', async () => {
    const own = await ownDraft();
    await own.write('Theirs');
    rig.outbox.actions.retry(own.jobId);
    expect(await rig.reaches(own.jobId, 'rejected')).toMatchObject({ error: { reason: 'draftChanged' } });
    rig.outbox.setPaused(true);
    rig.outbox.actions.retry(own.jobId);
    rig.outbox.actions.cancel(own.jobId, false);
    rig.outbox.setPaused(false);
    await own.settled();
    expect((await api('GET', `/tickets/${own.id}/threads/${own.draftId}`))['content']).toBe('Theirs');
    expect(rig.outbox.drafts.get(`reply:${own.id}`)?.doc.content).toBe(own.words);
  });

  it('stays where somebody else sent it, and nothing asks for the agent', async () => {
    const own = await ownDraft();
    await own.write('Theirs');
    await own.send();
    rig.outbox.actions.cancel(own.jobId, false);
    await own.settled();
    expect(await mailed(own.id)).toEqual(['Theirs']);
  });
});

/** What the agent opened of a draft: its words then, and when it was written. */
const opened = ({ since }: { since: string }, words = 'begun elsewhere') => ({
  draft: { marks: [wordsMark(words)], since },
});

describe('what somebody else wrote on a draft since the agent opened it', () => {
  it('is not written over before the agent says so', async () => {
    const shared = await sharedDraft();
    await shared.write('Theirs');
    const input = { ...mail(shared.id), draftThreadId: shared.draftId };
    const { jobId } = rig.put('reply.send', input, opened(shared));
    expect(await rig.reaches(jobId, 'rejected', 'sent')).toMatchObject({
      state: 'rejected',
      error: { reason: 'draftChanged' },
    });
    expect((await api('GET', `/tickets/${shared.id}/threads/${shared.draftId}`))['content']).toBe('Theirs');
    rig.outbox.actions.retry(jobId);
    await rig.reaches(jobId, 'sent');
    expect(await mailed(shared.id)).toEqual([input.content]);
  });

  it.each(['to', 'cc', 'bcc'] as const)('is neither in its words alone, but also in %s', async (field) => {
    const shared = await sharedDraft();
    const at = `/tickets/${shared.id}/threads/${shared.draftId}`;
    const mark = threadMark(threadSchema.parse(await api('GET', at)));
    const readdress = (more: object) =>
      api('PATCH', `/tickets/${shared.id}/draftReply/${shared.draftId}`, { ...bodyOf('begun elsewhere'), ...more });
    await readdress({ [field]: 'boss@example.com' });
    const input = { ...mail(shared.id), draftThreadId: shared.draftId };
    const base = { draft: { marks: [mark], since: shared.since } };
    const { jobId } = rig.put('reply.send', input, base);
    expect(await rig.reaches(jobId, 'rejected', 'sent')).toMatchObject({
      state: 'rejected',
      error: { reason: 'draftChanged' },
    });
    expect((await api('GET', at))[field]).toBe('boss@example.com');
    // The name beside an address and its case are nobody's change.
    await readdress({ to: '"Carol" <CAROL@example.com>', cc: '', bcc: '' });
    rig.outbox.actions.edit(jobId, { content: 'Mine, later' });
    await rig.reaches(jobId, 'sent');
    expect((await done(shared.id, 'sendDraft')).map(({ fields }) => fields[field])).toEqual([
      field === 'to' ? 'carol@example.com' : '',
    ]);
  });

  it('is nothing where the draft says what was opened, or what is to go out', async () => {
    const shared = await sharedDraft();
    const first = rig.put('reply.draft', { ...mail(shared.id), draftThreadId: shared.draftId }, opened(shared));
    await rig.reaches(first.jobId, 'sent');
    await shared.write('Mine already');
    const base = opened(shared);
    const { jobId } = rig.put(
      'reply.send',
      { ...mail(shared.id, 'Mine already'), draftThreadId: shared.draftId },
      base,
    );
    await rig.reaches(jobId, 'sent');
    expect(await mailed(shared.id)).toEqual(['Mine already']);
  });

  it('is not written over by words that were changed in the outbox', async () => {
    const shared = await sharedDraft();
    const { jobId } = await refused(shared);
    await shared.write('Theirs');
    rig.outbox.actions.edit(jobId, { content: 'Mine, later' });
    expect(await rig.reaches(jobId, 'rejected', 'sent')).toMatchObject({ error: { reason: 'draftChanged' } });
    expect((await api('GET', `/tickets/${shared.id}/threads/${shared.draftId}`))['content']).toBe('Theirs');
    rig.outbox.actions.retry(jobId);
    await rig.reaches(jobId, 'sent');
    expect(await mailed(shared.id)).toEqual(['Mine, later']);
  });
});

describe('where what is sent gets another id', () => {
  let own: Rig;
  beforeAll(async () => {
    own = rig;
    rig = await startRig({ newIdOnSend: true });
  });
  afterAll(async () => {
    await rig.stop();
    rig = own;
  });

  it.each(['at once', 'behind a list that lags'])('a draft that went out elsewhere is this reply: %s', async (when) => {
    const shared = await sharedDraft();
    const input = { ...mail(shared.id, 'begun elsewhere'), draftThreadId: shared.draftId };
    await shared.send();
    const empty = { match: { operation: 'listThreads' }, times: 1, fault: { kind: 'status', status: 204 } };
    if (when !== 'at once') await rig.fault(empty);
    const { jobId } = rig.put('reply.send', input, opened(shared));
    if (when !== 'at once') {
      await rig.reaches(jobId, 'rejected');
      rig.outbox.actions.retry(jobId);
    }
    await rig.reaches(jobId, 'sent');
    expect(await mailed(shared.id)).toEqual(['begun elsewhere']);
  });

  it('with other words than these it is said first', async () => {
    const shared = await sharedDraft();
    await shared.send();
    const input = { ...mail(shared.id), draftThreadId: shared.draftId };
    const { jobId } = rig.put('reply.send', input, opened(shared));
    expect(await rig.reaches(jobId, 'rejected', 'sent')).toMatchObject({ error: { reason: 'draftSent' } });
    rig.outbox.actions.retry(jobId);
    await rig.reaches(jobId, 'sent');
    expect(await mailed(shared.id)).toEqual(['begun elsewhere', input.content]);
  });

  it('what was made here and went out elsewhere is found too', async () => {
    const { id } = await rig.ticket();
    await refuseSending();
    const input = mail(id);
    const { jobId } = rig.put('reply.send', input);
    const draftId = String((await rig.reaches(jobId, 'rejected')).results['draftId']);
    await api('POST', `/tickets/${id}/sendDraft?draftThreadId=${draftId}`);
    rig.outbox.actions.edit(jobId, { thenStatus: 'On Hold' });
    await rig.reaches(jobId, 'sent');
    expect(await mailed(id)).toEqual([input.content]);
  });

  it('what was made anew after that, and went out elsewhere, is found too', async () => {
    const shared = await sharedDraft();
    await shared.send();
    const input = { ...mail(shared.id), draftThreadId: shared.draftId };
    const { jobId } = rig.put('reply.send', input, opened(shared));
    await rig.reaches(jobId, 'rejected');
    await refuseSending();
    rig.outbox.actions.retry(jobId);
    await until('the new draft is refused', () => rig.job(jobId).step === 1 && rig.job(jobId).state === 'rejected');
    const draftId = String(rig.job(jobId).results['draftId']);
    await api('POST', `/tickets/${shared.id}/sendDraft?draftThreadId=${draftId}`);
    rig.outbox.actions.edit(jobId, { thenStatus: 'On Hold' });
    if ((await rig.reaches(jobId, 'sent', 'rejected')).state === 'rejected') rig.outbox.actions.retry(jobId);
    await rig.reaches(jobId, 'sent');
    expect(await mailed(shared.id)).toEqual(['begun elsewhere', input.content]);
  });

  describe('what a colleague sent is this reply, and no question', () => {
    const asColleague = async (id: string, draftId: string): Promise<void> => {
      const { status } = await rig.desk.as(rig.desk.agents[1]!.email)(
        'POST',
        `/api/v1/tickets/${id}/sendDraft?draftThreadId=${draftId}`,
      );
      expect(status).toBe(200);
    };
    const answered = (jobId: string) =>
      until('it is settled or asked', () => rig.job(jobId).settledAt !== null || rig.job(jobId).question !== null);

    it('between its draft and its first sending', async () => {
      const { id } = await rig.ticket();
      await rig.fault({ match: { operation: 'draftReply' }, times: 1, fault: { kind: 'delay', ms: 300 } });
      const input = mail(id);
      const { jobId } = rig.put('reply.send', input);
      await until('its draft is being made', () => rig.job(jobId).state === 'sending');
      rig.outbox.setPaused(true);
      await until('its draft is there', () => rig.job(jobId).step === 1);
      await asColleague(id, String(rig.job(jobId).results['draftId']));
      rig.outbox.setPaused(false);
      await answered(jobId);
      expect(rig.job(jobId)).toMatchObject({ state: 'sent', question: null });
      expect(await mailed(id)).toEqual([input.content]);
    });

    it('after its sending was refused', async () => {
      const { id } = await rig.ticket();
      const { jobId, words } = await refused({ id });
      await asColleague(id, String(rig.job(jobId).results['draftId']));
      rig.outbox.actions.retry(jobId);
      await answered(jobId);
      expect(rig.job(jobId)).toMatchObject({ state: 'sent', question: null });
      expect(await mailed(id)).toEqual([words]);
    });
  });

  it('the same words in an older message are another message', async () => {
    const { id } = await rig.ticket();
    const words = 'Thanks, closing this';
    await rig.reaches(rig.put('reply.send', mail(id, words)).jobId, 'sent');
    const { jobId } = rig.put('reply.send', mail(id, words));
    await rig.reaches(jobId, 'sent');
    expect(await mailed(id)).toEqual([words, words]);
  });
});
