import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCapabilities } from '../../../src-main/api/capabilities.ts';
import { listTickets } from '../../../src-main/api/tickets.ts';
import { attachmentFile } from '../../../src-main/sync/attachments.ts';
import { compareWithDesk } from '../../factories/convergence.ts';
import { type RigOptions, startSyncRig, type SyncRig } from '../../factories/sync-rig.ts';

// Virtual days pass at the speed of the machine.
vi.setConfig({ testTimeout: 180_000 });

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const open: SyncRig[] = [];
afterEach(async () => {
  for (const rig of open.splice(0)) await rig.stop();
});
async function rigOf(options: RigOptions = {}): Promise<SyncRig> {
  const rig = await startSyncRig({ tickets: 30, ...options });
  open.push(rig);
  return rig;
}

/** Calls by operation while `work` runs. */
async function callsDuring(rig: SyncRig, work: () => Promise<unknown>): Promise<Record<string, number>> {
  const from = rig.outcomes.length;
  await work();
  const calls: Record<string, number> = {};
  for (const { operation } of rig.outcomes.slice(from)) calls[operation] = (calls[operation] ?? 0) + 1;
  return calls;
}
const POLLS = new Set(['searchTickets', 'listTickets', 'listTasks']);
const beyondPolls = (calls: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(calls).filter(([name]) => !POLLS.has(name)));

function openTicket(rig: SyncRig, fits: (id: string) => boolean = () => true): string {
  const id = rig.cache.tickets.listOpenIds().find(fits);
  if (id === undefined) throw new Error('no such ticket');
  return id;
}
const hasComments = (rig: SyncRig, id: string): boolean => (rig.cache.tickets.get(id)?.doc.commentCount ?? 0) > 0;
/** Polls go on for `ms`, long enough for the search to know. */
const pass =
  (rig: SyncRig, ms = 5 * MINUTE_MS) =>
  () =>
    rig.clock.runFor(ms);

