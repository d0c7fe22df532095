import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seenOf } from '../../../src-main/outbox/freshness.ts';
import { isAppError } from '../../../src-main/lib/app-error.ts';
import { ticket as ticketSchema } from '../../../src-preload/contract/tickets.ts';
import { thread as threadSchema } from '../../../src-preload/contract/threads.ts';
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
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'none';
  } catch (error) {
    return isAppError(error) ? `${error.code}${error.reason === undefined ? '' : `:${error.reason}`}` : String(error);
  }
};
async function seen(ticketId: string): Promise<object> {
  const { json } = await rig.desk.get(`/api/v1/tickets/${ticketId}`);
  const threads = await rig.desk.get(`/api/v1/tickets/${ticketId}/threads?limit=100`);
  const rows = (threads.json['data'] as unknown[] | undefined) ?? [];
  return {
    seen: seenOf(
      ticketSchema.parse(json),
      rows.map((row) => threadSchema.parse(row)),
    ),
  };
}
const traffic = (...events: object[]) => rig.desk.control('POST', '/traffic', { events });
async function withUndo<T>(work: () => Promise<T>): Promise<T> {
  rig.outbox.updateSettings({ undoMs: 60_000 });
  try {
    return await work();
  } finally {
    rig.outbox.updateSettings({ undoMs: 0 });
  }
}

describe('before it goes out', () => {
  it('a reply waits for the undo window, can be edited, and goes at once when told to', () =>
    withUndo(async () => {
      const { id } = await rig.ticket();
      const { jobId } = rig.put('reply.send', mail(id));
      expect(rig.outbox.item(rig.job(jobId))).toMatchObject({ state: 'held', hold: { reason: 'undo' } });
      rig.outbox.actions.edit(jobId, { content: 'Better words' });
      expect(rig.job(jobId)).toMatchObject({ state: 'held', summary: 'Better words' });
      rig.outbox.actions.sendNow(jobId);
      // A draft and its sending, each done at once: nothing was tried twice.
      expect(rig.outbox.item(await rig.reaches(jobId, 'sent')).attempts).toBe(1);
      const entries = (await rig.ledger()).filter((entry) => entry.fields['ticketId'] === id);
      expect(entries.map((entry) => [entry.operation, entry.fields['content']])).toEqual([
        ['draftReply', 'Better words'],
        ['sendDraft', 'Better words'],
      ]);
      expect(codeOf(() => rig.outbox.actions.cancel(jobId, false))).toBe('conflict:sent');
    }));

  it('what is called back is a draft again', () =>
    withUndo(async () => {
      const { id } = await rig.ticket();
      rig.outbox.drafts.save(`reply:${id}`, id, { kind: 'reply', content: 'typed' }, Date.now());
      const { jobId } = rig.put('reply.send', { ...mail(id, 'typed'), draftKey: `reply:${id}` });
      expect(rig.outbox.drafts.get(`reply:${id}`)).toBeNull();
      const { draftKey } = rig.outbox.actions.cancel(jobId, false);
      expect(draftKey).toBe(`reply:${id}`);
      expect(rig.outbox.drafts.get(`reply:${id}`)?.doc).toMatchObject({
        kind: 'reply',
        content: 'typed',
        to: 'carol@example.com',
      });
      expect(rig.job(jobId).state).toBe('cancelled');
    }));

  it('pausing keeps everything, and resuming sends it', async () => {
    rig.outbox.setPaused(true);
    const { id } = await rig.ticket();
    const { jobId } = rig.put('comment.create', { ticketId: id, content: 'later' });
    expect(rig.outbox.item(rig.job(jobId)).hold).toEqual({ reason: 'paused' });
    rig.outbox.setPaused(false);
    await rig.reaches(jobId, 'sent');
  });

  it('a whole chain on rows that are not there yet arrives in order', async () => {
    rig.outbox.setPaused(true);
    const { departmentId } = await rig.ticket();
    const contact = rig.put('contact.create', {
      lastName: `Offline ${crypto.randomUUID()}`,
      email: `${crypto.randomUUID()}@example.com`,
    });
    const ticket = rig.put('ticket.create', {
      subject: `made offline ${crypto.randomUUID()}`,
      contactId: contact.localId,
      departmentId,
    });
    const ticketId = ticket.localId!;
    const comment = rig.put('comment.create', { ticketId, content: 'first' });
    const edit = rig.put('comment.edit', { ticketId, id: comment.localId, content: 'second' });
    const task = rig.put('task.create', { subject: 'follow up', departmentId, ticketId });
    const done = rig.put('task.update', { id: task.localId, fields: { status: 'Completed' } });
    const time = rig.put('timeEntry.create', { ticketId, executedTime: '2026-03-01T10:00:00.000Z', seconds: 60 });
    const reply = rig.put('reply.send', mail(ticketId));
    expect(codeOf(() => rig.outbox.actions.cancel(ticket.jobId, false))).toBe('conflict:dependents');
    rig.outbox.setPaused(false);
    for (const { jobId } of [contact, ticket, comment, edit, task, done, time, reply]) await rig.reaches(jobId, 'sent');
    const serverId = rig.outbox.localIds.resolve(ticketId)!;
    const ofTicket = (await rig.ledger()).filter((entry) => entry.fields['ticketId'] === serverId);
    expect(ofTicket.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['createComment', 'updateComment', 'createTimeEntry', 'draftReply', 'sendDraft']),
    );
    const inLane = ofTicket.map(({ operation }) => operation).filter((name) => name !== 'createTask');
    expect(inLane).toEqual(['createComment', 'updateComment', 'createTimeEntry', 'draftReply', 'sendDraft']);
    expect(rig.job(reply.jobId).ticketId).toBe(serverId);
  });

  it('calling back the creation of a row takes along what waits for it', async () => {
    rig.outbox.setPaused(true);
    const { contactId, departmentId } = await rig.ticket();
    const ticket = rig.put('ticket.create', { subject: 'never', contactId, departmentId });
    const reply = rig.put('reply.send', mail(ticket.localId!));
    const { cancelled } = rig.outbox.actions.cancel(ticket.jobId, true);
    expect([...cancelled].sort()).toEqual([ticket.jobId, reply.jobId].sort());
    rig.outbox.setPaused(false);
    expect(rig.outbox.drafts.list().some(({ ticketId }) => ticketId === ticket.localId)).toBe(true);
  });
});

