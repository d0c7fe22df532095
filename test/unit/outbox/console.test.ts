import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src-main/lib/clock.ts';
import { type Core, startCore } from '../../factories/core.ts';
import { until } from '../../fakes/until.ts';
import { startDesk, type TestDesk } from '../demo-desk/client.ts';

let desk: TestDesk;
let core: Core;
let ticketIds: string[];
/** Milliseconds by which the console's clock is ahead. */
let ahead = 0;
let from: string;

beforeAll(async () => {
  desk = await startDesk({ tickets: 60, sendMs: 50 });
  core = await startCore({ desk, clock: { ...systemClock, now: () => systemClock.now() + ahead } });
  await core.ready();
  await core.synced();
  await core.call('outbox.updateSettings', { undoMs: 5_000 });
  const { rows } = await core.call('tickets.list', { view: 'allOpen', offset: 0, limit: 20 });
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

/** One that no other test has. */
const ownTicket = (): string => ticketIds.pop()!;
const settled = (jobId: string) =>
  until('the job is sent', async () =>
    (await core.call('outbox.get', { id: jobId }))?.state === 'sent' ? true : null,
  );

describe('through the contract', () => {
  it('a reply is in the timeline before it is sent, and once afterwards', async () => {
    const ticketId = ownTicket();
    const content = `<p>On it ${crypto.randomUUID()}</p>`;
    const { jobId } = await core.call('replies.send', {
      ticketId,
      to: 'carol@example.com',
      fromEmailAddress: from,
      content,
      thenStatus: 'On Hold',
    });
    const mine = async () =>
      (await core.call('tickets.timeline', { id: ticketId })).filter((item) => item.content === content);
    expect(await mine()).toMatchObject([{ kind: 'thread', pending: { jobId, state: 'held', hold: 'undo' } }]);
    expect((await core.call('tickets.get', { id: ticketId }))?.status).toBe('On Hold');
    expect((await core.call('outbox.counts', {})).byTicket[ticketId]).toEqual({ unsettled: 1, attention: 0 });
    await core.call('outbox.sendNow', { id: jobId });
    await settled(jobId);
    expect(await mine()).toHaveLength(1);
    await core.call('sync.focus', { ticketId, visibleIds: [] });
    await core.call('sync.now', {});
    await until('the service’s own row is there', async () => ((await mine())[0]?.pending === undefined ? true : null));
    expect(await mine()).toMatchObject([{ kind: 'thread', direction: 'out' }]);
    expect((await core.call('tickets.get', { id: ticketId }))?.status).toBe('On Hold');
  });

  it('a customer who writes while they are answered is read first: the answer is held and shows what came', async () => {
    const ticketId = ticketIds[0]!;
    await core.call('sync.focus', { ticketId, visibleIds: [] });
    await until('its messages are here', async () => {
      const timeline = await core.call('tickets.timeline', { id: ticketId });
      return timeline.some(({ content }) => content !== null);
    });
    // What was read a while ago is not what is there.
    ahead += 30_000;
    await desk.control('POST', '/traffic', {
      events: [{ kind: 'customerThread', ticketId, content: 'It works again, never mind' }],
    });
    const { jobId } = await core.call('replies.send', {
      ticketId,
      to: 'carol@example.com',
      fromEmailAddress: from,
      content: '<p>Please send it in</p>',
    });
    await until('it is read', async () => {
      const timeline = await core.call('tickets.timeline', { id: ticketId });
      return timeline.some(({ content }) => content?.includes('never mind') === true);
    });
    await core.call('outbox.sendNow', { id: jobId });
    const held = await until('it is held', async () => {
      const item = await core.call('outbox.get', { id: jobId });
      return item?.hold?.reason === 'freshness' ? item : null;
    });
    expect(held.hold).toMatchObject({ happenings: [{ what: 'customerThread' }] });
    await core.call('outbox.cancel', { id: jobId });
  });

  it('a reply that is called back is in its composer as it was: text and quote apart, and what was seen', async () => {
    const ticketId = ticketIds[1]!;
    const writing = {
      content: '<p>On it</p>',
      quote: { head: 'Carol wrote:', html: '<p>Help</p><p><img src="cid:1"></p>' },
      seenTime: '2026-03-01T10:00:00.000Z',
    };
    const draftKey = `reply:${ticketId}`;
    const input = {
      ticketId,
      to: 'carol@example.com',
      fromEmailAddress: from,
      content: `${writing.content}<blockquote>${writing.quote.html}</blockquote>`,
      writing,
      draftKey,
    };
    const { jobId } = await core.call('replies.send', input);
    expect((await core.call('outbox.get', { id: jobId }))?.payload).not.toHaveProperty('writing');
    await core.call('outbox.cancel', { id: jobId });
    const doc = async () => (await core.call('drafts.get', { key: draftKey }))?.doc;
    expect(await doc()).toMatchObject({ kind: 'reply', to: 'carol@example.com', ...writing });

    // Corrected in the outbox its text is another one; what was seen is still so.
    const again = await core.call('replies.send', input);
    await core.call('outbox.edit', { id: again.jobId, patch: { cc: 'jade@example.com' } });
    await core.call('outbox.edit', { id: again.jobId, patch: { content: '<p>On it now</p>' } });
    await core.call('outbox.cancel', { id: again.jobId });
    expect(await doc()).toMatchObject({
      content: '<p>On it now</p>',
      cc: 'jade@example.com',
      seenTime: writing.seenTime,
    });
    expect(await doc()).not.toHaveProperty('quote');
    await core.call('drafts.discard', { key: draftKey });
  });

  it('other windows hear that a draft was sent, and that it came back', async () => {
    const ticketId = ticketIds[2]!;
    const draftKey = `comment:${ticketId}`;
    const heard = (count: number) =>
      until('it is told', () => core.events.filter(({ name }) => name === 'drafts.changed').length === before + count);
    const before = core.events.filter(({ name }) => name === 'drafts.changed').length;
    await core.call('drafts.save', { key: draftKey, ticketId, doc: { kind: 'comment', content: 'Seen.' } });
    const input = { ticketId, content: 'Seen.', isPublic: true, draftKey, writing: {} };
    await heard(1);
    const { jobId } = await core.call('comments.create', input);
    await heard(2);
    expect(await core.call('drafts.get', { key: draftKey })).toBeNull();
    await core.call('outbox.cancel', { id: jobId });
    await heard(3);
    expect(await core.call('drafts.discard', { key: draftKey })).toMatchObject({ doc: { content: 'Seen.' } });
  });

  it('a comment, its edit and its deletion show at once', async () => {
    const ticketId = ownTicket();
    await core.call('outbox.pauseAll', {});
    const { localId } = await core.call('comments.create', { ticketId, content: 'first words' });
    await core.call('comments.edit', { ticketId, id: localId!, content: 'second words' });
    const mine = async () =>
      (await core.call('tickets.timeline', { id: ticketId })).filter((item) => item.content?.endsWith(' words'));
    expect(await mine()).toMatchObject([{ kind: 'comment', id: localId, content: 'second words' }]);
    const { jobId } = await core.call('comments.delete', { ticketId, id: localId! });
    expect(await mine()).toEqual([]);
    await core.call('outbox.resume', {});
    await settled(jobId);
    expect(await mine()).toEqual([]);
  });

  it('a ticket that is made here can be opened and edited at once, by either id', async () => {
    await core.call('outbox.pauseAll', {});
    const like = (await core.call('tickets.get', { id: ownTicket() }))!;
    const { localId, jobId } = await core.call('tickets.create', {
      subject: 'A new one',
      contactId: like.contactId!,
      departmentId: like.departmentId!,
    });
    const update = await core.call('tickets.update', { id: localId!, fields: { priority: 'High' } });
    expect(await core.call('tickets.get', { id: localId! })).toMatchObject({ subject: 'A new one', priority: 'High' });
    await core.call('outbox.resume', {});
    await settled(jobId);
    await settled(update.jobId);
    const { serverId } = (await core.call('outbox.get', { id: jobId }))!;
    expect(await core.call('tickets.get', { id: localId! })).toMatchObject({ id: serverId, subject: 'A new one' });
    const maker = { id: jobId, kind: 'ticket.create' };
    expect(await core.call('outbox.maker', { id: localId! })).toMatchObject(maker);
    expect(await core.call('outbox.maker', { id: serverId! })).toMatchObject(maker);
    expect(await core.call('outbox.maker', { id: like.id })).toBeNull();
  });

  it('an intent that was named is written once, however late it is asked for again', async () => {
    const ticketId = ticketIds[0]!;
    const jobId = crypto.randomUUID();
    const input = { ticketId, content: 'Once, for all', jobId };
    const first = await core.call('comments.create', input);
    expect(first).toMatchObject({ jobId, localId: `local-${jobId}`, echo: { content: 'Once, for all' } });
    await settled(jobId);
    expect(await core.call('comments.create', input)).toMatchObject({ jobId, localId: `local-${jobId}`, echo: null });
    await expect(core.call('comments.create', { ...input, content: 'Another text' })).rejects.toHaveProperty('error', {
      code: 'conflict',
      message: expect.any(String) as string,
      fields: { '/jobId': 'taken' },
    });
    await expect(core.call('replies.send', { ...input, to: 'a@b.example' })).rejects.toThrow('conflict');
    const { items } = await core.call('outbox.list', { ticketId });
    expect(items.filter(({ summary }) => summary === 'Once, for all')).toHaveLength(1);
  });

  it('a name that is asked for again takes its draft along, unless it was called back; other words are another intent', async () => {
    await core.call('outbox.pauseAll', {});
    const ticketId = ticketIds[1]!;
    const draftKey = `comment:${ticketId}`;
    const named = () => ({ ticketId, content: 'Said twice', draftKey, jobId: crypto.randomUUID() });
    const input = named();
    await core.call('comments.create', input);
    // A page that took the first answer for a failure has put its text back.
    await core.call('drafts.save', { key: draftKey, ticketId, doc: { kind: 'comment', content: 'Said twice' } });
    expect((await core.call('comments.create', input)).jobId).toBe(input.jobId);
    expect(await core.call('drafts.get', { key: draftKey })).toBeNull();
    // Two windows that send the same composer in the same moment.
    expect((await core.call('comments.create', named())).jobId).toBe(input.jobId);
    const other = { ...named(), content: 'Said otherwise' };
    expect((await core.call('comments.create', other)).jobId).toBe(other.jobId);
    for (const { jobId: id } of [input, other]) await core.call('outbox.cancel', { id });
    await expect(core.call('comments.create', input)).rejects.toHaveProperty('error.fields', { '/jobId': 'taken' });
    await core.call('drafts.discard', { key: draftKey });
    await core.call('outbox.resume', {});
  });

  it('what was taken as the first of two windows goes by its own name too, however late that is asked for', async () => {
    await core.call('outbox.pauseAll', {});
    const ticketId = ticketIds[1]!;
    const named = () => ({
      ticketId,
      content: 'Of two windows',
      draftKey: `comment:${ticketId}`,
      jobId: crypto.randomUUID(),
    });
    const [first, second] = [named(), named()];
    await core.call('comments.create', first);
    await core.call('comments.create', second);
    // The answer was lost on its way: the page asks the outbox, and the agent may press Send once more.
    expect(await core.call('outbox.get', { id: second.jobId })).toMatchObject({
      id: first.jobId,
      localId: `local-${first.jobId}`,
    });
    ahead += 60_000;
    expect((await core.call('comments.create', second)).jobId).toBe(first.jobId);
    const other = { ...second, content: 'Other words' };
    await expect(core.call('comments.create', other)).rejects.toHaveProperty('error.fields', { '/jobId': 'taken' });
    await core.call('outbox.cancel', { id: first.jobId });
    await expect(core.call('comments.create', second)).rejects.toHaveProperty('error.fields', { '/jobId': 'taken' });
    await core.call('drafts.discard', { key: first.draftKey });
    await core.call('outbox.resume', {});
  });

  it('a ticket and its new contact are in the outbox together, and a second click makes neither again', async () => {
    await core.call('outbox.pauseAll', {});
    const like = (await core.call('tickets.get', { id: ownTicket() }))!;
    const input = {
      contact: { lastName: 'Together' },
      ticket: { subject: 'With a new contact', departmentId: like.departmentId!, draftKey: 'ticket:new' },
    };
    const items = async () =>
      (await core.call('outbox.list', {})).items.filter(({ kind }) => /^(ticket|contact)\.create$/.test(kind));
    const before = (await items()).length;
    const { jobId } = await core.call('tickets.createForNewContact', input);
    expect((await core.call('tickets.createForNewContact', input)).jobId).toBe(jobId);
    const made = await items();
    expect(made.length).toBe(before + 2);
    const [ticket, contact] = await Promise.all(made.slice(0, 2).map(({ id }) => core.call('outbox.get', { id })));
    expect(contact?.kind).toBe('contact.create');
    expect(ticket?.payload).toMatchObject({ subject: 'With a new contact', contactId: contact?.localId });
    // They were typed in one form, and are there again.
    const back = await core.call('outbox.cancel', { id: contact!.id, dependents: true });
    expect(back).toMatchObject({ draftKey: 'ticket:new', alsoDrafts: [] });
    const doc = (await core.call('drafts.get', { key: 'ticket:new' }))?.doc;
    expect(doc).toMatchObject({ subject: 'With a new contact', newContact: { lastName: 'Together' } });
    expect(await core.call('drafts.get', { key: 'contact:new' })).toBeNull();
    await core.call('drafts.discard', { key: 'ticket:new' });
    await core.call('outbox.resume', {});
  });

  it('a new contact with a form of its own comes back beside its ticket, and both are told', async () => {
    await core.call('outbox.pauseAll', {});
    const like = (await core.call('tickets.get', { id: ownTicket() }))!;
    const { jobId, localId } = await core.call('contacts.create', { lastName: 'Apart', draftKey: 'contact:new' });
    const ticket = {
      subject: 'Of Apart',
      departmentId: like.departmentId!,
      contactId: localId!,
      draftKey: 'ticket:new',
    };
    await core.call('tickets.create', ticket);
    const back = await core.call('outbox.cancel', { id: jobId, dependents: true });
    expect(back).toMatchObject({ draftKey: 'contact:new', alsoDrafts: ['ticket:new'] });
    for (const key of ['ticket:new', 'contact:new']) {
      expect((await core.call('drafts.get', { key }))?.doc).not.toHaveProperty('newContact');
      await core.call('drafts.discard', { key });
    }
    await core.call('outbox.resume', {});
  });

  it('a ticket and its files are in the outbox together, once, and come back together', async () => {
    await core.call('outbox.pauseAll', {});
    const like = (await core.call('tickets.get', { id: ticketIds[0]! }))!;
    const files = [];
    for (const name of ['a.txt', 'b.txt']) {
      const { uploadId } = await core.call('files.begin', { name, size: 5 });
      await core.call('files.append', { uploadId, base64: Buffer.from(name).toString('base64') });
      files.push(await core.call('files.finish', { uploadId }));
    }
    const input = {
      subject: 'With files',
      contactId: like.contactId!,
      departmentId: like.departmentId!,
      files,
      draftKey: 'ticket:new',
    };
    const added = async () =>
      (await core.call('outbox.list', { states: ['queued'] })).items.filter(({ kind }) => kind === 'attachment.add');
    const jobId = crypto.randomUUID();
    const receipt = { jobId, localId: `local-${jobId}` };
    expect(await core.call('tickets.create', { ...input, jobId })).toEqual(receipt);
    expect(await core.call('tickets.create', { ...input, jobId })).toEqual(receipt);
    expect(await core.call('tickets.create', input), 'a second click').toEqual(receipt);
    expect((await added()).map(({ summary }) => summary).sort()).toEqual(['a.txt', 'b.txt']);
    await core.call('outbox.cancel', { id: jobId, dependents: true });
    expect(await added()).toEqual([]);
    expect((await core.call('drafts.get', { key: 'ticket:new' }))?.doc).toMatchObject({ subject: 'With files', files });
    const missing = { ...files[0]!, sha256: 'f'.repeat(64) };
    await expect(core.call('tickets.create', { ...input, subject: 'None', files: [missing] })).rejects.toThrow();
    expect(
      (await core.call('outbox.list', {})).items.some(({ summary }) => summary === 'None'),
      'all or nothing',
    ).toBe(false);
    expect(await core.call('drafts.discard', { key: 'ticket:new' })).not.toBeNull();
    await core.call('outbox.resume', {});
  });

  it('an edit of a task knows what it was made on, and does not write over a colleague’s', async () => {
    const { json } = await desk.get('/api/v1/tasks?limit=20');
    const task = (json['data'] as { id: string; priority: string | null }[])[0]!;
    const [mine, theirs] = ['Highest', 'Lowest', 'Normal'].filter((one) => one !== task.priority);
    await core.call('outbox.pauseAll', {});
    const { jobId } = await core.call('tasks.update', { id: task.id, fields: { priority: mine! } });
    await desk.control('POST', '/traffic', {
      events: [{ kind: 'updateTask', taskId: task.id, fields: { priority: theirs } }],
    });
    await core.call('outbox.resume', {});
    const item = await until('it is settled one way or the other', async () => {
      const found = (await core.call('outbox.get', { id: jobId }))!;
      return ['conflict', 'sent', 'rejected'].includes(found.state) ? found : null;
    });
    expect(item.conflict).toMatchObject([{ field: 'priority', base: task.priority, mine, theirs }]);
    await core.call('outbox.cancel', { id: jobId });
  });

  it('files come in pieces, and drafts are journaled', async () => {
    const ticketId = ownTicket();
    const { uploadId } = await core.call('files.begin', { name: 'a.txt', size: 6 });
    await core.call('files.append', { uploadId, base64: Buffer.from('abc').toString('base64') });
    await core.call('files.append', { uploadId, base64: Buffer.from('def').toString('base64') });
    const file = await core.call('files.finish', { uploadId });
    const key = `reply:${ticketId}`;
    await core.call('drafts.save', { key, ticketId, doc: { kind: 'reply', content: 'typing', files: [file] } });
    expect(await core.call('drafts.get', { key })).toMatchObject({
      ticketId,
      doc: { content: 'typing', files: [file] },
    });
    expect(await core.call('drafts.versions', { key })).toHaveLength(1);
    expect(await core.call('drafts.list', { ticketId })).toHaveLength(1);
    expect((await core.call('drafts.discard', { key }))?.doc.content).toBe('typing');
  });

  it('a change says its fields and on how many tickets it is, and leaves the words to the page', async () => {
    const ids = ticketIds.slice(-2);
    const many = { ids, fieldName: 'category', isCustomField: false, fieldValue: 'Printers' };
    const { jobId } = await core.call('tickets.updateMany', many);
    const fields = { subCategory: 'Ink' };
    const one = await core.call('tickets.update', { id: ids[0]!, fields });
    const facts = { summary: '', changes: { category: 'Printers' }, ticketCount: 2 };
    expect(await core.call('outbox.get', { id: jobId })).toMatchObject(facts);
    expect(await core.call('outbox.get', { id: one.jobId })).toMatchObject({
      summary: '',
      changes: fields,
      ticketCount: null,
    });
    await settled(one.jobId);
    const logged = await core.call('timeEntries.create', {
      ticketId: ids[0]!,
      executedTime: new Date(Date.now() - 60_000).toISOString(),
      seconds: 900,
      description: 'on the phone',
    });
    expect(await core.call('outbox.get', { id: logged.jobId })).toMatchObject({
      summary: 'on the phone',
      seconds: 900,
    });
    await settled(logged.jobId);
  });

  it('an item names its ticket or record, and the people behind the ids that it tells', async () => {
    const held = (await core.call('tickets.get', { id: ownTicket() }))!;
    const [agent] = await core.call('agents.list', {});
    const named = async (jobId: string) => {
      const { items } = await core.call('outbox.list', { limit: 10 });
      return items.find(({ id }) => id === jobId);
    };
    await core.call('outbox.pauseAll', {});
    const content = `zsu[@user:${agent!.zuid ?? agent!.id}]zsu please look`;
    const comment = await core.call('comments.create', { ticketId: held.id, content });
    const about = { number: held.number, name: held.subject };
    expect(await named(comment.jobId)).toMatchObject({ about, names: { [agent!.zuid ?? agent!.id]: agent!.name } });
    const contactId = held.contactId!;
    const { name } = (await core.call('contacts.get', { id: contactId }))!;
    const made = await core.call('tickets.create', { subject: 'New', contactId, departmentId: held.departmentId! });
    expect(await named(made.jobId)).toMatchObject({ about: null, names: { [contactId]: name } });
    const onMade = await core.call('comments.create', { ticketId: made.localId!, content: 'one' });
    expect(await named(onMade.jobId)).toMatchObject({ ticketId: made.localId, about: { number: null, name: 'New' } });
    const renamed = await core.call('contacts.update', { id: contactId, fields: { phone: '1' } });
    expect((await named(renamed.jobId))?.about).toEqual({ number: null, name });
    await core.call('outbox.cancel', { id: made.jobId, dependents: true });
    // What was written on it is a draft again, on a ticket that no other list has.
    expect(await core.call('drafts.list', { ticketId: made.localId! })).toHaveLength(1);
    expect(await core.call('drafts.tickets', {})).toContain(made.localId);
    const { rows } = await core.call('tickets.list', { view: 'drafts', offset: 0, limit: 50 });
    expect(rows).toContainEqual(expect.objectContaining({ id: made.localId, subject: 'New' }));
    await core.call('outbox.cancel', { id: renamed.jobId });
    await core.call('outbox.resume', {});
    await settled(comment.jobId);
  });

  it('lists, exports and refuses in its own words', async () => {
    for (const content of ['one', 'two', 'three']) {
      await settled((await core.call('comments.create', { ticketId: ownTicket(), content })).jobId);
    }
    const { items, next } = await core.call('outbox.list', { limit: 2 });
    expect(items.map(({ summary, state }) => [summary, state])).toEqual([
      ['three', 'sent'],
      ['two', 'sent'],
    ]);
    expect(next).toBe(items[1]!.seq);
    expect(JSON.parse((await core.call('outbox.export', {})).json)).toBeInstanceOf(Array);
    await expect(core.call('outbox.cancel', { id: items[0]!.id })).rejects.toThrow('conflict');
    await expect(core.call('outbox.cancel', { id: 'none' })).rejects.toThrow('notFound');
  });
});
