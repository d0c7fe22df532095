import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wordsMark } from '../../../src-main/outbox/shared-drafts.ts';
import type { ThreadItem } from '../../../src-preload/contract/threads.ts';
import type { TimelineItem } from '../../../src-preload/contract/tickets.ts';
import { type Core, startCore } from '../../factories/core.ts';
import { until } from '../../fakes/until.ts';
import { startDesk, type TestDesk } from '../demo-desk/client.ts';

let desk: TestDesk;
let core: Core;
let ticketIds: string[];
let from: string;
let last = 0;

beforeAll(async () => {
  desk = await startDesk({ tickets: 120, sendMs: 50 });
  core = await startCore({ desk });
  await core.ready();
  await core.synced();
  await core.call('outbox.updateSettings', { undoMs: 0 });
  const { rows } = await core.call('tickets.list', { view: 'allOpen', offset: 0, limit: 25 });
  ticketIds = rows.map(({ id }) => id);
  const { json } = await desk.get('/api/v1/mailReplyAddress?departmentId=allDepartment');
  from = String(
    (json['data'] as { address: string; isActive?: boolean }[]).find((row) => row.isActive !== false)?.address,
  );
}, 60_000);
afterAll(async () => {
  await core.stop();
  await desk.close();
});
interface Entry {
  operation: string;
  ids: string[];
  fields: Record<string, unknown>;
}
const ledger = async () => (await desk.control('GET', `/ledger?since=${last}`)) as { last: number; entries: Entry[] };
const effects = async (): Promise<string[]> => (await ledger()).entries.map(({ operation }) => operation);
beforeEach(async () => {
  ({ last } = (await desk.control('GET', '/ledger')) as { last: number });
});

const draft = (ticketId: string, content: string) => ({
  ticketId,
  to: 'carol@example.com',
  fromEmailAddress: from,
  content,
});
const settled = (jobId: string, state = 'sent') =>
  until(`the job is ${state}`, async () => {
    const item = await core.call('outbox.get', { id: jobId });
    return item?.state === state ? item : null;
  });
const thread = async (ticketId: string, id: string) =>
  (await desk.get(`/api/v1/tickets/${ticketId}/threads/${id}`)).json as {
    content: string;
    status: string;
    attachments?: { id: string; name: string }[];
  };
async function stage(name: string, text: string) {
  const { uploadId } = await core.call('files.begin', { name, size: text.length });
  await core.call('files.append', { uploadId, base64: Buffer.from(text).toString('base64') });
  return core.call('files.finish', { uploadId });
}

