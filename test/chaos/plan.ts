import type { Checkpoint } from '../../src-main/outbox/deps.ts';
import { createWriter, type Intent, KINDS, type Place } from './intents.ts';
import { createRandom, type Random } from './random.ts';

/** Where the core is killed: at a checkpoint of its own, in a migration, with a write just gone out (`flight`), or at any moment. */
export type Point = Checkpoint | 'migration.partial' | 'flight' | 'anytime';

export interface Kill {
  at: Point;
  nth: number;
  afterMs: number;
}

/** What the agent does to an item right after writing it. */
export type Act = 'cancel' | 'edit' | 'retry' | 'sendNow';

export interface Round {
  /** Of the world's clock. */
  undoMs: number;
  /** By the intent's place in the plan. */
  acts: Partial<Record<number, Act>>;
  /** Everything is paused while the agent writes. */
  pauses: boolean;
  intents: Intent[];
  faults: object[];
  kills: Kill[];
  clockStepMs: number;
  diskFullAt: number | null;
  doubleClick: boolean;
  backup: boolean;
  /** The round begins with an update of Deskhand, whose migration is killed. */
  migrates: boolean;
  /** A second Deskhand is started on the same data. */
  second: boolean;
  /** All access tokens die while the agent writes; the core has ones that are refreshed. */
  refreshes: boolean;
  /** The agent types meanwhile: how often the composer's journal is written. */
  typed: number;
}

const POINTS: Point[] = [
  'intent.before',
  'intent.written',
  'intent.after',
  'mark.before',
  'mark.after',
  'flight',
  'flight',
  'answer.before',
  'answer.written',
  'answer.after',
  'look.before',
  'look.after',
  'file.partial',
  'file.partial',
  'backup.partial',
];

