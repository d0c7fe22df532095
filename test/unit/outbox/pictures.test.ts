import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../fakes/until.ts';
import { type Rig, startRig } from './rig.ts';

/** Mails that are a picture and no word. */
let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterEach(() => rig.fault());
afterAll(() => rig.stop());

const NO_DRAFTS = {
  match: { operation: 'draftReply' },
  fault: { kind: 'status', status: 404, body: { errorCode: 'URL_NOT_FOUND', message: 'no such call' } },
};
const once = (operation: string, kind: string) => ({ match: { operation }, times: 1, fault: { kind } });

function mail(ticketId: string, size = 40) {
  const bytes = Buffer.alloc(size, crypto.randomUUID());
  const staging = rig.outbox.files.stage(bytes.length);
  staging.append(bytes);
  const file = { ...staging.finish(), name: 'image.png' };
  const content = `<p><img src="cid:${file.sha256}@deskhand" alt="image.png"></p>`;
  return { ticketId, to: 'carol@example.com', fromEmailAddress: rig.from, contentType: 'html', content, files: [file] };
}
async function api(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const { status, json, text } = await rig.desk.api(method, `/api/v1${path}`, body);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json;
}
/** The same agent writes one on the web. */
async function onWeb(ticketId: string, operation: 'draftReply' | 'sendReply', size: number): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(size)]), 'image.png');
  const { id } = await api('POST', '/uploads', form);
  const thread = await api('POST', `/tickets/${ticketId}/${operation}`, {
    channel: 'EMAIL',
    to: 'carol@example.com',
    fromEmailAddress: rig.from,
    contentType: 'html',
    content: `<p><img src="/api/v1/uploads/${String(id)}/contents" alt="image.png"></p>`,
    attachmentIds: [id],
  });
  return String(thread['id']);
}
const sizesOf = async (ticketId: string, threadId: string): Promise<number[]> => {
  const { attachments } = await api('GET', `/tickets/${ticketId}/threads/${threadId}`);
  return (attachments as { size: string }[]).map(({ size }) => Number(size));
};
const mailed = async (ticketId: string): Promise<string[]> =>
  (await rig.ledger())
    .filter(({ operation, fields }) => /^send/.test(operation) && fields['ticketId'] === ticketId)
    .flatMap(({ ids }) => ids);
const settled = (jobId: string) =>
  until('it is sent or asked', () => rig.job(jobId).state === 'sent' || rig.job(jobId).question !== null, 15_000);

it('the draft of another picture is not sent in its place', async () => {
  const { id } = await rig.ticket();
  await rig.fault(once('draftReply', 'dropBefore'));
  const { jobId } = rig.put('reply.send', mail(id, 40));
  await rig.reaches(jobId, 'unknown');
  await onWeb(id, 'draftReply', 77);
  await rig.reaches(jobId, 'sent');
  const [sent, ...others] = await mailed(id);
  expect(others).toEqual([]);
  expect(await sizesOf(id, String(sent))).toEqual([40]);
});

it.each(['draftReply', 'sendDraft'])('its own is found where the answer to %s was lost', async (operation) => {
  const { id } = await rig.ticket();
  await rig.fault(once(operation, 'processThenDrop'));
  const { jobId } = rig.put('reply.send', mail(id));
  await settled(jobId);
  expect(rig.job(jobId).state).toBe('sent');
  expect(await mailed(id)).toHaveLength(1);
});

describe('where there are no drafts', () => {
  it('another picture that was mailed meanwhile is no proof: it is asked', async () => {
    const { id } = await rig.ticket();
    await rig.fault(NO_DRAFTS, once('sendReply', 'dropBefore'));
    const { jobId } = rig.put('reply.send', mail(id, 40));
    await rig.reaches(jobId, 'unknown');
    const other = await onWeb(id, 'sendReply', 77);
    await settled(jobId);
    expect(rig.job(jobId)).toMatchObject({ state: 'unknown', question: { candidates: [{ id: other }] } });
    rig.outbox.actions.answer(jobId, 'sendAgain', undefined);
    await rig.reaches(jobId, 'sent');
    expect(await sizesOf(id, String(rig.job(jobId).serverId))).toEqual([40]);
    expect(await mailed(id)).toHaveLength(2);
  });

  it('nor is one whose files the service hides', async () => {
    const { id } = await rig.ticket();
    const permissions = (body: object) =>
      rig.desk.control('POST', '/permissions', { email: rig.desk.agents[0]!.email, ...body });
    await permissions({ hiddenFields: ['attachments'] });
    try {
      await rig.fault(NO_DRAFTS, once('sendReply', 'dropBefore'));
      const { jobId } = rig.put('reply.send', mail(id));
      await rig.reaches(jobId, 'unknown');
      const other = await onWeb(id, 'sendReply', 77);
      await settled(jobId);
      expect(rig.job(jobId)).toMatchObject({
        state: 'unknown',
        question: { why: 'ambiguous', candidates: [{ id: other }] },
      });
      rig.outbox.actions.answer(jobId, 'done', other);
      await rig.reaches(jobId, 'sent');
      expect(await mailed(id)).toEqual([other]);
    } finally {
      await permissions({ reset: true });
    }
  });

  it('its own is found', async () => {
    const { id } = await rig.ticket();
    await rig.fault(NO_DRAFTS, once('sendReply', 'processThenDrop'));
    const { jobId } = rig.put('reply.send', mail(id));
    await settled(jobId);
    expect(rig.job(jobId)).toMatchObject({ state: 'sent', serverId: (await mailed(id))[0] });
  });
});
