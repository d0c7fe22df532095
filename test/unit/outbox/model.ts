import { z } from 'zod';
import type { ApiClient, CallOutcome } from '../../../src-main/api/client.ts';
import { AppError } from '../../../src-main/lib/app-error.ts';
import { silentLogger } from '../../../src-main/lib/logger.ts';
import type { Checkpoint } from '../../../src-main/outbox/deps.ts';
import { defineJob, type JobKind } from '../../../src-main/outbox/job.ts';
import { lookAmong } from '../../../src-main/outbox/match.ts';
import { createOutbox, type Outbox } from '../../../src-main/outbox/outbox.ts';
import { openDatabase } from '../../../src-main/store/database.ts';
import { AGENT_MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What becomes of one write. `late`: it arrives some seconds after the connection broke. */
export type Fate = 'ok' | 'lost' | 'doneAndLost' | 'late' | 'offline' | 'busy' | 'unauthorized' | 'refused' | 'strange';

export interface ModelRow {
  id: string;
  lane: string;
  text: string;
  step: string;
  at: number;
  visibleAt: number;
}

export interface ModelService {
  rows: ModelRow[];
  /** Fates of the writes to come, in order; `ok` when they run out. */
  fates: Fate[];
  /** Milliseconds in which a list does not show a new row. */
  readLagMs: number;
  /** How many of the coming looks fail. */
  failingReads: number;
  writes: number;
  looks: number;
  /** Whether a write ran while another of the same lane did. */
  overlaps: number;
}

export const newService = (): ModelService => ({
  rows: [],
  fates: [],
  readLagMs: 0,
  failingReads: 0,
  writes: 0,
  looks: 0,
  overlaps: 0,
});

const payload = z.object({
  lane: z.string(),
  text: z.string(),
  steps: z.number().default(1),
  parent: z.string().optional(),
});
export type ModelPayload = z.input<typeof payload>;

const dead = (): Promise<never> => new Promise(() => undefined);

/** The outbox's mechanism with the simplest kind of job there is, on a service that does what it is told to. */
export function openModel(
  file: string,
  service: ModelService,
  clock: VirtualClock,
  options: { random: () => number; newId: () => string; crashAt?: (name: Checkpoint) => boolean },
): { outbox: Outbox; crashed: () => boolean; close: () => Promise<void> } {
  let isDead = false;
  const listeners = new Set<(outcome: CallOutcome) => void>();
  const inFlight = new Set<string>();
  /** The service's own clock, which nobody sets. */
  const serverNow = (): number => Date.parse('2026-03-01T12:00:00.000Z') + clock.monotonic();
  const report = (): void => {
    for (const listener of listeners) listener({ error: null, serverTimeMs: serverNow() } as CallOutcome);
  };
  const client = {
    deskUrl: 'http://model',
    call: () => {
      report();
      return Promise.resolve(null);
    },
    onOutcome(listener: (outcome: CallOutcome) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as ApiClient;

  function add(lane: string, text: string, step: string): ModelRow {
    const row = {
      id: String(service.rows.length + 1),
      lane,
      text,
      step,
      at: serverNow(),
      visibleAt: clock.monotonic() + service.readLagMs,
    };
    service.rows.push(row);
    return row;
  }
  async function write(lane: string, text: string, step: string): Promise<string> {
    if (isDead) return dead();
    service.writes += 1;
    if (inFlight.has(lane)) service.overlaps += 1;
    inFlight.add(lane);
    try {
      const fate = service.fates.shift() ?? 'ok';
      const row = fate === 'ok' || fate === 'doneAndLost' ? add(lane, text, step) : null;
      if (fate === 'late') void clock.sleep(3_000).then(() => add(lane, text, step));
      await clock.sleep(5);
      if (isDead) return await dead();
      if (fate === 'offline') throw new AppError('offline', 'offline');
      if (fate === 'busy') throw new AppError('rateLimited', 'busy', { retryAfterMs: 50 });
      if (fate === 'unauthorized') throw new AppError('unauthorized', 'sign in');
      if (fate === 'refused') throw new AppError('invalid', 'no');
      if (fate === 'strange') throw new TypeError('undefined is not a function');
      if (row === null || fate === 'doneAndLost') throw new AppError('unknownOutcome', 'lost');
      report();
      return row.id;
    } finally {
      inFlight.delete(lane);
    }
  }
  const step = (name: string, skip: number) => ({
    name,
    settle: 'lag' as const,
    skip: ({ steps }: z.output<typeof payload>) => steps <= skip,
    async send({ lane, text }: z.output<typeof payload>) {
      const id = await write(lane, text, name);
      return { serverId: id, claims: [['comment', id]] as const };
    },
    async look({ lane, text }: z.output<typeof payload>, context: Parameters<JobKind['steps'][number]['look']>[1]) {
      if (isDead) return dead();
      await clock.sleep(5);
      if (service.failingReads > 0) {
        service.failingReads -= 1;
        throw new AppError('offline', 'offline');
      }
      service.looks += 1;
      report();
      const rows = service.rows
        .filter((row) => row.lane === lane && row.step === name && row.visibleAt <= clock.monotonic())
        .map((row) => ({ ...row, createdTime: new Date(row.at).toISOString() }));
      return lookAmong(rows, 'comment', context, (row) => (row.text === text ? 'same' : 'other'));
    },
  });
  const kind = defineJob<z.output<typeof payload>>({
    kind: 'comment.create',
    version: 1,
    payload: payload as z.ZodType<z.output<typeof payload>>,
    lanes: ({ lane }) => [lane],
    ticketId: () => null,
    creates: 'comment',
    summary: ({ text }) => text,
    steps: [step('one', 0), step('two', 1)],
  });

  const db = openDatabase(file, { migrations: AGENT_MIGRATIONS, synchronous: 'NORMAL' });
  const outbox = createOutbox({
    db,
    filesDir: `${file}-files`,
    client,
    clock,
    logger: silentLogger,
    agentId: '1',
    maySend: () => true,
    onChange: () => undefined,
    random: options.random,
    newId: options.newId,
    kinds: new Map([[kind.kind, kind]]),
    checkpoint: (name) => {
      if (isDead) return dead();
      if (options.crashAt?.(name) !== true) return undefined;
      isDead = true;
      db.close();
      // As after kill -9: a transaction that was open is gone, and nothing of this process goes on.
      if (
        name === 'intent.written' ||
        name === 'intent.before' ||
        name === 'intent.after' ||
        name === 'answer.written'
      ) {
        throw new Error('the process is gone');
      }
      return dead();
    },
  });
  outbox.updateSettings({ undoMs: 0 });
  outbox.start();
  return {
    outbox,
    crashed: () => isDead,
    async close() {
      isDead = true;
      const stopped = outbox.stop();
      await clock.runUntil(() => false, 5_000);
      await stopped.catch(() => undefined);
      if (db.open) db.close();
    },
  };
}