describe('when the desk has moved on', () => {
  it.each([
    ['customerThread', (id: string) => ({ kind: 'customerThread', ticketId: id, content: 'One more thing' })],
    ['colleagueReply', (id: string) => ({ kind: 'agentReply', ticketId: id, content: 'I took care of it' })],
    ['closed', (id: string) => ({ kind: 'status', ticketId: id, status: 'Closed' })],
    ['deleted', (id: string) => ({ kind: 'delete', ticketId: id })],
    ['spam', (id: string) => ({ kind: 'spam', ticketId: id })],
  ] as const)('a reply that was written offline is held: %s', async (what, event) => {
    const { id } = await rig.ticket();
    const base = await seen(id);
    await traffic(event(id));
    const { jobId } = rig.put('reply.send', mail(id), base, true);
    const job = await rig.reaches(jobId, 'held');
    const { hold } = rig.outbox.item(job);
    expect(hold).toMatchObject({ reason: 'freshness' });
    expect(hold?.reason === 'freshness' && hold.happenings.map((happening) => happening.what)).toContain(what);
    expect((await rig.ledger()).filter((entry) => entry.origin === 'api' && entry.fields['ticketId'] === id)).toEqual(
      [],
    );
    if (what === 'deleted') rig.outbox.actions.cancel(jobId, false);
    else {
      rig.outbox.actions.overrideFreshness(jobId);
      await rig.reaches(jobId, what === 'spam' ? 'rejected' : 'sent', 'sent');
    }
  });

  it('a reply to a ticket that was merged away is held, and goes to the one that it was merged into', async () => {
    const [{ id, contactId }, other] = [await rig.ticket(), await rig.ticket()];
    // Both are of one contact, as what is merged is.
    await rig.desk.api('PATCH', `/api/v1/tickets/${other.id}`, { contactId });
    const base = await seen(id);
    await traffic({ kind: 'merge', ticketId: other.id, ids: [id] });
    rig.outbox.setPaused(true);
    const reply = rig.put('reply.send', { ...mail(id), thenStatus: 'Closed' }, base, true);
    const note = rig.put('comment.create', { ticketId: id, content: 'for my colleagues' });
    rig.outbox.setPaused(false);
    const { hold } = rig.outbox.item(await rig.reaches(reply.jobId, 'held'));
    const { ticketNumber } = (await rig.desk.get(`/api/v1/tickets/${other.id}`)).json;
    expect(hold).toMatchObject({
      reason: 'freshness',
      happenings: expect.arrayContaining([
        expect.objectContaining({
          what: 'merged',
          id: other.id,
          text: expect.stringContaining(`#${String(ticketNumber)}`),
        }),
      ]),
    });
    rig.outbox.actions.overrideFreshness(reply.jobId);
    await rig.reaches(reply.jobId, 'sent');
    await rig.reaches(note.jobId, 'sent');
    expect([rig.job(reply.jobId).ticketId, rig.job(note.jobId).ticketId]).toEqual([other.id, other.id]);
    const written = (await rig.ledger()).filter(({ origin, ids, fields }) => {
      const where = [...ids, fields['ticketId']];
      return origin === 'api' && (where.includes(id) || where.includes(other.id));
    });
    expect(written.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['draftReply', 'sendDraft', 'updateTicket', 'createComment']),
    );
    expect(written.filter(({ ids, fields }) => [...ids, fields['ticketId']].includes(id))).toEqual([]);
  });

  it('is told of a merge also by a refusal, where nobody would have looked before', async () => {
    const [{ id, contactId }, other] = [await rig.ticket(), await rig.ticket()];
    await rig.desk.api('PATCH', `/api/v1/tickets/${other.id}`, { contactId });
    const base = await seen(id);
    await traffic({ kind: 'merge', ticketId: other.id, ids: [id] });
    const { jobId } = rig.put('reply.send', mail(id), base, false);
    const { hold } = rig.outbox.item(await rig.reaches(jobId, 'held', 'rejected'));
    expect(hold?.reason === 'freshness' && hold.happenings[0]).toMatchObject({ what: 'merged', id: other.id });
    rig.outbox.actions.edit(jobId, { content: 'For the other ticket' });
    await rig.reaches(jobId, 'sent');
    const { json } = await rig.desk.get(`/api/v1/tickets/${other.id}/threads/${String(rig.job(jobId).serverId)}`);
    expect(json['content']).toContain('For the other ticket');
  });

  it.each([
    ['comment.create', (ticketId: string) => ({ ticketId, content: 'for my colleagues' })],
    ['timeEntry.create', (ticketId: string) => ({ ticketId, executedTime: '2026-03-01T10:00:00.000Z', seconds: 60 })],
  ] as const)('%s on a ticket that was merged away asks too, and follows it', async (kind, input) => {
    const [{ id, contactId }, other] = [await rig.ticket(), await rig.ticket()];
    await rig.desk.api('PATCH', `/api/v1/tickets/${other.id}`, { contactId });
    const base = await seen(id);
    await traffic({ kind: 'merge', ticketId: other.id, ids: [id] });
    const { jobId } = rig.put(kind, input(id), base);
    const { hold } = rig.outbox.item(await rig.reaches(jobId, 'held', 'rejected'));
    expect(hold?.reason === 'freshness' && hold.happenings[0]).toMatchObject({ what: 'merged', id: other.id });
    rig.outbox.actions.overrideFreshness(jobId);
    await rig.reaches(jobId, 'sent');
    expect(rig.job(jobId).ticketId).toBe(other.id);
  });

  it('nothing new lets it through, and what the agent does not care about too', async () => {
    const { id } = await rig.ticket();
    const { jobId } = rig.put('reply.send', mail(id), await seen(id), true);
    await rig.reaches(jobId, 'sent');
    rig.outbox.updateSettings({ holdOn: { closed: false } });
    const base = await seen(id);
    await traffic({ kind: 'status', ticketId: id, status: 'Closed' });
    const next = rig.put('reply.send', mail(id), base, true);
    await rig.reaches(next.jobId, 'sent');
    rig.outbox.updateSettings({ holdOn: { closed: true } });
  });

  it('a status that goes out on the agent’s word, after they were told of the other, asks no second time', async () => {
    const { id } = await rig.ticket();
    const { status } = (await rig.desk.get(`/api/v1/tickets/${id}`)).json;
    const base = { ...(await seen(id)), edit: { fields: { status }, server: {} } };
    await traffic({ kind: 'status', ticketId: id, status: 'Closed' });
    const { jobId } = rig.put('ticket.update', { id, fields: { status: 'On Hold' } }, base, true);
    await rig.reaches(jobId, 'held');
    rig.outbox.actions.overrideFreshness(jobId);
    await rig.reaches(jobId, 'sent', 'conflict');
    expect(rig.job(jobId).state).toBe('sent');
    expect((await rig.desk.get(`/api/v1/tickets/${id}`)).json['status']).toBe('On Hold');
  });

  it('fields that others changed too are shown three ways; the rest merges', async () => {
    const { id } = await rig.ticket();
    const before = (await rig.desk.get(`/api/v1/tickets/${id}`)).json;
    const names = ['category', 'resolution', 'phone'] as const;
    const fields = Object.fromEntries(names.map((name) => [name, before[name] ?? null]));
    await traffic({ kind: 'update', ticketId: id, fields: { category: 'theirs', phone: '+1 555' } });
    const { jobId } = rig.put(
      'ticket.update',
      { id, fields: { category: 'mine', resolution: 'mine too' } },
      { edit: { fields, server: {} } },
    );
    const job = await rig.reaches(jobId, 'conflict');
    expect(job.conflict).toEqual([{ field: 'category', base: fields['category'], mine: 'mine', theirs: 'theirs' }]);
    rig.outbox.actions.resolveConflict(jobId, { category: 'theirs' });
    await rig.reaches(jobId, 'sent');
    const after = (await rig.desk.get(`/api/v1/tickets/${id}`)).json;
    expect([after['category'], after['resolution'], after['phone']]).toEqual(['theirs', 'mine too', '+1 555']);
  });
});

