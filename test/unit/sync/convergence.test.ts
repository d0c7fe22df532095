import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareWithDesk } from '../../factories/convergence.ts';
import { startSyncRig } from '../../factories/sync-rig.ts';
import { keep, type KeptHistory, readCorpus } from './corpus.ts';
import { play, randomHistory, type Step } from './history.ts';
import { shrink } from './shrink.ts';

const TICKETS = 40;
/** Histories of one run and manner; another seed each time, DESKHAND_SYNC_SEED plays an earlier one again. */
const HISTORIES = Number(process.env['DESKHAND_SYNC_HISTORIES'] ?? 6);
const FIRST = Number(process.env['DESKHAND_SYNC_SEED'] ?? Date.now() % 1_000_000);
const SEEDS = Array.from({ length: HISTORIES }, (_, at) => FIRST + at);
const MANNERS = ['live', 'reference'] as const;

/** A history that hangs is a failure too. Real milliseconds. */
const RUN_MS = 60_000;
const SHRINK_MS = 8 * 60_000;

/** At most so many calls: for the first look at everything, for each thing that happens, and for each minute of looking. */
const CALLS = { perTicket: 8, perThing: 12, perMinute: 2.5 };
function mostCalls(steps: readonly Step[]): number {
  let most = CALLS.perTicket * TICKETS;
  for (const step of steps) {
    if (step.do === 'traffic') most += CALLS.perThing * step.things;
    else if (step.do === 'pass') most += CALLS.perMinute * (step.ms / 60_000);
    else if (step.do === 'fault') most += 4 * step.times;
    // A look at everything again.
    else if (step.do === 'sweep' || step.do === 'restart') most += 3 * TICKETS;
    else most += 3 * CALLS.perThing;
  }
  return most;
}

type History = Pick<KeptHistory, 'manner' | 'seed' | 'steps'>;

/** What a history leaves wrong, in words; null when the cache equals the desk, at a bounded price. */
async function wrongAfter({ manner, seed, steps }: History): Promise<string | null> {
  const rig = await startSyncRig({ manner, tickets: TICKETS, seed, random: seed, sendMs: 1_500 });
  try {
    await play(rig, steps);
    const lived = rig.outcomes.length;
    if (lived > mostCalls(steps)) return `${lived} calls while it happened, more than ${mostCalls(steps)}`;
    // Lists and search know everything by then.
    await rig.clock.runFor(40_000);
    rig.sync.wake();
    rig.sync.sweep();
    await rig.quiet();
    for (let round = 0; round < 4; round += 1) {
      rig.answer(true);
      await rig.clock.runFor(100_000);
      await rig.quiet();
    }
    // One look at everything, and what the faults left to be done.
    const settling = rig.outcomes.length - lived;
    if (settling > CALLS.perTicket * TICKETS) return `${settling} calls in the quiet after`;
    for (const { noun, cache, desk, differences } of await compareWithDesk(
      rig.desk.url,
      rig.desk.key,
      join(rig.dir, 'cache.db'),
    )) {
      if (differences.length > 0) return `${noun}: ${differences.join('; ')}`;
      if (cache.hash !== desk.hash) return `${noun}: ${cache.count} here, ${desk.count} at the desk`;
    }
    return null;
  } finally {
    await rig.stop();
  }
}

async function failureOf(history: History): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`not done within ${RUN_MS / 1_000} s`), RUN_MS);
  });
  const run = wrongAfter(history).catch((error: unknown) => `it broke: ${String(error)}`);
  try {
    return await Promise.race([run, late]);
  } finally {
    clearTimeout(timer);
  }
}

describe('histories that once failed', () => {
  it.each(readCorpus().map((kept) => [`${kept.manner}, seed ${kept.seed}: ${kept.why}`, kept] as const))(
    '%s',
    async (_, kept) => expect(await failureOf(kept)).toBeNull(),
    RUN_MS + 10_000,
  );
});

if (HISTORIES > 0)
  console.log(`convergence: seeds ${FIRST} to ${FIRST + HISTORIES - 1}; DESKHAND_SYNC_SEED=${FIRST} plays them again`);

describe.each(MANNERS)('the cache equals the desk after any history, %s manner', (manner) => {
  it.each(SEEDS)(
    'seed %i',
    async (seed) => {
      const steps = randomHistory(seed);
      const failure = await failureOf({ manner, seed, steps });
      if (failure === null) return;
      const end = Date.now() + SHRINK_MS;
      let why = failure;
      const shortest = await shrink(
        steps,
        async (candidate) => {
          const found = await failureOf({ manner, seed, steps: [...candidate] });
          why = found ?? why;
          return found !== null;
        },
        () => Date.now() > end,
      );
      keep({ why, manner, seed, steps: shortest });
      expect.fail(
        `seed ${seed}: ${failure}\nshrunk to ${shortest.length} of ${steps.length} steps, kept in the corpus:\n${JSON.stringify(shortest, null, 2)}\n${why}`,
      );
    },
    RUN_MS + SHRINK_MS + 60_000,
  );
});

describe('shrinking', () => {
  const pass = (ms: number): Step => ({ do: 'pass', ms });

  it('leaves the steps that a failure needs, and less of each', async () => {
    const steps: Step[] = [...randomHistory(3), { do: 'sweep' }, ...randomHistory(4), pass(700_000)];
    const shortest = await shrink(steps, (candidate) => {
      const swept = candidate.findIndex((step) => step.do === 'sweep');
      return Promise.resolve(
        swept >= 0 && candidate.slice(swept).some((step) => step.do === 'pass' && step.ms >= 60_000),
      );
    });
    expect(shortest).toEqual([{ do: 'sweep' }, pass(60_000)]);
  });

  it('ends when the time is up', async () => {
    let tries = 0;
    const steps = randomHistory(5);
    const shortest = await shrink(
      steps,
      () => Promise.resolve(++tries > 1_000),
      () => tries >= 3,
    );
    expect([tries, shortest]).toEqual([3, steps]);
  });

  it('keeps a history once', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'deskhand-corpus-')), 'corpus.json');
    const kept: KeptHistory = { why: 'because', manner: 'live', seed: 1, steps: [pass(1)] };
    keep(kept, file);
    keep({ ...kept, why: 'otherwise' }, file);
    keep({ ...kept, seed: 2 }, file);
    expect(readCorpus(file).map(({ why, seed }) => [why, seed])).toEqual([
      ['because', 1],
      ['because', 2],
    ]);
  });
});