describe('frugal contents', () => {
  it("takes one credit for a customer's new thread", async () => {
    const rig = await rigOf();
    await rig.quiet();
    const ticketId = openTicket(rig);
    // The first use tells whether the service has the operation.
    await rig.traffic({ kind: 'customerThread', ticketId, content: 'still broken' });
    const calls = await callsDuring(rig, pass(rig));
    expect(beyondPolls(calls)).toEqual({ getLatestThread: 1 });
    expect(rig.cache.threads.listOfTicket(ticketId).at(-1)?.doc.content).toContain('still broken');
  });

  it('takes none for a status, an assignee or a priority', async () => {
    const rig = await rigOf();
    await rig.quiet();
    const [first = '', second = '', third = ''] = rig.cache.tickets.listOpenIds();
    await rig.traffic(
      { kind: 'status', ticketId: first, status: 'On Hold' },
      { kind: 'assign', ticketId: second, assigneeId: null },
      { kind: 'update', ticketId: third, fields: { priority: 'High' } },
    );
    expect(beyondPolls(await callsDuring(rig, pass(rig)))).toEqual({});
    expect(rig.cache.tickets.get(first)?.doc.status).toBe('On Hold');
    expect(rig.cache.tickets.get(second)?.doc.assigneeId).toBeNull();
    expect(rig.cache.tickets.get(third)?.doc.priority).toBe('High');
    expect(rig.cache.tickets.get(third)?.isComplete).toBe(true);
  });

  it('asks for comments only when only comments changed, also when one was edited', async () => {
    const rig = await rigOf();
    await rig.quiet();
    const ticketId = openTicket(rig, (id) => hasComments(rig, id));
    await rig.traffic({ kind: 'comment', ticketId, content: 'a new note' });
    expect(beyondPolls(await callsDuring(rig, pass(rig)))).toEqual({ listComments: 1 });
    const commentId = rig.cache.comments.listOfTicket(ticketId).at(-1)?.doc.id ?? '';
    await rig.traffic({ kind: 'editComment', ticketId, commentId, content: 'a better note' });
    const calls = beyondPolls(await callsDuring(rig, pass(rig)));
    expect(calls['listComments']).toBe(1);
    expect(calls['listThreads'] ?? 0).toBe(0);
    expect(rig.cache.comments.listOfTicket(ticketId).find(({ doc }) => doc.id === commentId)?.doc.content).toBe(
      'a better note',
    );
  });

  it.each(['live', 'reference'] as const)(
    'says who spoke last as soon as the messages are there, though single tickets come without it (%s)',
    async (manner) => {
      const rig = await rigOf({ manner });
      await rig.quiet();
      const ticketId = openTicket(rig, (id) => rig.cache.threads.listOfTicket(id).length > 0);
      const lastWord = () => rig.cache.tickets.get(ticketId)?.doc.lastThread?.direction;
      const look = async (): Promise<void> => {
        await rig.clock.runFor(25_000);
        rig.sync.focus(ticketId, []);
        await rig.clock.runFor(500);
      };
      await rig.traffic({ kind: 'customerThread', ticketId, content: 'and now?' });
      await look();
      expect(rig.cache.threads.listOfTicket(ticketId).at(-1)?.doc.content).toContain('and now?');
      expect(lastWord(), 'the customer').toBe('in');
      await rig.traffic({ kind: 'agentReply', ticketId, content: 'now it is' });
      await look();
      expect(lastWord(), 'a colleague').toBe('out');
    },
  );

  it('reads time entries, tasks and files when their counts say so', async () => {
    const rig = await rigOf();
    await rig.quiet();
    const ticketId = openTicket(rig);
    await rig.traffic({ kind: 'timeEntry', ticketId }, { kind: 'task', ticketId });
    const calls = beyondPolls(await callsDuring(rig, pass(rig)));
    expect(calls).toEqual({ listTimeEntries: 1, listTicketTasks: 1 });
    expect(rig.cache.timeEntries.listOfTicket(ticketId).length).toBe(
      rig.cache.tickets.get(ticketId)?.doc.timeEntryCount,
    );
    expect(rig.cache.tasks.countOfTicket(ticketId)).toBe(rig.cache.tickets.get(ticketId)?.doc.taskCount);
  });

  it('follows a reply that is being sent until it is sent', async () => {
    const rig = await rigOf({ sendMs: 3 * MINUTE_MS });
    await rig.quiet();
    const ticketId = openTicket(rig);
    await rig.traffic({ kind: 'agentReply', ticketId, content: 'on its way' });
    await rig.clock.runFor(2 * MINUTE_MS);
    const last = () => rig.cache.threads.listOfTicket(ticketId).at(-1)?.doc.status;
    expect(last()).toBe('PENDING');
    await rig.clock.runFor(10 * MINUTE_MS);
    expect(last()).toBe('SUCCESS');
  });

  it('sees within a minute that a reply was sent, also while the customer goes on writing', async () => {
    const rig = await rigOf({ sendMs: MINUTE_MS / 2 });
    await rig.quiet();
    const ticketId = openTicket(rig);
    const [reply] = await rig.traffic({ kind: 'agentReply', ticketId, content: 'on its way' });
    const [threadId = ''] = reply?.['ids'] as string[];
    const status = () => rig.cache.threads.get(threadId)?.doc.status;
    rig.sync.wake();
    await rig.clock.runFor(3_000);
    expect(status()).toBe('PENDING');
    for (let i = 0; i < 4; i += 1) {
      await rig.traffic({ kind: 'customerThread', ticketId, content: `And another thing ${i}` });
      rig.sync.wake();
      await rig.clock.runFor(15_000);
    }
    expect(status()).toBe('SUCCESS');
  });

  it('looks at a reply that is being sent when somebody asks, and after a restart', async () => {
    const rig = await rigOf({ sendMs: 50_000 });
    await rig.quiet();
    const ticketId = openTicket(rig);
    const last = () => rig.cache.threads.listOfTicket(ticketId).at(-1)?.doc.status;
    const passBut = async () => {
      await rig.traffic({ kind: 'agentReply', ticketId, content: 'on its way' });
      rig.sync.wake();
      await rig.clock.runFor(3_000);
      await rig.clock.runFor(48_000);
      expect(last()).toBe('PENDING');
    };
    await passBut();
    rig.sync.wake();
    await rig.clock.runFor(3_000);
    expect(last(), 'asked').toBe('SUCCESS');
    await passBut();
    await rig.restart();
    await rig.clock.runFor(7_000);
    expect(last(), 'after a restart').toBe('SUCCESS');
  });

  it('sees a draft that was sent behind a newer message, though no count moved and something else did', async () => {
    const rig = await rigOf();
    await rig.quiet();
    const ticketId = openTicket(rig);
    await rig.traffic({ kind: 'agentDraft', ticketId, content: 'almost there' });
    await rig.traffic({ kind: 'customerThread', ticketId, content: 'Any news?' });
    await rig.clock.runFor(10 * MINUTE_MS);
    const draft = rig.cache.threads.listOfTicket(ticketId).find(({ doc }) => doc.status === 'DRAFT')?.doc.id;
    expect(draft).toBeDefined();
    const before = rig.cache.tickets.get(ticketId)?.signature;
    const { status } = await rig.api('POST', `/tickets/${ticketId}/sendDraft?draftThreadId=${draft ?? ''}`);
    expect(status).toBe(200);
    await rig.traffic({ kind: 'update', ticketId, fields: { priority: 'High', category: 'Moved' } });
    await rig.clock.runFor(10 * MINUTE_MS);
    expect(rig.cache.tickets.get(ticketId)?.signature, 'no count tells').toBe(before);
    const threads = rig.cache.threads.listOfTicket(ticketId).map(({ doc }) => doc.status);
    expect(threads).not.toContain('DRAFT');
  });

  it('fetches no thread twice when tickets are merged', async () => {
    const rig = await rigOf();
    await rig.quiet();
    const [into = '', from = ''] = rig.cache.tickets.listOpenIds();
    const moved = rig.cache.threads.listOfTicket(from).filter(({ doc }) => (doc.attachments ?? []).length === 0);
    await rig.traffic({ kind: 'merge', ticketId: into, ids: [from] });
    const calls = await callsDuring(rig, pass(rig));
    const files = rig.cache.threads.listOfTicket(into).filter(({ doc }) => (doc.attachments ?? []).length > 0).length;
    expect(calls['getThread'] ?? 0).toBeLessThanOrEqual(files);
    for (const { doc } of moved) expect(rig.cache.threads.get(doc.id)?.ticketId).toBe(into);
  });

  it('reads a ticket again that lost a thread to another, however often a service lists the thread in both', async () => {
    const rig = await rigOf();
    const ids = (id: string): string[] => rig.cache.threads.listOfTicket(id).map(({ doc }) => doc.id);
    const [made] = await rig.traffic({ kind: 'ticket', subject: 'Two things' });
    const ticketId = String(made?.['ticketId']);
    await rig.traffic({ kind: 'customerThread', ticketId, content: 'and another' });
    await rig.quiet();
    const [, second = ''] = ids(ticketId);
    const before = (await rig.api('GET', `/tickets/${ticketId}/threads?limit=100`)).json;
    // Between two looks one thread leaves and two come: by its count the ticket has got one.
    await rig.traffic({ kind: 'customerThread', ticketId, content: 'the first of two' });
    await rig.traffic({ kind: 'customerThread', ticketId, content: 'the second of two' });
    const { json: split } = await rig.api('POST', `/tickets/${ticketId}/threads/${second}/split`);
    await pass(rig)();
    const contents = rig.cache.threads.listOfTicket(ticketId).map(({ doc }) => doc.content ?? '');
    expect(contents.filter((content) => / of two/.test(content))).toHaveLength(2);
    expect(ids(String(split['id']))).toEqual([second]);

    await rig.control('PUT', 'faults', [
      {
        match: { path: `^/api/.*/tickets/${ticketId}/threads$` },
        fault: { kind: 'status', status: 200, body: before },
      },
    ]);
    await rig.traffic({ kind: 'customerThread', ticketId, content: 'the third' });
    await rig.traffic({ kind: 'customerThread', ticketId, content: 'the fourth' });
    const calls = await callsDuring(rig, pass(rig, 60 * MINUTE_MS));
    expect(calls['listThreads'], JSON.stringify(calls)).toBeLessThan(12);
  });

  it('asks for a contact that nobody knew', async () => {
    const rig = await rigOf();
    await rig.quiet();
    const { json } = await rig.api('POST', '/contacts', { lastName: 'Newcomer', email: 'new@inbox.example' });
    await rig.traffic({ kind: 'ticket', contactId: json['id'], subject: 'First time here' });
    await pass(rig)();
    expect(rig.cache.contacts.get(String(json['id']))?.doc.lastName).toBe('Newcomer');
  });
});