describe('what the service says no to', () => {
  it('stops and says why; edited it goes', async () => {
    const { id } = await rig.ticket();
    const { jobId } = rig.put('reply.send', { ...mail(id), fromEmailAddress: 'nobody@nowhere.example' });
    const job = await rig.reaches(jobId, 'rejected');
    expect(job.error).toMatchObject({ code: 'invalid', fields: { '/fromEmailAddress': 'invalid' } });
    // The service's own words stand apart from ours, which the page says in the agent's language.
    expect(job.error?.said).not.toBe('');
    expect(job.error?.message).toContain(job.error?.said);
    expect(rig.outbox.counts().byTicket[id]).toEqual({ unsettled: 1, attention: 1 });
    rig.outbox.actions.edit(jobId, { fromEmailAddress: rig.from });
    await rig.reaches(jobId, 'sent');
  });

  it('a job that can’t be read is set aside, kept and exported', async () => {
    rig.outbox.setPaused(true);
    const { id } = await rig.ticket();
    const { jobId } = rig.put('comment.create', { ticketId: id, content: 'x' });
    rig.outbox.jobs.update(jobId, ['queued'], null, { state: 'queued', updatedAt: Date.now(), version: 99 });
    rig.outbox.setPaused(false);
    await rig.reaches(jobId, 'setAside');
    expect(rig.outbox.exportJson()).toContain(jobId);
    const next = rig.put('comment.create', { ticketId: id, content: 'goes on' });
    await rig.reaches(next.jobId, 'sent');
  });
});

