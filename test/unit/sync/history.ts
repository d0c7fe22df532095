import type { FaultInput } from '../../../src-main/demo-desk/control/faults.ts';
import { createRng, type Rng } from '../../../src-main/demo-desk/rng.ts';
import type { SyncRig } from '../../factories/sync-rig.ts';

/** What random traffic does not do. `at` and `to` (0 to 1) choose among what the desk has by then, so that any part of a history is one. */
interface Act {
  do:
    | 'merge'
    | 'move'
    | 'split'
    | 'spam'
    | 'editComment'
    | 'deleteComment'
    | 'task'
    | 'updateTask'
    | 'deleteEntry'
    | 'renameContact';
  at: number;
  to: number;
}

/** One step of a history, plain JSON. Times are of the virtual clock, milliseconds. */
export type Step =
  | Act
  | { do: 'traffic'; things: number; seed: number }
  | { do: 'fault'; path?: string; fault: FaultInput['fault']; probability: number; times: number; seed: number }
  | { do: 'heal' | 'wake' | 'sweep' }
  | { do: 'presence'; isFocused: boolean; isVisible: boolean }
  /** The console ends when so many more calls were answered, or after `ms`, and begins anew. */
  | { do: 'restart'; afterCalls: number; ms: number; isKilled: boolean }
  | { do: 'pass'; ms: number };

const ACTS: readonly Act['do'][] = [
  'merge',
  'move',
  'split',
  'spam',
  'editComment',
  'deleteComment',
  'task',
  'updateTask',
  'deleteEntry',
  'renameContact',
];

/** Calls go wrong in every way. */
const FAULTS: readonly FaultInput['fault'][] = [
  { kind: 'dropBefore' },
  { kind: 'processThenDrop' },
  { kind: 'truncate' },
  { kind: 'garbage' },
  { kind: 'html' },
  { kind: 'status', status: 502, body: '<html>Bad gateway</html>' },
  { kind: 'status', status: 500, body: { errorCode: 'INTERNAL_SERVER_ERROR', message: 'no' } },
  {
    kind: 'status',
    status: 429,
    body: { errorCode: 'TOO_MANY_REQUESTS', message: 'slow down' },
    headers: { 'Retry-After': '2' },
  },
  { kind: 'delay', ms: 3 },
  { kind: 'readLag', ms: 4_000 },
];

/**
 * Lists of what is in a ticket that lack what its count has already. For less long than the console goes on asking: it takes
 * for whole what stayed short for two minutes.
 */
const PARTS = '^/api/.*/(threads|comments|conversations)$';
const LAG_MS = { least: 5_000, most: 60_000 };

const share = (rng: Rng): number => Math.round(rng.next() * 1_000) / 1_000;
const several = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make);

/** A random history: things happen, some of them while calls go wrong and the console ends in the middle of its work. */
export function randomHistory(seed: number): Step[] {
  const rng = createRng(seed, 11);
  return several(4, (): Step[] => [
    { do: 'heal' },
    { do: 'traffic', things: rng.between(1, 12), seed: rng.int(1e6) },
    // Now and then a day on which a lot is merged, split and thrown away.
    ...several(rng.chance(0.25) ? rng.between(4, 9) : rng.between(0, 3), (): Step => ({
      do: rng.pick(ACTS),
      at: share(rng),
      to: share(rng),
    })),
    ...several(rng.between(0, 3), (): Step => ({
      do: 'fault',
      fault: rng.pick(FAULTS),
      probability: 0.05 + 0.3 * share(rng),
      times: rng.between(1, 40),
      seed: rng.int(1e6),
    })),
    ...(rng.chance(0.5)
      ? [
          {
            do: 'fault',
            path: PARTS,
            fault: { kind: 'readLag', ms: rng.between(LAG_MS.least, LAG_MS.most) },
            probability: 1,
            times: rng.between(20, 200),
            seed: rng.int(1e6),
          } as const,
        ]
      : []),
    ...(rng.chance(0.3) ? [{ do: 'wake' } as const] : []),
    ...(rng.chance(0.3) ? [{ do: 'presence', isFocused: rng.chance(0.5), isVisible: rng.chance(0.7) } as const] : []),
    ...(rng.chance(0.2) ? [{ do: 'sweep' } as const] : []),
    ...(rng.chance(0.5)
      ? [
          {
            do: 'restart',
            afterCalls: rng.between(1, 30),
            ms: rng.between(1, 90_000),
            isKilled: rng.chance(0.5),
          } as const,
        ]
      : []),
    { do: 'pass', ms: rng.between(10_000, 40 * 60_000) },
  ]).flat();
}