describe('a look at the list by recent thread', () => {
  it.each(['the last row of its page is known already', 'an earlier look was broken off behind it'])(
    'goes on where %s',
    async (why) => {
      const rig = await rigOf({ tickets: 130, manner: 'reference' });
      await rig.quiet();
      const all = ((await rig.control('GET', 'dump?noun=tickets&form=ids')) as { ids: string[] }).ids.slice(0, 120);
      const wroteAt = rig.clock.now() - 1_000;
      await rig.traffic(...all.map((ticketId) => ({ kind: 'customerThread', ticketId, content: 'all at once' })));
      const sortBy = createCapabilities(rig.cache.capabilities, rig.clock).spelling('sort.tickets.recentThread');
      const rows = await listTickets(rig.client, { sortBy: sortBy ?? '', limit: 100, include: 'contacts' });
      const known = why.startsWith('the last') ? rows.slice(-1) : rows;
      rig.cache.tickets.applyRows(known, rig.clock.now(), () => false);
      if (known === rows)
        rig.cache.cursors.set('tickets.recent', { until: rig.clock.now() - 60_000, isUnderWay: true }, rig.clock.now());
      rig.sync.wake();
      await rig.clock.runFor(2_000);
      const behind = all.filter(
        (id) => Date.parse(rig.cache.tickets.get(id)?.doc.customerResponseTime ?? '') < wroteAt,
      );
      expect(behind).toEqual([]);
    },
  );
});