describe('what can’t be decided', () => {
  it('is a question, and the answer settles it', async () => {
    const { id } = await rig.ticket();
    await rig.fault({ match: { operation: 'sendDraft' }, fault: { kind: 'dropBefore' } });
    const { jobId } = rig.put('reply.send', mail(id));
    await rig.reaches(jobId, 'unknown');
    const draftId = String(rig.job(jobId).results['draftId']);
    expect((await rig.desk.api('DELETE', `/api/v1/tickets/${id}/draftReply/${draftId}`)).status).toBeLessThan(300);
    const job = await until('there is a question', () => (rig.job(jobId).question === null ? null : rig.job(jobId)));
    expect(job.question?.why).toBe('draftGone');
    await rig.fault();
    rig.outbox.actions.answer(jobId, 'sendAgain', undefined);
    await rig.reaches(jobId, 'sent');
    expect(
      (await rig.ledger()).filter((entry) => entry.operation === 'sendDraft' && entry.fields['ticketId'] === id),
    ).toHaveLength(1);
  });

  it('is asked once: what the service refuses after “send it again” is refused', async () => {
    const { id } = await rig.ticket();
    await rig.fault({ match: { operation: 'createComment' }, times: 1, fault: { kind: 'dropBefore' } });
    const { jobId } = rig.put('comment.create', { ticketId: id, content: 'said to a ticket that is deleted' });
    await rig.reaches(jobId, 'unknown');
    await rig.desk.control('POST', '/traffic', { events: [{ kind: 'delete', ticketId: id }] });
    await until('there is a question', () => rig.job(jobId).question !== null);
    rig.outbox.actions.answer(jobId, 'sendAgain', undefined);
    const job = await rig.reaches(jobId, 'rejected');
    expect(job.error?.code).toBe('notFound');
  });

  it('a draft that gets a new id when it is sent is still found', async () => {
    const other = await startRig({ newIdOnSend: true });
    const { id } = await other.ticket();
    await other.fault({ match: { operation: 'sendDraft' }, times: 1, fault: { kind: 'processThenDrop' } });
    const { jobId } = other.put('reply.send', { ...mail(id), fromEmailAddress: other.from });
    const job = await other.reaches(jobId, 'sent');
    const sends = (await other.ledger()).filter((entry) => entry.operation === 'sendDraft');
    expect(sends.map(({ ids }) => ids)).toEqual([[job.serverId]]);
    await other.stop();
  });

  it('two equal comments meant twice are two', async () => {
    const { id } = await rig.ticket();
    await rig.fault({ match: { operation: 'createComment' }, times: 2, fault: { kind: 'processThenDrop' } });
    const both = ['same', 'same'].map((content) => rig.put('comment.create', { ticketId: id, content }).jobId);
    const ids = [];
    for (const jobId of both) ids.push((await rig.reaches(jobId, 'sent')).serverId);
    expect(new Set(ids).size).toBe(2);
    const entries = (await rig.ledger()).filter(
      (entry) => entry.operation === 'createComment' && entry.fields['ticketId'] === id,
    );
    expect(entries.flatMap((entry) => entry.ids).sort()).toEqual([...ids].sort());
  });
});

