import type { LedgerEntry } from '../../src-main/demo-desk/control/ledger.ts';
import { type Child, Ended, Refused } from './child.ts';
import { effectsOf, judge, type SeenJob, type Told } from './oracle.ts';
import type { Intent, Kill, Round } from './plan.ts';
import type { World } from './world.ts';

export interface RoundResult {
  wrong: string[];
  intents: number;
  kills: number;
  unknowns: number;
  /** How unknown outcomes were settled. */
  settled: Record<'found' | 'notDone' | 'asked', number>;
  doubledDrafts: number;
  drafts: number;
}

/** How long a round may take to come to rest once nothing goes wrong any more. */
const REST_MS = 60_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface State {
  unsettled: {
    id: string;
    kind: string;
    state: string;
    question: { candidates: { id: string }[] } | null;
    hold: { reason: string } | null;
  }[];
}

/** The core, started again whenever it ends. */
export interface Runner {
  child: Child | null;
  /** Highest `seq` of rounds before. */
  seq: number;
  ledgerAt: number;
}

export async function playRound(world: World, runner: Runner, plan: Round): Promise<RoundResult> {
  const kills = [...plan.kills];
  let killed = 0;
  let timer: NodeJS.Timeout | undefined;
  const told: Told[] = [];
  /** Jobs by the intent's place in the plan. */
  const made = new Map<number, string>();

  const arm = async (child: Child): Promise<void> => {
    clearTimeout(timer);
    const kill: Kill | undefined = kills.shift();
    if (kill === undefined) await child.call('crash', { at: null, nth: 0 });
    else if (kill.at === 'anytime') timer = setTimeout(() => child.kill(), kill.afterMs);
    else await child.call('crash', { at: kill.at, nth: kill.nth });
  };
  const core = async (): Promise<Child> => {
    if (runner.child === null || runner.child.hasEnded) {
      if (runner.child !== null) killed += 1;
      runner.child = await world.start();
      await arm(runner.child);
      await runner.child.call('settings', { patch: { undoMs: 0 } });
    }
    return runner.child;
  };
  /** Says something to the core until it has answered, whatever becomes of it meanwhile. */
  const insist = async <T>(work: (child: Child) => Promise<T>): Promise<T> => {
    for (let tries = 0; tries < 20; tries += 1) {
      try {
        return await work(await core());
      } catch (error) {
        if (!(error instanceof Ended)) throw error;
        await runner.child?.ended;
      }
    }
    throw new Error('the core ended 20 times');
  };
  const jobs = (): Promise<SeenJob[]> => insist((child) => child.call<SeenJob[]>('jobs', { since: runner.seq }));
  const localIdOf = async (index: number): Promise<string> => {
    const job = (await jobs()).find(({ id }) => id === made.get(index));
    return job?.localId ?? 'local-missing';
  };

  /** The input with the local ids of rows that earlier intents make. */
  async function inputOf(intent: Intent): Promise<Record<string, unknown>> {
    let text = JSON.stringify(intent.input);
    for (const [, index = ''] of text.matchAll(/"\$(\d+)"/g)) {
      text = text.replaceAll(`"$${index}"`, JSON.stringify(await localIdOf(Number(index))));
    }
    return JSON.parse(text) as Record<string, unknown>;
  }

  async function tell(intent: Intent): Promise<string | null> {
    const input = await inputOf(intent);
    for (let tries = 0; tries < 20; tries += 1) {
      try {
        return await insist(async (child) => {
          // An agent whose text is gone from the composer does not write it again.
          const there = (await child.call<SeenJob[]>('jobs', { since: runner.seq })).find(
            (job) =>
              job.kind === intent.kind &&
              JSON.stringify(job.payload).includes(intent.tag) &&
              !told.some(({ jobId }) => jobId === job.id),
          );
          if (there !== undefined) return there.id;
          const files = intent.file === null ? {} : await child.call<object>('stage', intent.file);
          const payload =
            intent.file === null
              ? input
              : intent.kind === 'attachment.add'
                ? { ...input, file: files }
                : { ...input, files: [files] };
          const { jobId } = await child.call<{ jobId: string }>('enqueue', {
            kind: intent.kind,
            input: payload,
            base: intent.base,
            wasOffline: intent.wasOffline,
          });
          return jobId;
        });
      } catch (error) {
        if (!(error instanceof Refused) || error.reason !== 'diskFull') throw error;
        await insist((child) => child.call('diskFull', { isFull: false }));
      }
    }
    return null;
  }

  // The desk behaves while the round is set up.
  const isThere = runner.child !== null && !runner.child.hasEnded;
  await insist(async (child) => {
    if (isThere) await arm(child);
  });
  await world.faults(plan.faults);
  for (const [i, intent] of plan.intents.entries()) {
    if (plan.diskFullAt === i) await insist((child) => child.call('diskFull', { isFull: true }));
    if (plan.backup) void runner.child?.call('backup').catch(() => undefined);
    if (plan.doubleClick && intent.kind === 'comment.create') {
      const key = `comment:${intent.tag}:${i}`;
      const twice = { ...intent, input: { ...(await inputOf(intent)), draftKey: key } };
      await insist((child) => child.call('draft', { key, content: intent.tag }));
      const jobId = await tell(twice);
      told.push({ intent, jobId });
      const second = await insist((child) =>
        child.call<{ jobId: string }>('enqueue', { kind: twice.kind, input: twice.input }).catch((error: unknown) => {
          if (error instanceof Refused) return { jobId: jobId ?? '' };
          throw error;
        }),
      ).catch(() => ({ jobId: jobId ?? '' }));
      if (second.jobId !== jobId) told.push({ intent, jobId: second.jobId });
    } else told.push({ intent, jobId: await tell(intent) });
    const jobId = told.at(-1)?.jobId;
    if (jobId != null) made.set(i, jobId);
    if (plan.trafficAt === i) await world.traffic({ kind: 'customerThread', content: 'One more thing' });
    if (i === 0 && plan.clockStepMs !== 0) await insist((child) => child.call('clock', { ms: plan.clockStepMs }));
  }
  await insist((child) => child.call('diskFull', { isFull: false }));

  const asked = { n: 0 };
  const end = Date.now() + REST_MS;
  for (;;) {
    const { unsettled } = await insist((child) => child.call<State>('state'));
    if (unsettled.length === 0) break;
    if (Date.now() > end) break;
    if (unsettled.every(({ state }) => state === 'rejected')) break;
    for (const job of unsettled) {
      if (job.state === 'unknown' && job.question !== null) {
        asked.n += 1;
        await answerTruly(world, runner, told, job);
      } else if (job.state === 'held')
        await insist((child) => child.call('override', { id: job.id })).catch(() => undefined);
      else if (job.state === 'conflict')
        await insist((child) => child.call('resolve', { id: job.id })).catch(() => undefined);
      else if (job.state === 'rejected')
        await insist((child) => child.call('cancel', { id: job.id })).catch(() => undefined);
    }
    // The network is back: what waits for it need not wait longer than this round.
    await insist((child) => child.call('wake'));
    await pause(25);
  }
  clearTimeout(timer);
  await insist((child) => child.call('crash', { at: null, nth: 0 }));
  await world.faults([]);

  const all = await jobs();
  const { entries, last } = await world.ledger(runner.ledgerAt);
  const ledger = entries.filter(({ origin }) => origin === 'api');
  const wrong = judge(told, all, ledger);
  for (const job of all)
    if (!['sent', 'cancelled', 'setAside', 'rejected'].includes(job.state))
      wrong.push(
        `stuck: ${job.kind} ${job.id} is ${job.state} ${JSON.stringify(job.error)} ${JSON.stringify(job.history)}`,
      );
  for (const job of all) if (job.state === 'rejected') wrong.push(`refused: ${job.kind} ${JSON.stringify(job.error)}`);
  if ((await insist((child) => child.call('integrity'))) !== 'ok') wrong.push('agent.db is damaged');
  runner.seq = Math.max(runner.seq, ...all.map(({ seq }) => seq));
  runner.ledgerAt = last;
  const lost = all.flatMap(({ history }) => history.filter(({ outcome }) => outcome === 'unknown'));
  const drafts = told.filter(({ intent }) => intent.kind.startsWith('reply.'));
  const draftsMade = ledger.filter(({ operation }) => operation === 'draftReply').length;
  return {
    wrong,
    intents: told.length,
    kills: killed,
    unknowns: lost.length,
    settled: {
      found: lost.filter(({ look }) => look === 'done').length,
      notDone: lost.filter(({ look }) => look === 'notDone').length,
      asked: asked.n,
    },
    drafts: drafts.length,
    doubledDrafts: Math.max(0, draftsMade - drafts.length),
  };

  /** The agent looks for themselves and says what is true. */
  async function answerTruly(
    at: World,
    { ledgerAt }: Runner,
    all: readonly Told[],
    job: State['unsettled'][number],
  ): Promise<void> {
    const intent = all.find(({ jobId }) => jobId === job.id)?.intent;
    const { entries: now } = await at.ledger(ledgerAt);
    const mine: LedgerEntry[] =
      intent === undefined
        ? []
        : effectsOf(
            intent,
            now.filter(({ origin }) => origin === 'api'),
          );
    const serverId = mine.at(-1)?.ids[0] ?? null;
    const answer = serverId === null ? 'sendAgain' : 'done';
    await insist((child) => child.call('answer', { id: job.id, answer, serverId })).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
    });
  }
}
