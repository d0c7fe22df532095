import type { Checkpoint } from '../../src-main/outbox/deps.ts';
import type { JobKindName } from '../../src-preload/contract/outbox.ts';

/** Numbers from a seed: the same seed plays the same round. */
export function createRandom(seed: number): {
  next(): number;
  int(max: number): number;
  pick<T>(list: readonly T[]): T;
  chance(p: number): boolean;
} {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (max: number): number => Math.floor(next() * max);
  return { next, int, pick: (list) => list[int(list.length)] as never, chance: (p) => next() < p };
}
export type Random = ReturnType<typeof createRandom>;

export interface Ticket {
  id: string;
  contactId: string;
  departmentId: string;
}

export interface Intent {
  kind: JobKindName;
  input: Record<string, unknown>;
  /** Written into it, so that its effects can be found in the ledger. Two intents may share one. */
  tag: string;
  lane: string;
  /** A file to be attached first. */
  file: { name: string; text: string } | null;
  wasOffline: boolean;
  base: unknown;
  /** Name of the row that it makes, for later intents of the round: `$0`, `$1`... in their inputs. */
  makes: boolean;
}

export interface Kill {
  at: Checkpoint | 'anytime';
  nth: number;
  afterMs: number;
}

export interface Round {
  intents: Intent[];
  faults: object[];
  kills: Kill[];
  clockStepMs: number;
  diskFullAt: number | null;
  /** Index of the intent after which a customer writes on its ticket. */
  trafficAt: number | null;
  doubleClick: boolean;
  backup: boolean;
}

const POINTS: Checkpoint[] = [
  'intent.before',
  'intent.written',
  'intent.after',
  'mark.before',
  'mark.after',
  'answer.before',
  'answer.written',
  'answer.after',
  'look.before',
  'look.after',
  'file.partial',
  'backup.partial',
];

const OPERATIONS = [
  'draftReply',
  'sendDraft',
  'createComment',
  'createTimeEntry',
  'updateTicket',
  'createTicket',
  'createTask',
  'createContact',
  'createAccount',
  'uploadFile',
  'createTicketAttachment',
];
const READS = [
  'listThreads',
  'getThread',
  'listComments',
  'listTimeEntries',
  'getTicket',
  'listContactTickets',
  'listTicketTasks',
];

const EFFECTS = (random: Random): object =>
  random.pick([
    { kind: 'processThenDrop' },
    { kind: 'processThenDrop' },
    { kind: 'processThenDrop' },
    { kind: 'dropBefore' },
    { kind: 'status', status: 500, process: true },
    { kind: 'status', status: 502 },
    { kind: 'status', status: 429, body: { errorCode: 'TOO_MANY_REQUESTS', message: 'slow down' } },
    { kind: 'truncate' },
    { kind: 'html' },
    { kind: 'garbage' },
    // Longer than the client waits: the request is worked on after it gave up.
    { kind: 'delay', ms: 1_000 },
  ]);