const WRITES = [
  'draftReply',
  'draftReply',
  'sendDraft',
  'sendDraft',
  'resendFailedThread',
  'deleteDraft',
  'createComment',
  'updateComment',
  'deleteComment',
  'createTimeEntry',
  'updateTimeEntry',
  'deleteTimeEntry',
  'updateTicket',
  'createTicket',
  'moveTicket',
  'mergeTickets',
  'splitThread',
  'markSpam',
  'addFollowers',
  'associateTags',
  'updateManyTickets',
  'createTask',
  'updateTask',
  'createContact',
  'updateContact',
  'createAccount',
  'updateAccount',
  'uploadFile',
  'createTicketAttachment',
  'createContactAttachment',
  'createAccountAttachment',
  'createTaskAttachment',
  'updateDraftReply',
  'updateTicketAttachment',
  'deleteTicketAttachment',
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

/**
 * What the network does. The desk itself plays it at the socket, before or after its work: to the core a connection that the
 * desk cuts is the same bytes, or none, as one that a proxy between them cuts, and only the desk knows whether it had worked.
 */
const EFFECTS = (random: Random): object =>
  random.pick([
    { kind: 'processThenDrop' },
    { kind: 'processThenDrop' },
    { kind: 'processThenDrop' },
    { kind: 'dropBefore' },
    { kind: 'status', status: 500, process: true },
    { kind: 'status', status: 502 },
    { kind: 'status', status: 429, body: { errorCode: 'TOO_MANY_REQUESTS', message: 'slow down' } },
    { kind: 'status', status: 408, process: random.chance(0.5) },
    { kind: 'status', status: 401, body: { errorCode: 'INVALID_OAUTH', message: 'who are you' } },
    {
      kind: 'status',
      status: 429,
      body: { errorCode: 'THRESHOLD_EXCEEDED', message: 'no credits' },
      headers: { 'retry-after': '1' },
    },
    { kind: 'truncate' },
    { kind: 'html' },
    { kind: 'garbage' },
    // Longer than the client waits: the request is worked on after it gave up.
    { kind: 'delay', ms: 480 },
  ]);

/** What happens in one round. Each round begins with three kinds in turn, so that ten rounds meet all of them. */
export function planRound(seed: number, round: number, place: Place): Round {
  const random = createRandom(seed * 1_000_003 + round);
  const mine = Array.from({ length: 1 + random.int(3) }, () => random.pick(place.tickets));
  const writer = createWriter(random, place, mine, `r${seed}x${round}`);
  const turn = [0, 1, 2].map((k) => KINDS[(((round * 3 + seed) % KINDS.length) + k) % KINDS.length] ?? 'reply.send');
  for (const kind of turn) writer.add(kind);
  for (let more = random.int(4); more > 0; more -= 1) {
    writer.add(
      random.pick(['reply.send', 'reply.send', 'comment.create', 'timeEntry.create', 'ticket.update', 'reply.forward']),
    );
  }
  const { intents } = writer;
  // Most faults strike what this round writes.
  const likely = WRITES.filter((name) => intents.some(({ kind }) => OPERATIONS_OF[kind]?.includes(name)));
  const faults = Array.from({ length: random.int(5) }, () => ({
    match: { operation: random.chance(0.8) && likely.length > 0 ? random.pick(likely) : random.pick(WRITES) },
    times: 1 + random.int(2),
    after: random.int(2),
    fault: EFFECTS(random),
  })) as object[];
  const areTwins = intents.some((intent, i) => i > 0 && intent.tag === intents[i - 1]?.tag);
  if (areTwins && random.chance(0.7)) {
    faults.push({ match: { operation: 'createComment' }, times: 2, fault: { kind: 'processThenDrop' } });
  }
  // It is done, refused all the same, and nobody can look at once.
  if (random.chance(0.15)) {
    faults.push(
      { match: { operation: 'sendDraft' }, times: 1, fault: { kind: 'status', status: 422, process: true } },
      { match: { operation: 'getThread' }, times: 4, fault: { kind: 'status', status: 503 } },
    );
  }
  // Somebody speaks while a first try fails.
  if (intents.some(({ meanwhile }) => meanwhile?.isLate === true))
    faults.push({ match: { operation: 'sendDraft' }, times: 4, fault: UNAUTHORIZED });
  // A draft of the service is not written over at the first try.
  if (intents.some(({ input }) => input['draftThreadId'] !== undefined) && random.chance(0.5))
    faults.push({ match: { operation: 'updateDraftReply' }, times: 1, fault: { kind: 'dropBefore' } });
  if (random.chance(0.3))
    faults.push({ match: { operation: random.pick(READS) }, times: 1, fault: { kind: 'dropBefore' } });
  // Milliseconds of the desk's clock, which runs faster than this machine's.
  if (random.chance(0.3))
    faults.push({ match: { method: 'GET' }, times: 30, fault: { kind: 'readLag', ms: 300 + random.int(600) } });
  if (random.chance(0.15))
    faults.push({ match: {}, times: 3 + random.int(6), after: random.int(3), fault: { kind: 'offline' } });
  const hasFile = intents.some(({ file }) => file !== null);
  const points = POINTS.filter((at) => at !== 'file.partial' || hasFile);
  const kills = Array.from({ length: random.chance(0.7) ? 1 + random.int(2) : 0 }, (): Kill => {
    const at = random.chance(0.15) ? 'anytime' : random.pick(points);
    // Files are copied and backups are made once or twice in a round.
    const nth = at === 'file.partial' || at === 'backup.partial' ? 1 : 1 + random.int(3);
    return { at, nth, afterMs: random.int(250) };
  });
  const undoMs = random.chance(0.3) ? 500 + random.int(2_000) : 0;
  const acts = Object.fromEntries(
    intents.flatMap((intent, i) => {
      const isTwin = intents.some((other, at) => at !== i && other.tag === intent.tag);
      if (isTwin || intent.meanwhile !== null || !random.chance(0.15)) return [];
      return [
        [i, random.pick<Act>(isMail(intent) ? ['cancel', 'edit', 'edit', 'retry', 'sendNow'] : ['cancel', 'retry'])],
      ];
    }),
  ) as Round['acts'];
  return {
    undoMs,
    acts,
    pauses: random.chance(0.1),
    intents,
    faults,
    kills,
    clockStepMs: random.chance(0.15) ? random.pick([-7_200_000, -60_000, 60_000, 7_200_000]) : 0,
    diskFullAt: random.chance(0.08) ? random.int(intents.length) : null,
    doubleClick: random.chance(0.15),
    backup: kills.some(({ at }) => at === 'backup.partial'),
    migrates: random.chance(0.05),
    second: random.chance(0.05),
    typed: random.chance(0.3) ? 1 + random.int(3) : 0,
    // A service that refuses good tokens makes no end of refreshes.
    refreshes: random.chance(0.15) && !faults.some(isUnauthorized),
  };
}

const isUnauthorized = (fault: object): boolean =>
  (fault as { fault: { status?: number } }).fault.status === UNAUTHORIZED.status;

const UNAUTHORIZED = { kind: 'status', status: 401, body: { errorCode: 'INVALID_OAUTH', message: 'who are you' } };
const isMail = ({ kind }: Intent): boolean => kind === 'reply.send' || kind === 'reply.forward';

const OPERATIONS_OF: Partial<Record<Intent['kind'], readonly string[]>> = {
  'reply.send': ['draftReply', 'updateDraftReply', 'sendDraft', 'uploadFile', 'updateTicket'],
  'reply.forward': ['draftReply', 'sendDraft'],
  'reply.draft': ['draftReply'],
  'reply.deleteDraft': ['deleteDraft'],
  'thread.resend': ['resendFailedThread'],
  'comment.create': ['createComment'],
  'comment.edit': ['updateComment'],
  'comment.delete': ['deleteComment'],
  'timeEntry.create': ['createTimeEntry'],
  'timeEntry.edit': ['updateTimeEntry'],
  'timeEntry.delete': ['deleteTimeEntry'],
  'ticket.create': ['createTicket'],
  'ticket.update': ['updateTicket'],
  'ticket.move': ['moveTicket'],
  'ticket.merge': ['mergeTickets'],
  'ticket.split': ['splitThread'],
  'ticket.markSpam': ['markSpam'],
  'ticket.follow': ['addFollowers'],
  'ticket.tag': ['associateTags'],
  'ticket.updateMany': ['updateManyTickets'],
  'contact.create': ['createContact'],
  'contact.update': ['updateContact'],
  'account.create': ['createAccount'],
  'account.update': ['updateAccount'],
  'task.create': ['createTask'],
  'task.update': ['updateTask'],
  'attachment.add': [
    'createTicketAttachment',
    'createContactAttachment',
    'createAccountAttachment',
    'createTaskAttachment',
  ],
  'attachment.delete': ['deleteTicketAttachment'],
  'attachment.setVisibility': ['updateTicketAttachment'],
};
