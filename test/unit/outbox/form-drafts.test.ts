import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src-main/lib/clock.ts';
import type { JobKindName } from '../../../src-preload/contract/outbox.ts';
import { until } from '../../fakes/until.ts';
import { startRig, type Rig } from './rig.ts';

/** Fails inside the transaction that writes an intent, as a full disk or a kill does. */
let breaks = false;
/** What a look at the service waits for. */
let untilLook: Promise<void> | undefined;
let rig: Rig;
beforeAll(async () => {
  rig = await startRig(
    {},
    {
      checkpoint(name) {
        if (breaks && name === 'intent.written') throw new Error('the lights went out');
        return name === 'look.before' ? untilLook : undefined;
      },
    },
  );
});
afterAll(() => rig.stop());

const keep = (key: string, form: object): void => rig.outbox.drafts.save(key, null, { kind: 'edit', form }, Date.now());
const kept = (key: string) => rig.outbox.drafts.get(key)?.doc ?? null;

async function comment(): Promise<{ ticketId: string; id: string }> {
  const { id: ticketId } = await rig.ticket();
  const made = rig.put('comment.create', { ticketId, content: 'as it was' });
  return { ticketId, id: String((await rig.reaches(made.jobId, 'sent')).serverId) };
}

describe('what is kept of a form', () => {
  it('goes in the transaction that writes the job: both, or neither', async () => {
    const one = await comment();
    const key = `edit:comment:${one.id}`;
    keep(key, { text: 'better' });
    const before = rig.outbox.jobs.listAll().length;
    breaks = true;
    expect(() => rig.put('comment.edit', { ...one, content: 'better', draftKey: key })).toThrow('the lights went out');
    breaks = false;
    expect(rig.outbox.jobs.listAll()).toHaveLength(before);
    expect(kept(key)).toEqual({ kind: 'edit', form: { text: 'better' } });
    const { jobId } = rig.put('comment.edit', { ...one, content: 'better', draftKey: key });
    expect(kept(key)).toBeNull();
    await rig.reaches(jobId, 'sent');
  });

  it('in two windows is kept of each, and goes with its own', async () => {
    const one = await comment();
    const drafts = rig.drafts();
    const key = `edit:comment:${one.id}`;
    const save = (by: string, text: string, over: number | null, at = key) =>
      drafts['drafts.save']({ key: at, ticketId: null, doc: { kind: 'edit', form: { text }, by }, over });
    await save('first', 'one', null);
    const { savedAt } = (await drafts['drafts.get']({ key, orBeside: true }))!;
    // The second goes on with it.
    await until('the clock goes on', () => Date.now() > savedAt);
    expect(await save('second', 'one, two', savedAt)).not.toHaveProperty('key');
    const { key: beside = '' } = await save('first', 'one, three', null);
    expect([kept(key), kept(beside)]).toMatchObject([{ form: { text: 'one, two' } }, { form: { text: 'one, three' } }]);
    expect(await save('first', 'one, three, four', null, beside)).not.toHaveProperty('key');
    rig.put('comment.edit', { ...one, content: 'one, two', draftKey: key });
    expect(await drafts['drafts.get']({ key, orBeside: true })).toMatchObject({
      key: beside,
      doc: { form: { text: 'one, three, four' } },
    });
    expect(await drafts['drafts.get']({ key, orBeside: false })).toBeNull();
    await drafts['drafts.discard']({ key: beside });
  });

  it('of a ticket’s composer is whole where what was sent from it is no job', async () => {
    const { id: ticketId } = await rig.ticket();
    const draftKey = `comment:${ticketId}`;
    const doc = { kind: 'comment', content: 'saved a moment be' } as const;
    rig.outbox.drafts.save(draftKey, ticketId, doc, Date.now());
    const content = 'saved a moment before Send';
    const send = () => rig.put('comment.create', { ticketId, content, draftKey }, { writing: { content } });
    breaks = true;
    expect(send).toThrow('the lights went out');
    breaks = false;
    expect(kept(draftKey)).toMatchObject({ kind: 'comment', content });
    const { jobId } = send();
    expect(kept(draftKey)).toBeNull();
    await rig.reaches(jobId, 'sent');
  });

  it('of a waiting item goes with its change, and stays where that is refused', async () => {
    rig.outbox.setPaused(true);
    const { id: ticketId } = await rig.ticket();
    const { jobId } = rig.put('comment.create', { ticketId, content: 'first' });
    const key = `edit:job:${jobId}`;
    keep(key, { words: 'second' });
    expect(() => rig.outbox.actions.edit(jobId, { content: '' }, key)).toThrow();
    expect(kept(key)).not.toBeNull();
    rig.outbox.actions.edit(jobId, { content: 'second' }, key);
    expect(kept(key)).toBeNull();
    rig.outbox.setPaused(false);
    await rig.reaches(jobId, 'sent');
  });

  it('of a row that was made here is there under the name that the service gives it', async () => {
    const drafts = rig.drafts();
    rig.outbox.setPaused(true);
    const { id: ticketId } = await rig.ticket();
    const made = rig.put('comment.create', { ticketId, content: 'as it was' });
    const key = `edit:comment:${made.localId!}`;
    await drafts['drafts.save']({ key, ticketId, doc: { kind: 'edit', form: { text: 'typed offline' } } });
    rig.outbox.setPaused(false);
    const { serverId } = await rig.reaches(made.jobId, 'sent');
    const named = `edit:comment:${serverId!}`;
    expect((await drafts['drafts.get']({ key: named }))?.doc['form']).toEqual({ text: 'typed offline' });
    const edit = { ticketId, id: made.localId!, content: 'typed offline', draftKey: key };
    await rig.reaches(rig.put('comment.edit', edit).jobId, 'sent');
    expect(kept(named)).toBeNull();
  });

  it('stands beside what was written under the service’s name before that one was known', async () => {
    const drafts = rig.drafts();
    const { contactId, departmentId } = await rig.ticket();
    const written: PromiseWithResolvers<void> = Promise.withResolvers();
    untilLook = written.promise;
    await rig.fault({ match: { operation: 'createTicket' }, times: 1, fault: { kind: 'processThenDrop' } });
    const made = rig.put('ticket.create', { subject: 'Twice seen', contactId, departmentId });
    const { ids } = await until('the service has it', async () =>
      (await rig.ledger()).findLast(({ operation }) => operation === 'createTicket'),
    );
    const [local, server] = [made.localId!, ids[0]!];
    const save = (ticketId: string, content: string) =>
      drafts['drafts.save']({ key: `reply:${ticketId}`, ticketId, doc: { kind: 'reply', content } });
    await save(server, 'on the one that came');
    await save(local, 'on the one that was made');
    written.resolve();
    await rig.reaches(made.jobId, 'sent');
    const listed = await drafts['drafts.list']({ ticketId: server });
    expect(listed.map(({ doc }) => doc.content).sort()).toEqual(['on the one that came', 'on the one that was made']);
    // Each is forgotten by its own key.
    const mine = listed.find(({ doc }) => doc.content === 'on the one that was made')!;
    expect(await drafts['drafts.versions']({ key: mine.key })).toMatchObject([{ doc: mine.doc }]);
    await drafts['drafts.discard']({ key: mine.key });
    expect((await drafts['drafts.list']({ ticketId: server })).map(({ doc }) => doc.content)).toEqual([
      'on the one that came',
    ]);
  });

  it('has one key, also where that names two rows which were made here', async () => {
    const drafts = rig.drafts();
    const { contactId, departmentId } = await rig.ticket();
    rig.outbox.setPaused(true);
    const ticket = rig.put('ticket.create', { subject: 'New here', contactId, departmentId });
    const ticketId = ticket.localId!;
    const mail = { ticketId, to: 'carol@example.com', fromEmailAddress: rig.from };
    const kept = rig.put('reply.draft', { ...mail, content: '<p>one</p>' });
    const key = `reply:${ticketId}#${kept.localId!}`;
    await drafts['drafts.save']({ key, ticketId, doc: { kind: 'reply', content: '<p>two</p>' } });
    rig.outbox.setPaused(false);
    await rig.reaches(kept.jobId, 'sent');
    await drafts['drafts.save']({ key, ticketId, doc: { kind: 'reply', content: '<p>three</p>' } });
    const listed = await drafts['drafts.list']({ ticketId });
    expect(listed.map(({ doc }) => doc.content)).toEqual(['<p>three</p>']);
  });
});