describe('contacts', () => {
  const nameOf = (rig: SyncRig, id: string): string | null | undefined => rig.cache.contacts.get(id)?.doc.lastName;

  it.each([
    ['live', 'changed'],
    ['reference', 'made'],
  ] as const)('come last %s first, then only as far as something is new', async (manner, _) => {
    const rig = await rigOf({ tickets: 600, manner, idle: true });
    const { rows } = (await rig.control('GET', 'dump?noun=contacts&form=rows&limit=5000')) as {
      rows: { id: string; createdTime: string }[];
    };
    expect(rows.length).toBeGreaterThan(100);
    const [oldest] = rows.sort((a, b) => (a.createdTime < b.createdTime ? -1 : 1));
    const newest = rows.at(-1);
    const contactId = (manner === 'live' ? oldest : newest)?.id ?? '';
    if (manner === 'live') await rig.traffic({ kind: 'updateContact', contactId, fields: { lastName: 'Renamed' } });
    let first: readonly string[] | null = null;
    rig.onEvent = (name, payload) => {
      if (name === 'contacts.changed') first ??= (payload as { ids: string[] }).ids;
    };
    rig.sync.start();
    await rig.quiet();
    expect(first).toContain(contactId);
    expect(rig.cache.contacts.count()).toBe(rows.length);

    // What changed meanwhile comes with one page, unless it is older than all that a page holds.
    await rig.clock.runFor(MINUTE_MS);
    await rig.traffic({ kind: 'updateContact', contactId, fields: { lastName: 'Again' } });
    const calls = await callsDuring(rig, () => rig.clock.runFor(4 * 60 * MINUTE_MS + MINUTE_MS));
    expect(nameOf(rig, contactId)).toBe('Again');
    expect(calls['listContacts']).toBe(2);
    const quietCalls = await callsDuring(rig, () => rig.clock.runFor(4 * 60 * MINUTE_MS + MINUTE_MS));
    expect(quietCalls['listContacts']).toBe(1);
  });
});

