import { createRng, type Rng } from '../../../src-main/demo-desk/rng.ts';
import type { SyncRig } from '../../factories/sync-rig.ts';

interface Dumped {
  id: string;
  ticketId?: string;
  status?: string;
}

async function dump(rig: SyncRig, noun: string): Promise<Dumped[]> {
  return ((await rig.control('GET', `dump?noun=${noun}&form=rows&limit=5000`)) as { rows: Dumped[] }).rows;
}

/** Calls go wrong in every way for a while. */
async function breakThings(rig: SyncRig, rng: Rng): Promise<void> {
  const kinds = [
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
  const faults = Array.from({ length: rng.between(0, 3) }, () => ({
    match: { path: '/api/**' },
    probability: 0.05 + 0.3 * rng.next(),
    times: rng.between(1, 40),
    seed: rng.int(1e6),
    fault: rng.pick(kinds),
  }));
  await rig.control('PUT', 'faults', faults);
}

/** Things that random traffic does not do. */
async function special(rig: SyncRig, rng: Rng): Promise<void> {
  const tickets = await dump(rig, 'tickets');
  const ticket = rng.pick(tickets);
  const act = rng.pick([
    'merge',
    'move',
    'split',
    'spam',
    'editComment',
    'deleteComment',
    'task',
    'updateTask',
    'deleteEntry',
  ]);
  if (act === 'merge') {
    const other = rng.pick(tickets.filter(({ id }) => id !== ticket.id));
    await rig.traffic({ kind: 'merge', ticketId: ticket.id, ids: [other.id] });
  } else if (act === 'move') {
    const departments = await dump(rig, 'departments');
    await rig.traffic({ kind: 'move', ticketId: ticket.id, departmentId: rng.pick(departments).id });
  } else if (act === 'split') {
    const threads = (await dump(rig, 'threads')).filter(({ ticketId }) => ticketId === ticket.id);
    const [, second] = threads;
    // The reference writes the path in the singular.
    const part = rig.desk.manner === 'live' ? 'threads' : 'thread';
    if (second !== undefined && second.status !== 'DRAFT')
      await rig.api('POST', `/tickets/${ticket.id}/${part}/${second.id}/split`);
  } else if (act === 'spam') {
    await rig.traffic({ kind: 'spam', ticketId: ticket.id });
  } else if (act === 'editComment' || act === 'deleteComment') {
    const comments = await dump(rig, 'comments');
    if (comments.length === 0) return;
    const comment = rng.pick(comments);
    const target = { ticketId: comment.ticketId, commentId: comment.id };
    await rig.traffic({
      kind: act,
      ...target,
      ...(act === 'editComment' ? { content: `edited ${rng.int(999)}` } : {}),
    });
  } else if (act === 'task') {
    await rig.traffic({ kind: 'task', ticketId: ticket.id });
  } else if (act === 'updateTask') {
    const tasks = (await dump(rig, 'tasks')).filter(({ ticketId }) => tickets.some(({ id }) => id === ticketId));
    if (tasks.length > 0)
      await rig.traffic({ kind: 'updateTask', taskId: rng.pick(tasks).id, fields: { status: 'Completed' } });
  } else {
    const entries = await dump(rig, 'timeEntries');
    if (entries.length === 0) return;
    const entry = rng.pick(entries);
    await rig.api('DELETE', `/tickets/${entry.ticketId ?? ''}/timeEntry/${entry.id}`);
  }
}

/** Lets a random history happen at the desk, with faults on the way to it and restarts of the console. */
export async function liveThrough(rig: SyncRig, seed: number): Promise<void> {
  const rng = createRng(seed, 11);
  for (let round = 0; round < 4; round += 1) {
    await rig.control('PUT', 'faults', []);
    await rig.control('POST', 'traffic', { random: rng.between(1, 12), seed: rng.int(1e6) });
    for (let left = rng.between(0, 3); left > 0; left -= 1) await special(rig, rng);
    await breakThings(rig, rng);
    if (rng.chance(0.3)) rig.sync.wake();
    if (rng.chance(0.3)) rig.sync.presence(rng.chance(0.5), rng.chance(0.7));
    if (rng.chance(0.2)) rig.sync.sweep();
    if (rng.chance(0.5)) {
      // In the middle of whatever it does.
      const stopped = rig.clock.runFor(rng.between(1, 90_000)).catch(() => undefined);
      for (let turns = rng.between(1, 60); turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
      await rig.restart({ isKilled: rng.chance(0.5) });
      await stopped;
    }
    await rig.clock.runFor(rng.between(10_000, 40 * 60_000));
  }
  await rig.control('PUT', 'faults', []);
}