describe('a file on its way in', () => {
  it('that nobody goes on with makes room for others after a while', async () => {
    let now = 0;
    const files = rig.drafts({ ...systemClock, monotonic: () => now });
    const begin = () => files['files.begin']({ name: 'a.txt', size: 2 });
    const append = (uploadId: string) =>
      files['files.append']({ uploadId, base64: Buffer.from('a').toString('base64') });
    const { uploadId } = await begin();
    // The page that began them went away.
    for (let others = 1; others < 20; others += 1) await begin();
    expect(begin).toThrow(expect.objectContaining({ code: 'rateLimited' }) as Error);
    now = 5 * 60_000;
    await append(uploadId);
    now = 6 * 60_000;
    await begin();
    await append(uploadId);
    expect(await files['files.finish']({ uploadId })).toMatchObject({ name: 'a.txt', size: 2 });
  });
});

describe('an edit that is called back', () => {
  it.each([
    ['comment.edit', 'edit:comment:7', { ticketId: '5', id: '7', content: 'better' }],
    ['timeEntry.edit', 'edit:timeEntry:entry:7', { ticketId: '5', id: '7', seconds: 60 }],
    ['contact.update', 'edit:contact:7', { id: '7', fields: { city: 'Dallas' } }],
    ['account.update', 'edit:account:7', { id: '7', fields: { city: 'Dallas' } }],
    ['task.update', 'edit:task:7', { id: '7', fields: { subject: 'Call' } }],
    ['ticket.update', 'edit:ticket:7:resolution', { id: '7', fields: { resolution: 'Changed the drum' } }],
  ] as const)('%s is in its form again', (kind: JobKindName, key, input) => {
    rig.outbox.setPaused(true);
    const { jobId } = rig.put(kind, { ...input, draftKey: key });
    expect(rig.outbox.actions.cancel(jobId, false)).toEqual({
      cancelled: [jobId],
      draftKey: key,
      alsoDrafts: [],
    });
    expect(kept(key)).toEqual({ kind: 'edit', ...input });
    // What was typed since stays: a form shows one text.
    const again = rig.put(kind, input);
    expect(rig.outbox.actions.cancel(again.jobId, false).draftKey).toBeNull();
    expect(kept(key)).toEqual({ kind: 'edit', ...input });
    rig.outbox.drafts.remove(key);
    rig.outbox.setPaused(false);
  });
});