describe('what is gone', () => {
  it('becomes a tombstone when it is looked at', async () => {
    const rig = await rigOf();
    await rig.quiet();
    const ticketId = openTicket(rig);
    await rig.traffic({ kind: 'delete', ticketId });
    await rig.clock.runFor(MINUTE_MS);
    expect(rig.cache.tickets.get(ticketId)).not.toBeNull();
    rig.sync.focus(ticketId, []);
    await rig.clock.runFor(1_000);
    expect(rig.cache.tickets.get(ticketId)).toBeNull();
    expect(rig.cache.tombstones.get('ticket', ticketId)).toMatchObject({ reason: 'deleted' });
    expect(rig.cache.threads.listOfTicket(ticketId)).toEqual([]);
  });

  it('is not brought back by answers that were on their way when it went', async () => {
    const rig = await rigOf();
    await rig.quiet();
    const ticketId = openTicket(rig, (id) => hasComments(rig, id));
    await rig.traffic({ kind: 'comment', ticketId, content: 'a last word' });
    await rig.clock.runFor(25_000);
    let hasGone = false;
    rig.onCall = ({ operation }) => {
      if (operation !== 'listComments' || hasGone) return;
      rig.cache.tickets.delete(ticketId);
      hasGone = true;
    };
    rig.sync.focus(ticketId, []);
    await rig.clock.runFor(500);
    expect(hasGone).toBe(true);
    expect(rig.cache.tickets.get(ticketId)).toBeNull();
    expect(rig.cache.comments.listOfTicket(ticketId)).toEqual([]);
  });

  it('is found by the daily sweep, with a reason, when it is little', async () => {
    const rig = await rigOf({ tickets: 60 });
    await rig.quiet();
    const [deleted = '', merged = '', into = ''] = rig.cache.tickets.listOpenIds();
    await rig.traffic({ kind: 'delete', ticketId: deleted }, { kind: 'merge', ticketId: into, ids: [merged] });
    rig.sync.presence(false, false);
    await rig.clock.runFor(DAY_MS + 150 * MINUTE_MS);
    expect(rig.sync.status().sweepQuestion).toBeNull();
    expect(rig.cache.tombstones.get('ticket', deleted)?.reason).toBe('deleted');
    expect(rig.cache.tombstones.get('ticket', merged)?.reason).toBe('notFound');
  });

  it.each(['live', 'reference'] as const)(
    'stays until the agent answers when it is more than a twentieth, also across a restart, %s manner',
    async (manner) => {
      const rig = await rigOf({ tickets: 60, manner });
      await rig.quiet();
      const all = rig.cache.tickets.count();
      const gone = rig.cache.tickets.listOpenIds().slice(0, 6);
      await rig.traffic(...gone.map((ticketId) => ({ kind: 'delete', ticketId })));
      await rig.clock.runFor(5_000);
      rig.sync.sweep();
      await rig.clock.runFor(60 * MINUTE_MS);
      const question = rig.sync.status().sweepQuestion;
      expect(question).toMatchObject({ noun: 'tickets', held: rig.cache.tickets.count() });
      expect(rig.events.some(({ name }) => name === 'sync.asked')).toBe(true);
      expect(rig.cache.tickets.count()).toBe(all);
      await rig.restart();
      rig.sync.presence(false, false);
      await rig.clock.runFor(26 * 60 * MINUTE_MS);
      expect(rig.sync.status().sweepQuestion).toMatchObject({ noun: 'tickets', gone: 6 });
      expect(rig.cache.tickets.count()).toBe(all);
      rig.answer(true);
      await rig.clock.runFor(MINUTE_MS);
      expect(rig.sync.status().sweepQuestion).toBeNull();
      for (const id of gone) expect(rig.cache.tickets.get(id)).toBeNull();
      expect(rig.cache.tickets.count()).toBe(all - 6);
    },
  );

  it.each(['live', 'reference'] as const)(
    'is found as spam in the %s manner, and comes back when it is none',
    async (manner) => {
      const rig = await rigOf({ tickets: 60, manner });
      await rig.quiet();
      const ticketId = openTicket(rig);
      const others = rig.cache.tickets.count() - 1;
      await rig.traffic({ kind: 'spam', ticketId });
      await rig.clock.runFor(MINUTE_MS);
      rig.sync.sweep();
      await rig.clock.runFor(20 * MINUTE_MS);
      expect(rig.cache.tombstones.get('ticket', ticketId)?.reason).toBe('spam');
      expect(rig.cache.tickets.count()).toBe(others);
      await rig.traffic({ kind: 'spam', ticketId, isSpam: false });
      await rig.clock.runFor(MINUTE_MS);
      rig.sync.sweep();
      await rig.clock.runFor(20 * MINUTE_MS);
      expect(rig.cache.tickets.get(ticketId)).not.toBeNull();
      expect(rig.cache.tombstones.get('ticket', ticketId)).toBeNull();
    },
  );

  it('stays when the agent says so', async () => {
    const rig = await rigOf({ tickets: 60 });
    await rig.quiet();
    const gone = rig.cache.tickets.listOpenIds().slice(0, 6);
    await rig.traffic(...gone.map((ticketId) => ({ kind: 'delete', ticketId })));
    await rig.clock.runFor(5_000);
    rig.sync.sweep();
    await rig.clock.runFor(10 * MINUTE_MS);
    expect(rig.sync.status().sweepQuestion).not.toBeNull();
    rig.answer(false);
    await rig.clock.runFor(60 * MINUTE_MS);
    expect(rig.sync.status().sweepQuestion).toBeNull();
    for (const id of gone) expect(rig.cache.tickets.get(id)).not.toBeNull();
    expect(rig.sync.status().perNoun?.sweep).toBeGreaterThan(rig.clock.now() - 75 * MINUTE_MS);
  });

  it('is asked about, too, when a permission is lost', async () => {
    const rig = await rigOf({ tickets: 60 });
    await rig.quiet();
    const departments = rig.cache.departments.list().map(({ doc }) => doc.id);
    await rig.control('POST', 'permissions', {
      email: rig.desk.agents[0]?.email,
      departments: departments.slice(0, 1),
    });
    rig.sync.sweep();
    await rig.clock.runFor(30 * MINUTE_MS);
    expect(rig.cache.tickets.count()).toBe(60);
    const asked: string[] = [];
    for (let next = rig.sync.status().sweepQuestion; next != null; next = rig.sync.status().sweepQuestion) {
      asked.push(next.noun);
      rig.answer(true);
      await rig.clock.runFor(MINUTE_MS);
    }
    expect(asked).toContain('tickets');
    const kept = rig.cache.tickets.listOpenIds().map((id) => rig.cache.tickets.get(id)?.doc.departmentId);
    expect(new Set(kept)).toEqual(new Set(departments.slice(0, 1)));
  });
});