describe('files', () => {
  function stage(name: string, text: string) {
    const bytes = Buffer.from(text);
    const staging = rig.outbox.files.stage(bytes.length);
    staging.append(bytes);
    return { ...staging.finish(), name };
  }
  it('go along with a reply and stay here until then', async () => {
    const { id } = await rig.ticket();
    const file = stage('notes "1".txt', 'what was said');
    await rig.fault({ match: { operation: 'uploadFile' }, times: 1, fault: { kind: 'processThenDrop' } });
    const { jobId } = rig.put('reply.send', { ...mail(id), files: [file] });
    expect(rig.outbox.files.collect(Date.now() + 48 * 3_600_000)).toBe(0);
    const job = await rig.reaches(jobId, 'sent');
    const { json } = await rig.desk.get(`/api/v1/tickets/${id}/threads/${job.serverId}`);
    expect(json['attachments']).toMatchObject([{ name: 'notes "1".txt' }]);
    expect(rig.outbox.files.collect(Date.now() + 48 * 3_600_000)).toBe(1);
    await rig.fault();
  });
  it('are added to tickets once', async () => {
    const { id } = await rig.ticket();
    await rig.fault({ match: { operation: 'createTicketAttachment' }, times: 1, fault: { kind: 'processThenDrop' } });
    const { jobId } = rig.put('attachment.add', {
      noun: 'ticket',
      parentId: id,
      file: stage('a.txt', crypto.randomUUID()),
    });
    const job = await rig.reaches(jobId, 'sent');
    const gone = rig.put('attachment.delete', { noun: 'ticket', parentId: id, id: job.serverId });
    await rig.reaches(gone.jobId, 'sent');
    await rig.fault();
  });
  it('refuse what was not announced', () => {
    const staging = rig.outbox.files.stage(3);
    expect(codeOf(() => staging.append(Buffer.from('four')))).toBe('invalid');
    const short = rig.outbox.files.stage(9);
    short.append(Buffer.from('four'));
    expect(codeOf(() => short.finish())).toBe('invalid');
  });
});