describe('a draft that the service keeps too', () => {
  it('is written over by the next text, sent as what it became, and the composer’s own stays meanwhile', async () => {
    const ticketId = ticketIds.pop()!;
    const key = `reply:${ticketId}`;
    await core.call('drafts.save', { key, ticketId, doc: { kind: 'reply', content: 'one' } });
    const first = await core.call('replies.draft', draft(ticketId, '<p>one</p>'));
    await core.call('drafts.save', {
      key,
      ticketId,
      doc: { kind: 'reply', content: 'one', draftThreadId: first.localId },
    });
    const { serverId } = await settled(first.jobId);
    expect(await thread(ticketId, serverId!)).toMatchObject({ status: 'DRAFT', content: '<p>one</p>' });
    // The journal tells it by the service's name as soon as there is one.
    expect((await core.call('drafts.get', { key }))?.doc).toMatchObject({ content: 'one', draftThreadId: serverId });
    const second = await core.call('replies.draft', {
      ...draft(ticketId, '<p>two</p>'),
      draftThreadId: first.localId!,
    });
    expect((await settled(second.jobId)).serverId).toBe(serverId);
    const sent = await core.call('replies.send', {
      ...draft(ticketId, '<p>three</p>'),
      draftThreadId: first.localId!,
      draftKey: key,
    });
    await settled(sent.jobId);
    expect(await effects()).toEqual(['draftReply', 'updateDraftReply', 'updateDraftReply', 'sendDraft']);
    expect(await core.call('drafts.get', { key })).toBeNull();
  });

  it('is overtaken by the reply while it is still on its way, and shows once', async () => {
    const ticketId = ticketIds.pop()!;
    await core.call('outbox.pauseAll', {});
    const kept = await core.call('replies.draft', draft(ticketId, '<p>early words</p>'));
    const shown = async () =>
      (await core.call('tickets.timeline', { id: ticketId })).filter(({ pending }) => pending !== undefined);
    expect(await shown()).toMatchObject([{ id: kept.localId, status: 'DRAFT', content: '<p>early words</p>' }]);
    const again = await core.call('replies.draft', {
      ...draft(ticketId, '<p>later words</p>'),
      draftThreadId: kept.localId!,
    });
    expect(await shown()).toMatchObject([{ id: again.localId, content: '<p>later words</p>' }]);
    const sent = await core.call('replies.send', { ...draft(ticketId, '<p>final</p>'), draftThreadId: again.localId! });
    expect(await shown()).toMatchObject([{ id: `job:${sent.jobId}`, status: 'PENDING' }]);
    await core.call('outbox.resume', {});
    await settled(sent.jobId);
    expect(await effects()).toEqual(['draftReply', 'sendDraft']);
    expect((await core.call('outbox.get', { id: kept.jobId }))?.state).toBe('cancelled');
  });

  it('is written over only where nobody else did since it was opened', async () => {
    const ticketId = ticketIds.pop()!;
    const { serverId } = await settled((await core.call('replies.draft', draft(ticketId, '<p>one</p>'))).jobId);
    const draftOf = (items: TimelineItem[]) => items.find(({ id }) => id === serverId) as ThreadItem;
    await core.call('sync.focus', { ticketId, visibleIds: [] });
    const item = await until('the draft is read', async () => {
      const found = draftOf(await core.call('tickets.timeline', { id: ticketId }));
      return found?.mark === undefined ? null : found;
    });
    const writing = { opened: { mark: item.mark, time: item.time } };
    const path = `/api/v1/tickets/${ticketId}/draftReply/${serverId}`;
    await desk.api('PATCH', path, { ...draft(ticketId, 'Theirs'), ticketId: undefined, channel: 'EMAIL' });
    const input = { ...draft(ticketId, '<p>two</p>'), draftThreadId: serverId!, writing };
    const { jobId } = await core.call('replies.send', input);
    expect((await settled(jobId, 'rejected')).error).toMatchObject({ reason: 'draftChanged' });
    await core.call('outbox.retry', { id: jobId });
    await settled(jobId);
    expect((await ledger()).entries.at(-1)).toMatchObject({
      operation: 'sendDraft',
      fields: { content: '<p>two</p>' },
    });
  });

  it('is deleted as it was on screen: what somebody else wrote there since is told first', async () => {
    const ticketId = ticketIds.pop()!;
    const { serverId } = await settled((await core.call('replies.draft', draft(ticketId, '<p>one</p>'))).jobId);
    const path = `/api/v1/tickets/${ticketId}/draftReply/${serverId}`;
    await desk.api('PATCH', path, { ...draft(ticketId, 'Theirs'), ticketId: undefined, channel: 'EMAIL' });
    const { jobId } = await core.call('replies.deleteDraft', {
      ticketId,
      threadId: serverId!,
      mark: wordsMark('<p>one</p>'),
    });
    expect((await settled(jobId, 'rejected')).error).toMatchObject({ reason: 'draftWritten' });
    expect(await thread(ticketId, serverId!)).toMatchObject({ content: 'Theirs' });
    await core.call('outbox.retry', { id: jobId });
    await settled(jobId);
    expect(await effects()).toEqual(['draftReply', 'updateDraftReply', 'deleteDraft']);
  });

  it('has each file once, however often it is written, and loses one that is taken off', async () => {
    const ticketId = ticketIds.pop()!;
    const files = [await stage('plan.txt', 'the plan'), await stage('map.txt', 'the map')];
    const first = await core.call('replies.draft', { ...draft(ticketId, '<p>see files</p>'), files });
    const { serverId: id } = await settled(first.jobId);
    const second = await core.call('replies.draft', {
      ...draft(ticketId, '<p>see both files</p>'),
      files,
      draftThreadId: id!,
    });
    await settled(second.jobId);
    const names = async () => (await thread(ticketId, id!)).attachments?.map(({ name }) => name).sort();
    expect(await names()).toEqual(['map.txt', 'plan.txt']);
    const plan = (await thread(ticketId, id!)).attachments!.find(({ name }) => name === 'plan.txt')!;
    const removal = await core.call('attachments.delete', {
      noun: 'ticket',
      parentId: ticketId,
      id: plan.id,
      threadId: id!,
    });
    await settled(removal.jobId);
    const sent = await core.call('replies.send', {
      ...draft(ticketId, '<p>see the map</p>'),
      files: [files[1]!],
      draftThreadId: id!,
    });
    const { serverId } = await settled(sent.jobId);
    expect((await thread(ticketId, serverId!)).attachments?.map(({ name }) => name)).toEqual(['map.txt']);
    expect(await effects()).toContain('deleteThreadAttachment');
  });

  it('is sent once, however often that is asked for while it is on its way', async () => {
    const ticketId = ticketIds.pop()!;
    const kept = await core.call('replies.draft', draft(ticketId, '<p>Once</p>'));
    const { serverId } = (await settled(kept.jobId))!;
    await core.call('outbox.pauseAll', {});
    const input = { ...draft(ticketId, '<p>Once</p>'), draftThreadId: serverId!, jobId: crypto.randomUUID() };
    const first = await core.call('replies.send', input);
    // The same intent, whose answer was lost; another one is refused.
    expect((await core.call('replies.send', input)).jobId).toBe(first.jobId);
    const again = core.call('replies.send', { ...input, jobId: crypto.randomUUID() });
    await expect(again).rejects.toHaveProperty('error.fields', { '/draftThreadId': 'onItsWay' });
    await core.call('outbox.resume', {});
    await settled(first.jobId);
    expect((await effects()).filter((operation) => operation === 'sendDraft')).toHaveLength(1);
  });

  it('is not called back under a reply that waits for it', async () => {
    const ticketId = ticketIds.pop()!;
    await desk.control('PUT', '/faults', [
      { match: { operation: 'draftReply' }, times: 1, fault: { kind: 'delay', ms: 300 } },
      { match: { operation: 'draftReply' }, times: 1, fault: { kind: 'status', status: 422 } },
    ]);
    const kept = await core.call('replies.draft', draft(ticketId, '<p>early</p>'));
    await settled(kept.jobId, 'sending');
    const sent = await core.call('replies.send', { ...draft(ticketId, '<p>late</p>'), draftThreadId: kept.localId! });
    await settled(kept.jobId, 'rejected');
    const again = core.call('replies.draft', { ...draft(ticketId, '<p>later</p>'), draftThreadId: kept.localId! });
    await expect(again).rejects.toHaveProperty('error.fields', { '/draftThreadId': 'onItsWay' });
    expect((await core.call('outbox.get', { id: kept.jobId }))?.state).toBe('rejected');
    await core.call('outbox.retry', { id: kept.jobId });
    await settled(sent.jobId);
    expect(await effects()).toEqual(['draftReply', 'updateDraftReply', 'sendDraft']);
  });

  it('is the same intent when it is asked for again under its name', async () => {
    const ticketId = ticketIds.pop()!;
    const first = await core.call('replies.draft', draft(ticketId, '<p>one</p>'));
    const { serverId } = await settled(first.jobId);
    await core.call('outbox.pauseAll', {});
    const input = { ...draft(ticketId, '<p>two</p>'), draftThreadId: serverId!, jobId: crypto.randomUUID() };
    const kept = await core.call('replies.draft', input);
    expect((await core.call('replies.draft', input)).jobId).toBe(kept.jobId);
    await core.call('outbox.resume', {});
    await settled(kept.jobId);
    expect(await effects()).toEqual(['draftReply', 'updateDraftReply']);
  });

  it('that somebody deleted meanwhile does not keep the reply from going out when it is tried again', async () => {
    const ticketId = ticketIds.pop()!;
    const first = await core.call('replies.draft', draft(ticketId, '<p>gone soon</p>'));
    const { serverId } = await settled(first.jobId);
    await settled((await core.call('replies.deleteDraft', { ticketId, threadId: serverId! })).jobId);
    const { jobId } = await core.call('replies.send', {
      ...draft(ticketId, '<p>anyway</p>'),
      draftThreadId: serverId!,
    });
    await settled(jobId, 'rejected');
    await core.call('outbox.retry', { id: jobId });
    await settled(jobId);
    expect(await effects()).toEqual(['draftReply', 'deleteDraft', 'draftReply', 'sendDraft']);
  });

  it('that is called back brings nothing back where the composer has the text, and the text where it has not', async () => {
    await core.call('outbox.pauseAll', {});
    const [one, two] = [ticketIds.pop()!, ticketIds.pop()!];
    const kept = await core.call('replies.draft', draft(one, '<p>in the composer</p>'));
    await core.call('drafts.save', {
      key: `reply:${one}`,
      ticketId: one,
      doc: { kind: 'reply', content: 'in the composer', draftThreadId: kept.localId },
    });
    expect(await core.call('outbox.cancel', { id: kept.jobId })).toMatchObject({ draftKey: null });
    expect(await core.call('drafts.list', { ticketId: one })).toHaveLength(1);
    const alone = await core.call('replies.draft', draft(two, '<p>nowhere else</p>'));
    expect(await core.call('outbox.cancel', { id: alone.jobId })).toMatchObject({ draftKey: `reply:${two}` });
    await core.call('outbox.resume', {});
  });

  it('is refused where the service keeps none, rather than said to be there', async () => {
    const ticketId = ticketIds.pop()!;
    await desk.control('PUT', '/faults', [
      {
        match: { operation: 'draftReply' },
        times: 1,
        fault: { kind: 'status', status: 404, body: { errorCode: 'URL_NOT_FOUND', message: 'no such call' } },
      },
    ]);
    const { jobId, localId } = await core.call('replies.draft', draft(ticketId, '<p>nowhere to keep</p>'));
    await settled(jobId, 'rejected');
    // The reply takes its place all the same.
    const sent = await core.call('replies.send', { ...draft(ticketId, '<p>sent</p>'), draftThreadId: localId! });
    await settled(sent.jobId);
  });
});