describe('credits', () => {
  it('leave only the screen below a tenth of the day, and everything when they come back', async () => {
    const rig = await rigOf();
    await rig.quiet();
    await rig.control('POST', 'credits', { remaining: 8_000 });
    rig.sync.wake();
    await rig.clock.runFor(1_000);
    expect(rig.sync.status()).toMatchObject({ allowance: 'screenOnly', nextPollAt: null });
    const background = await callsDuring(rig, pass(rig, 50 * MINUTE_MS));
    expect(background).toEqual({});
    const ticketId = openTicket(rig);
    expect(
      await callsDuring(rig, async () => {
        rig.sync.focus(ticketId, []);
        await rig.clock.runFor(1_000);
      }),
    ).toMatchObject({ getTicket: 1 });
    await rig.control('POST', 'credits', { remaining: 100_000 });
    await rig.clock.runFor(70 * MINUTE_MS);
    expect(rig.sync.status().allowance).toBe('all');
  });

  it('are few on the first day too, where others left less than a tenth of what the edition gives', async () => {
    const rig = await rigOf({ idle: true });
    await rig.control('POST', 'credits', { remaining: 9_000 });
    const calls = await callsDuring(rig, async () => {
      rig.sync.start();
      await rig.clock.runFor(10 * MINUTE_MS);
    });
    expect(rig.sync.status().allowance).toBe('screenOnly');
    expect(calls).toMatchObject({ getOrganization: 1 });
    expect(Object.keys(calls)).not.toContain('listContacts');
    expect(Object.keys(calls)).not.toContain('getThread');
  });

  it('stop history below four tenths, not what is fresh', async () => {
    const rig = await rigOf();
    await rig.quiet();
    await rig.control('POST', 'credits', { remaining: 35_000 });
    rig.sync.wake();
    await rig.clock.runFor(1_000);
    expect(rig.sync.status().allowance).toBe('noHistory');
    rig.sync.sweep();
    const ticketId = openTicket(rig);
    await rig.traffic({ kind: 'customerThread', ticketId, content: 'fresh' });
    await rig.clock.runFor(10 * MINUTE_MS);
    expect(rig.cache.threads.listOfTicket(ticketId).at(-1)?.doc.content).toContain('fresh');
    const swept = rig.sync.status().perNoun?.sweep ?? 0;
    expect(swept).toBeLessThan(rig.clock.now() - 10 * MINUTE_MS);
  });

  it('that are gone stop everything until the service says', async () => {
    const rig = await rigOf();
    await rig.quiet();
    await rig.control('POST', 'credits', { remaining: 0 });
    rig.sync.wake();
    await rig.clock.runFor(5_000);
    const calls = await callsDuring(rig, pass(rig, 40 * MINUTE_MS));
    expect(Object.values(calls).reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(2);
    expect(rig.sync.status().connection).toBe('busy');
  });

  it('spent today are told, and kept across a restart', async () => {
    const rig = await rigOf();
    await rig.quiet();
    const before = rig.sync.status().creditsToday ?? 0;
    expect(before).toBe(rig.outcomes.reduce((sum, { credits }) => sum + credits, 0));
    await rig.restart();
    expect(rig.sync.status().creditsToday).toBeGreaterThanOrEqual(before);
    rig.sync.presence(false, false);
    await rig.clock.runFor(17 * 60 * MINUTE_MS);
    expect(rig.sync.status().creditsToday).toBeLessThan(100);
  });
});

describe('lists that lag behind their counts', () => {
  it('are taken for all there is after some tries, but not as of a write that came meanwhile', async () => {
    const rig = await rigOf();
    await rig.quiet();
    const ticketId = openTicket(rig);
    const write = (content: string) => rig.traffic({ kind: 'comment', ticketId, content });
    const held = (): string =>
      rig.cache.comments
        .listOfTicket(ticketId)
        .map(({ doc }) => doc.content)
        .join();
    const tries = (): number => rig.outcomes.filter(({ operation }) => operation === 'listComments').length;
    const untilTried = async (count: number): Promise<void> => {
      for (const from = tries(); tries() < from + count;) await rig.clock.runFor(1_000);
    };
    await rig.control('PUT', 'faults', [
      { match: { path: '^/api/.*/comments$' }, fault: { kind: 'readLag', ms: 30 * MINUTE_MS } },
    ]);
    await write('the first');
    await untilTried(3);
    await write('the second');
    await untilTried(1);
    expect(held()).not.toMatch(/the (first|second)/);
    await rig.control('PUT', 'faults', []);
    await rig.clock.runFor(10 * MINUTE_MS);
    expect(held()).toContain('the first');
    expect(held()).toContain('the second');
  });
});

describe('the pace', () => {
  it('is lively when something happens, slow when nothing does, and at once on coming back', async () => {
    const rig = await rigOf();
    await rig.quiet();
    await rig.clock.runFor(2 * 60 * MINUTE_MS);
    expect(rig.sync.status().pollMs).toBe(4 * MINUTE_MS);
    rig.sync.presence(false, false);
    expect(rig.sync.status().pollMs).toBe(10 * MINUTE_MS);
    await rig.clock.runFor(60 * MINUTE_MS);
    const calls = await callsDuring(rig, async () => {
      rig.sync.presence(true, true);
      await rig.clock.runFor(1_000);
    });
    expect(calls['searchTickets']).toBe(1);
    expect(rig.sync.status().pollMs).toBeLessThanOrEqual(60_000);
  });

  it('backs off while the service is away, says why, and returns at once when told', async () => {
    const rig = await rigOf();
    await rig.quiet();
    await rig.control('PUT', 'faults', [{ match: { path: '/api/**' }, fault: { kind: 'html' } }]);
    await rig.clock.runFor(5 * MINUTE_MS);
    expect(rig.sync.status()).toMatchObject({ connection: 'offline' });
    expect(rig.sync.status().reason).toMatch(/sign in to it/);
    const attempts = rig.outcomes.length;
    await rig.clock.runFor(60 * MINUTE_MS);
    expect(rig.outcomes.length - attempts).toBeLessThan(240);
    await rig.control('PUT', 'faults', []);
    rig.sync.wake();
    await rig.clock.runFor(1_000);
    expect(rig.sync.status()).toMatchObject({ connection: 'online', reason: null });
  });

  it.each([
    [{ kind: 'html' }, /web page came instead/],
    [{ kind: 'status', status: 502, body: '<html>Bad gateway</html>' }, /between here and the service failed \(502\)/],
    [{ kind: 'status', status: 503, body: { errorCode: 'X', message: 'upgrading' } }, /trouble \(503\).*upgrading/],
    [{ kind: 'dropBefore' }, /cut/],
  ])('tells %j in words', async (fault, words) => {
    const rig = await rigOf({ tickets: 10 });
    await rig.quiet();
    await rig.control('PUT', 'faults', [{ match: { path: '/api/**' }, fault }]);
    rig.sync.wake();
    await rig.clock.runFor(MINUTE_MS);
    expect(rig.sync.status().reason).toMatch(words);
  });
});

describe('depth', () => {
  it('leaves out closed tickets before the cutoff, in both manners, and brings them when it grows', async () => {
    for (const manner of ['live', 'reference'] as const) {
      const rig = await rigOf({ tickets: 120, manner, depth: { range: 'open' } });
      await rig.quiet();
      const few = rig.cache.tickets.count();
      expect(few).toBe(rig.cache.tickets.listOpenIds().length);
      expect(few).toBeGreaterThan(0);
      rig.sync.setDepth({ ...rig.depth, range: 30 });
      await rig.quiet();
      const some = rig.cache.tickets.count();
      expect(some).toBeGreaterThanOrEqual(few);
      rig.sync.setDepth({ ...rig.depth, range: 'all' });
      await rig.quiet();
      expect(rig.cache.tickets.count()).toBe(120);
      // Shrinking asks for nothing.
      rig.sync.setDepth({ ...rig.depth, range: 90 });
      expect(beyondPolls(await callsDuring(rig, pass(rig)))).toEqual({});
    }
  });

  it('is told beforehand, for one call', async () => {
    const rig = await rigOf({ tickets: 120, depth: { range: 'open' } });
    await rig.quiet();
    const calls = await callsDuring(rig, async () => {
      const all = await rig.sync.estimateDepth({ ...rig.depth, range: 'all' });
      expect(all).toMatchObject({ tickets: 120, isGuess: false });
      expect(all.credits).toBeGreaterThan(all.tickets);
    });
    expect(calls).toEqual({ searchTickets: 1 });
    const spent = rig.sync.status().creditsToday ?? 0;
    const estimate = await rig.sync.estimateDepth({ ...rig.depth, range: 'all' });
    rig.sync.setDepth({ ...rig.depth, range: 'all' });
    await rig.quiet();
    const real = (rig.sync.status().creditsToday ?? 0) - spent;
    expect(estimate.credits).toBeGreaterThan(real / 2);
    expect(estimate.credits).toBeLessThan(real * 2);
  });

  it('is told as well while the first look is under way, of whose tickets few have their messages', async () => {
    const rig = await rigOf({ tickets: 200, idle: true });
    const told: { estimate: ReturnType<typeof rig.sync.estimateDepth>; from: number }[] = [];
    rig.onCall = () => {
      if (told.length > 0 || rig.cache.tickets.countBodies().pending < 90) return;
      told.push({ estimate: rig.sync.estimateDepth(rig.depth), from: rig.outcomes.length });
    };
    rig.sync.start();
    await rig.quiet();
    const { estimate, from } = told[0] ?? expect.fail('nothing was listed');
    const real = rig.outcomes.length - from;
    const { calls } = await estimate;
    expect(calls).toBeGreaterThan(real * 0.7);
    expect(calls).toBeLessThan(real * 1.4);
  });

  it('is a guess where the service does not count', async () => {
    const rig = await rigOf({ tickets: 120, manner: 'reference', depth: { range: 'open' } });
    await rig.quiet();
    const estimate = await rig.sync.estimateDepth({ ...rig.depth, range: 'all' });
    expect(estimate.isGuess).toBe(true);
    expect(estimate.tickets).toBeGreaterThan(90);
    expect(estimate.tickets).toBeLessThan(170);
    // What was probed is kept, and a shorter range is less.
    const calls = await callsDuring(rig, async () => {
      const month = await rig.sync.estimateDepth({ ...rig.depth, range: 30 });
      expect(month.tickets).toBeLessThan(estimate.tickets);
      expect((await rig.sync.estimateDepth({ ...rig.depth, range: 90 })).tickets).toBeGreaterThanOrEqual(month.tickets);
    });
    expect(calls).toEqual({});
  });

  it('ends its calls where nobody waits for it any more', async () => {
    const rig = await rigOf({ tickets: 120, manner: 'reference', depth: { range: 'open' } });
    await rig.quiet();
    const probes = await callsDuring(rig, async () => {
      rig.onCall = ({ operation }) => {
        if (operation === 'listTickets') rig.sync.endEstimate();
      };
      await expect(rig.sync.estimateDepth({ ...rig.depth, range: 'all' })).rejects.toThrow();
      rig.onCall = () => undefined;
    });
    expect(probes).toEqual({ listTickets: 1 });
    // The next one is asked as if there had been none.
    expect((await rig.sync.estimateDepth({ ...rig.depth, range: 'all' })).tickets).toBeGreaterThan(90);
  });

  it('keeps to departments, and lets go what moved to another', async () => {
    const rig = await rigOf({ tickets: 80, idle: true });
    const departments = await rig.control('GET', 'dump?noun=departments&form=ids');
    const [wanted = '', other = ''] = (departments as { ids: string[] }).ids;
    rig.depth = { ...rig.depth, departmentIds: [wanted] };
    rig.sync.start();
    await rig.quiet();
    const ids = rig.cache.tickets.listOpenIds();
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) expect(rig.cache.tickets.get(id)?.doc.departmentId).toBe(wanted);
    const [moving = ''] = ids;
    await rig.traffic({ kind: 'move', ticketId: moving, departmentId: other });
    await rig.clock.runFor(10 * MINUTE_MS);
    expect(rig.cache.tickets.get(moving)).toBeNull();
    expect(rig.cache.tombstones.get('ticket', moving)?.reason).toBe('moved');
  });

  it('brings contents of small attachments, and names of all', async () => {
    const rig = await rigOf({ tickets: 60, depth: { attachmentBytes: 200_000 } });
    await rig.quiet();
    await rig.clock.runFor(MINUTE_MS);
    const files = rig.cache.tickets
      .listOpenIds()
      .flatMap((id) => rig.cache.attachments.listOfTicket(id).map((file) => ({ ...file, ticketId: id })));
    expect(files.length).toBeGreaterThan(0);
    for (const { doc, isHeld, ticketId } of files) {
      const isSmall = (doc.size ?? Number.POSITIVE_INFINITY) <= 200_000;
      expect({ name: doc.name, isHeld }).toEqual({ name: doc.name, isHeld: isSmall });
      expect(existsSync(attachmentFile(join(rig.dir, 'attachments'), ticketId, doc.id))).toBe(isSmall);
    }
  });
});

describe('after an outage', () => {
  it.each(['live', 'reference'] as const)('catches up on everything, %s manner', async (manner) => {
    const rig = await rigOf({ tickets: 60, manner });
    await rig.quiet();
    await rig.desk.pause();
    await rig.clock.runFor(5 * 60 * MINUTE_MS);
    await rig.desk.resume();
    await rig.control('POST', 'traffic', {
      random: 60,
      seed: 8,
      kinds: ['customerThread', 'agentReply', 'comment', 'ticket'],
    });
    rig.sync.wake();
    await rig.clock.runFor(30 * MINUTE_MS);
    await rig.quiet();
    rig.sync.sweep();
    await rig.quiet();
    for (const { noun, cache, desk, differences } of await compareWithDesk(
      rig.desk.url,
      rig.desk.key,
      join(rig.dir, 'cache.db'),
    ))
      expect({ noun, ...cache, differences }).toEqual({ noun, ...desk, differences: [] });
  });
});
