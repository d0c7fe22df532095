import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../../src-main/lib/logger.ts';
import type { JobKindName } from '../../../src-preload/contract/outbox.ts';
import { type FaultInput, type Rig, startRig } from './rig.ts';

/**
 * What can happen to the one call that counts. Faults that end alike are left to the chaos harness: an answer that is cut reads as one that
 * is dropped.
 */
const FAULTS: Record<string, FaultInput | null> = {
  'nothing goes wrong': null,
  'the connection drops before': { kind: 'dropBefore' },
  'it is done and the answer drops': { kind: 'processThenDrop' },
  'it is done and a 500 comes': { kind: 'status', status: 500, process: true },
  'a web page comes instead': { kind: 'html' },
};

interface Case {
  kind: JobKindName;
  /** Operations of which each is struck, one after the other. */
  operations: string[];
  input(rig: Rig): Promise<unknown>;
  /** The effects that must be in the ledger, each once. */
  effects: string[];
}

const mail = async (rig: Rig, ticketId: string) => ({
  ticketId,
  to: 'carol@example.com',
  fromEmailAddress: rig.from,
  content: `<p>Hello &amp; goodbye ${crypto.randomUUID()}</p>`,
});

const CASES: Case[] = [
  {
    kind: 'reply.send',
    operations: ['draftReply', 'sendDraft'],
    input: async (rig) => mail(rig, (await rig.ticket()).id),
    effects: ['draftReply', 'sendDraft'],
  },
  {
    kind: 'reply.send',
    operations: ['updateTicket'],
    input: async (rig) => ({ ...(await mail(rig, (await rig.ticket()).id)), thenStatus: 'Closed' }),
    effects: ['draftReply', 'sendDraft', 'updateTicket'],
  },
  {
    kind: 'comment.create',
    operations: ['createComment'],
    input: async (rig) => ({ ticketId: (await rig.ticket()).id, content: `note ${crypto.randomUUID()}` }),
    effects: ['createComment'],
  },
  {
    kind: 'timeEntry.create',
    operations: ['createTimeEntry'],
    input: async (rig) => ({
      ticketId: (await rig.ticket()).id,
      executedTime: '2026-03-01T10:20:30.456Z',
      seconds: 3_725,
      description: `work ${crypto.randomUUID()}`,
    }),
    effects: ['createTimeEntry'],
  },
  {
    kind: 'ticket.create',
    operations: ['createTicket'],
    input: async (rig) => {
      const { contactId, departmentId } = await rig.ticket();
      return { subject: `new ${crypto.randomUUID()}`, contactId, departmentId };
    },
    effects: ['createTicket'],
  },
  {
    kind: 'ticket.update',
    operations: ['updateTicket'],
    input: async (rig) => ({ id: (await rig.ticket()).id, fields: { resolution: `because ${crypto.randomUUID()}` } }),
    effects: ['updateTicket'],
  },
  {
    kind: 'contact.create',
    operations: ['createContact'],
    input: () =>
      Promise.resolve({ lastName: `Doe ${crypto.randomUUID()}`, email: `${crypto.randomUUID()}@example.com` }),
    effects: ['createContact'],
  },
  {
    kind: 'account.create',
    operations: ['createAccount'],
    input: () => Promise.resolve({ accountName: `Acme ${crypto.randomUUID()}` }),
    effects: ['createAccount'],
  },
  {
    kind: 'task.create',
    operations: ['createTask'],
    input: async (rig) => {
      const { id, departmentId } = await rig.ticket();
      return { subject: `do ${crypto.randomUUID()}`, departmentId, ticketId: id };
    },
    effects: ['createTask'],
  },
];

/** A lost answer of these can be settled only by doing the same once more, which changes nothing. */
const IDEMPOTENT = new Set(['updateTicket']);

it('looks again when the looks are seconds apart, whatever fractions of a millisecond went by', async () => {
  const errors: unknown[] = [];
  const rig = await startRig(
    {},
    {
      lookAtMs: [20, 900, 1_800],
      logger: createLogger((level, message, details) => {
        if (level === 'error') errors.push([message, details]);
      }),
    },
  );
  try {
    await rig.fault({ match: { operation: 'createComment' }, times: 1, fault: { kind: 'dropBefore' } });
    const { jobId } = rig.put('comment.create', { ticketId: (await rig.ticket()).id, content: 'once' });
    await rig.reaches(jobId, 'sent');
    expect(errors).toEqual([]);
  } finally {
    await rig.stop();
  }
});

describe.each(['live', 'reference'] as const)('a %s service', (manner) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ manner });
  });
  afterAll(() => rig.stop());

  for (const { kind, operations, input, effects } of CASES) {
    for (const operation of operations) {
      it.each(Object.entries(FAULTS))(`${kind}: ${operation}: %s: arrives exactly once`, async (_name, fault) => {
        const before = (await rig.ledger()).length;
        const payload = await input(rig);
        await rig.fault(...(fault === null ? [] : [{ match: { operation }, times: 1, fault }]));
        const { jobId, localId } = rig.put(kind, payload);
        const job = await rig.reaches(jobId, 'sent', 'rejected', 'setAside');
        expect(job.state).toBe('sent');
        const entries = (await rig.ledger()).slice(before);
        const done = entries.map((entry) => entry.operation);
        expect(IDEMPOTENT.has(operation) ? [...new Set(done)] : done).toEqual(effects);
        expect(entries.some((entry) => entry.ids.includes(job.serverId!))).toBe(true);
        if (localId !== null) expect(rig.outbox.localIds.resolve(localId)).toBe(job.serverId);
        await rig.fault();
      });
    }
  }
});