describe('drafts', () => {
  it('keep versions, the newest always', () => {
    for (let i = 0; i < 70; i += 1) {
      rig.outbox.drafts.save('reply:1', '1', { kind: 'reply', content: `v${i}` }, 1_000_000 + i * 20_000);
    }
    const versions = rig.outbox.drafts.versions('reply:1');
    expect(versions).toHaveLength(50);
    expect(versions[0]?.doc.content).toBe('v69');
    expect(rig.outbox.drafts.get('reply:1')?.doc.content).toBe('v69');
    expect(rig.outbox.drafts.remove('reply:1')?.doc.content).toBe('v69');
    expect(rig.outbox.drafts.versions('reply:1')).toEqual([]);
  });
});

describe('a damaged file', () => {
  it('is read as far as it goes, and nothing of it is sent before a look', async () => {
    const other = await startRig();
    other.outbox.setPaused(true);
    const { id } = await other.ticket();
    const ids = Array.from(
      { length: 12 },
      (_, i) => other.put('comment.create', { ticketId: id, content: `n${i} ${'x'.repeat(5_000)}` }).jobId,
    );
    other.outbox.drafts.save('reply:9', '9', { kind: 'reply', content: 'kept' }, Date.now());
    // One of them arrived after the last copy was made: the file says "queued", the service has it.
    await other.desk.api('POST', `/api/v1/tickets/${id}/comments`, {
      content: `n0 ${'x'.repeat(5_000)}`,
      isPublic: 'false',
    });
    const file = join(other.dir, 'agent.db');
    await other.restart();
    const db = new Database(file);
    db.pragma('wal_checkpoint(TRUNCATE)');
    const root = (
      db.prepare("SELECT rootpage FROM sqlite_master WHERE name = 'draft_version'").get() as { rootpage: number }
    ).rootpage;
    const size = db.pragma('page_size', { simple: true }) as number;
    db.close();
    await other.outbox.stop();
    const bytes = readFileSync(file);
    bytes.fill(0xab, (root - 1) * size, root * size);
    await other.restart({}, () => writeFileSync(file, bytes));
    expect(other.outbox.jobs.listAll().map((job) => job.id)).toEqual(ids);
    expect(other.outbox.drafts.get('reply:9')?.doc.content).toBe('kept');
    other.outbox.setPaused(false);
    for (const jobId of ids) await other.reaches(jobId, 'sent');
    const created = (await other.ledger()).filter(({ operation }) => operation === 'createComment');
    expect(created).toHaveLength(12);
    await other.stop();
  });
});