describe('what is written where the customer wrote', () => {
  it.each(['FACEBOOK', 'TWITTER', 'FORUMS'] as const)('goes back to %s, without addresses', async (channel) => {
    const ticketId = ticketIds.pop()!;
    const kept = await core.call('replies.draft', { ticketId, channel, content: 'soon', contentType: 'plainText' });
    await settled(kept.jobId);
    const { jobId } = await core.call('replies.send', {
      ticketId,
      channel,
      content: `answered on ${channel}`,
      contentType: 'plainText',
      draftThreadId: kept.localId!,
    });
    const { serverId } = await settled(jobId);
    expect(await thread(ticketId, serverId!)).toMatchObject({ channel, content: `answered on ${channel}` });
    // Its drafts can't be changed there: another takes the place of the first.
    expect(await effects()).toEqual(
      channel === 'TWITTER'
        ? ['draftReply', 'deleteDraft', 'draftReply', 'sendDraft']
        : ['draftReply', 'updateDraftReply', 'sendDraft'],
    );
    await expect(core.call('replies.send', { ticketId, content: 'a mail to nobody' })).rejects.toMatchObject({
      error: { code: 'invalid' },
    });
  });
});

it('a public comment can be called back as long as a reply; a private one goes at once', async () => {
  const ticketId = ticketIds.pop()!;
  await core.call('outbox.updateSettings', { undoMs: 60_000 });
  const seen = await core.call('comments.create', { ticketId, content: 'for the customer', isPublic: true });
  expect(await core.call('outbox.get', { id: seen.jobId })).toMatchObject({ state: 'held', hold: { reason: 'undo' } });
  expect(await core.call('outbox.cancel', { id: seen.jobId })).toMatchObject({ draftKey: `comment:${ticketId}` });
  const among = await core.call('comments.create', { ticketId, content: 'among us' });
  await settled(among.jobId);
  expect((await effects()).filter((name) => name === 'createComment')).toHaveLength(1);
});