interface Dumped {
  id: string;
  ticketId?: string;
  status?: string;
}

async function dump(rig: SyncRig, noun: string): Promise<Dumped[]> {
  return ((await rig.control('GET', `dump?noun=${noun}&form=rows&limit=5000`)) as { rows: Dumped[] }).rows;
}
const choose = <T>(from: readonly T[], at: number): T | undefined =>
  from[Math.min(from.length - 1, Math.floor(at * from.length))];

async function act(rig: SyncRig, { do: kind, at, to }: Act): Promise<void> {
  const tickets = await dump(rig, 'tickets');
  const ofTickets = async (noun: string): Promise<Dumped[]> =>
    (await dump(rig, noun)).filter(({ ticketId }) => tickets.some(({ id }) => id === ticketId));
  const ticket = choose(tickets, at);
  if (ticket === undefined) return;
  switch (kind) {
    case 'merge': {
      const other = choose(
        tickets.filter(({ id }) => id !== ticket.id),
        to,
      );
      if (other !== undefined) await rig.traffic({ kind, ticketId: ticket.id, ids: [other.id] });
      return;
    }
    case 'move': {
      const departmentId = choose(await dump(rig, 'departments'), to)?.id;
      return void (await rig.traffic({ kind, ticketId: ticket.id, departmentId }));
    }
    case 'split': {
      const [, second] = (await dump(rig, 'threads')).filter(({ ticketId }) => ticketId === ticket.id);
      // The reference writes the path in the singular.
      const part = rig.desk.manner === 'live' ? 'threads' : 'thread';
      if (second !== undefined && second.status !== 'DRAFT')
        await rig.api('POST', `/tickets/${ticket.id}/${part}/${second.id}/split`);
      return;
    }
    case 'spam':
    case 'task':
      return void (await rig.traffic({ kind, ticketId: ticket.id }));
    case 'editComment':
    case 'deleteComment': {
      const comment = choose(await ofTickets('comments'), at);
      if (comment === undefined) return;
      const target = { ticketId: comment.ticketId, commentId: comment.id };
      const content = kind === 'editComment' ? { content: `edited ${to}` } : {};
      return void (await rig.traffic({ kind, ...target, ...content }));
    }
    case 'updateTask': {
      const task = choose(await ofTickets('tasks'), at);
      if (task !== undefined) await rig.traffic({ kind, taskId: task.id, fields: { status: 'Completed' } });
      return;
    }
    case 'deleteEntry': {
      const entry = choose(await ofTickets('timeEntries'), at);
      if (entry !== undefined) await rig.api('DELETE', `/tickets/${entry.ticketId ?? ''}/timeEntry/${entry.id}`);
      return;
    }
    case 'renameContact': {
      const contactId = choose(await dump(rig, 'contacts'), at)?.id;
      return void (await rig.traffic({ kind: 'updateContact', contactId, fields: { lastName: `Renamed ${to}` } }));
    }
  }
}

/** Ends the console in the middle of whatever it does: right when a call is answered, before anything is done with the answer. */
async function restart(rig: SyncRig, { afterCalls, ms, isKilled }: Extract<Step, { do: 'restart' }>): Promise<void> {
  let left = afterCalls;
  const restarts: Promise<void>[] = [];
  rig.onCall = () => {
    left -= 1;
    if (left === 0) restarts.push(rig.restart({ isKilled }));
  };
  try {
    await rig.clock.runFor(ms);
    await (restarts[0] ?? rig.restart({ isKilled }));
  } finally {
    rig.onCall = () => undefined;
  }
}

/** Lets a history happen at the desk and to the console. */
export async function play(rig: SyncRig, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    switch (step.do) {
      case 'traffic':
        await rig.control('POST', 'traffic', { random: step.things, seed: step.seed });
        break;
      case 'fault': {
        const { do: _, path = '/api/**', ...fault } = step;
        await rig.control('POST', 'faults', { match: { path }, ...fault });
        break;
      }
      case 'heal':
        await rig.control('PUT', 'faults', []);
        break;
      case 'wake':
        rig.sync.wake();
        break;
      case 'sweep':
        rig.sync.sweep();
        break;
      case 'presence':
        rig.sync.presence(step.isFocused, step.isVisible);
        break;
      case 'restart':
        await restart(rig, step);
        break;
      case 'pass':
        await rig.clock.runFor(step.ms);
        break;
      default:
        await act(rig, step);
    }
  }
  await rig.control('PUT', 'faults', []);
}