function intentOf(
  random: Random,
  tickets: readonly Ticket[],
  from: string,
  tag: string,
  made: readonly { index: number; noun: string }[],
): Intent {
  const ticket = random.pick(tickets);
  const common = { tag, lane: ticket.id, file: null, wasOffline: false, base: null, makes: false } as const;
  const onMade = made.filter(({ noun }) => noun === 'ticket');
  const parent = onMade.length > 0 && random.chance(0.5) ? `$${random.pick(onMade).index}` : null;
  const ticketId = parent ?? ticket.id;
  const lane = parent ?? ticket.id;
  const kind = random.pick([
    'reply.send',
    'reply.send',
    'reply.send',
    'reply.forward',
    'comment.create',
    'comment.create',
    'timeEntry.create',
    'ticket.update',
    'ticket.create',
    'task.create',
    'contact.create',
    'account.create',
    'attachment.add',
  ] as const);
  switch (kind) {
    case 'reply.send':
    case 'reply.forward': {
      const file = random.chance(0.25) ? { name: `${tag}.txt`, text: `file of ${tag}` } : null;
      const thenStatus = kind === 'reply.send' && random.chance(0.2) ? { thenStatus: 'On Hold' } : {};
      const input = {
        ticketId,
        to: 'carol@example.com',
        fromEmailAddress: from,
        content: `<p>mail ${tag}</p>`,
        ...thenStatus,
      };
      return { ...common, kind, lane, input, file };
    }
    case 'comment.create':
      return { ...common, kind, lane, input: { ticketId, content: `note ${tag}` }, makes: true };
    case 'timeEntry.create':
      return {
        ...common,
        kind,
        lane,
        input: {
          ticketId,
          executedTime: '2026-03-01T10:00:00.000Z',
          seconds: 60 + random.int(9_000),
          description: `time ${tag}`,
        },
        makes: true,
      };
    case 'ticket.update':
      return { ...common, kind, lane, input: { id: ticketId, fields: { resolution: `because ${tag}` } } };
    case 'ticket.create':
      return {
        ...common,
        kind,
        lane: `new:${tag}`,
        input: { subject: `ticket ${tag}`, contactId: ticket.contactId, departmentId: ticket.departmentId },
        makes: true,
      };
    case 'task.create':
      return {
        ...common,
        kind,
        lane: `new:${tag}`,
        input: { subject: `task ${tag}`, departmentId: ticket.departmentId, ticketId },
        makes: true,
      };
    case 'contact.create':
      return {
        ...common,
        kind,
        lane: `new:${tag}`,
        input: { lastName: `Person ${tag}`, email: `${tag}@example.com` },
        makes: true,
      };
    case 'account.create':
      return { ...common, kind, lane: `new:${tag}`, input: { accountName: `Company ${tag}` }, makes: true };
    case 'attachment.add':
      return {
        ...common,
        kind,
        input: { noun: 'ticket', parentId: ticket.id },
        file: { name: `${tag}.bin`, text: `bytes of ${tag}` },
        makes: true,
      };
  }
}

/** What happens in one round. */
export function planRound(seed: number, round: number, tickets: readonly Ticket[], from: string): Round {
  const random = createRandom(seed * 1_000_003 + round);
  const mine = Array.from({ length: 1 + random.int(3) }, () => random.pick(tickets));
  const intents: Intent[] = [];
  const count = 1 + random.int(6);
  for (let i = 0; i < count; i += 1) {
    const made = intents.flatMap((intent, index) =>
      intent.kind === 'ticket.create' ? [{ index, noun: 'ticket' }] : [],
    );
    const last = intents.at(-1);
    // Meant twice: the same words on the same ticket.
    const twice = last !== undefined && last.kind === 'comment.create' && random.chance(0.3);
    intents.push(twice ? { ...last } : intentOf(random, mine, from, `r${seed}x${round}i${i}`, made));
  }
  const faults = Array.from({ length: random.int(4) }, () => ({
    match: { operation: random.pick(OPERATIONS) },
    times: 1 + random.int(2),
    after: random.int(2),
    fault: EFFECTS(random),
  })) as object[];
  const areTwins = intents.some((intent, i) => i > 0 && intent.tag === intents[i - 1]?.tag);
  if (areTwins && random.chance(0.7)) {
    faults.push({ match: { operation: 'createComment' }, times: 2, fault: { kind: 'processThenDrop' } });
  }
  if (random.chance(0.3))
    faults.push({ match: { operation: random.pick(READS) }, times: 1, fault: { kind: 'dropBefore' } });
  if (random.chance(0.3))
    faults.push({ match: { method: 'GET' }, times: 30, fault: { kind: 'readLag', ms: 300 + random.int(300) } });
  if (random.chance(0.15))
    faults.push({ match: {}, times: 3 + random.int(6), after: random.int(3), fault: { kind: 'offline' } });
  const kills = Array.from({ length: random.chance(0.75) ? 1 + random.int(2) : 0 }, (): Kill => {
    const at = random.chance(0.2) ? 'anytime' : random.pick(POINTS);
    return { at, nth: 1 + random.int(3), afterMs: random.int(250) };
  });
  return {
    intents,
    faults,
    kills,
    clockStepMs: random.chance(0.2) ? random.pick([-7_200_000, -60_000, 60_000, 7_200_000]) : 0,
    diskFullAt: random.chance(0.08) ? random.int(intents.length) : null,
    trafficAt: random.chance(0.15) ? random.int(intents.length) : null,
    doubleClick: random.chance(0.1),
    backup: kills.some(({ at }) => at === 'backup.partial'),
  };
}