it('a draft that was kept here and went out elsewhere under another id is not mailed again', async () => {
  const away = await startDesk({ tickets: 20, sendMs: 50, newIdOnSend: true });
  const other = await startCore({ desk: away });
  try {
    await other.ready();
    await other.synced();
    await other.call('outbox.updateSettings', { undoMs: 0 });
    const { rows } = await other.call('tickets.list', { view: 'allOpen', offset: 0, limit: 1 });
    const ticketId = rows[0]!.id;
    const item = (jobId: string) => other.call('outbox.get', { id: jobId });
    const words = `<p>Kept ${crypto.randomUUID()}</p>`;
    const kept = await other.call('replies.draft', draft(ticketId, words));
    await until('the draft is kept', async () => (await item(kept.jobId))?.state === 'sent');
    const { serverId } = (await item(kept.jobId))!;
    await away.api('POST', `/api/v1/tickets/${ticketId}/sendDraft?draftThreadId=${serverId}`);
    const sent = await other.call('replies.send', { ...draft(ticketId, words), draftThreadId: serverId! });
    const state = await until('it is settled or refused', async () => {
      const now = (await item(sent.jobId))?.state;
      return now === 'sent' || now === 'rejected' ? now : null;
    });
    if (state === 'rejected') {
      await other.call('outbox.retry', { id: sent.jobId });
      await until('it is settled', async () => (await item(sent.jobId))?.state === 'sent');
    }
    const { entries } = (await away.control('GET', '/ledger?since=0')) as { entries: Entry[] };
    const mails = entries.filter(({ operation, fields }) => operation === 'sendDraft' && fields['content'] === words);
    expect(mails).toHaveLength(1);
  } finally {
    await other.stop();
    await away.close();
  }
});
