/** `node test/chaos/run.ts --rounds 1000 --seed 1 [--resume] [--mutants]`: kills and faults, judged by the desk's ledger. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MUTANTS, plant } from './mutants.ts';
import { KINDS } from './intents.ts';
import { planRound } from './plan.ts';
import { playRound, type RoundResult, type Runner } from './round.ts';
import { addTo, emptyTally, type Tally } from './tally.ts';
import { openWorld, type World } from './world.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    out: { type: 'string' },
    resume: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const out = values.out ?? join(root, 'out/chaos');
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
const rounds = Number(values.rounds);
/** A new desk and a new workspace after this many rounds. */
const WORLD_ROUNDS = 200;

interface Totals extends Tally {
  seed: number;
  rounds: number;
  violations: { round: number; wrong: string[] }[];
  /** Kinds of job that no round has met. */
  kindsMissed: string[];
  ms: number;
}

const empty = (): Totals => ({ seed, rounds: 0, violations: [], kindsMissed: [], ms: 0, ...emptyTally() });

function add(totals: Totals, round: number, { wrong, tally }: RoundResult, ms: number): void {
  totals.rounds = round + 1;
  totals.ms += ms;
  addTo(totals, tally);
  totals.kindsMissed = KINDS.filter((kind) => (totals.byKind[kind]?.sent ?? 0) === 0);
  if (wrong.length > 0) totals.violations.push({ round, wrong });
}

const newRunner = (): Runner => ({ child: null, seq: 0, ledgerAt: 0, updates: 0 });

/** Plays rounds on one core entry until `isEnough`. */
async function play(
  entry: string,
  totals: Totals,
  to: number,
  isEnough: (totals: Totals) => boolean,
  onRound: () => void,
): Promise<void> {
  let world: World | null = null;
  let runner: Runner = newRunner();
  const end = async (): Promise<void> => {
    runner.child?.kill();
    await runner.child?.ended;
    await world?.close();
    world = null;
  };
  try {
    for (let round = totals.rounds; round < to && !isEnough(totals); round += 1) {
      if (world === null || round % WORLD_ROUNDS === 0) {
        await end();
        world = await openWorld(seed + Math.floor(round / WORLD_ROUNDS), entry);
        runner = newRunner();
      }
      const startedAt = Date.now();
      let result: RoundResult;
      try {
        result = await playRound(world, runner, planRound(seed, round, world));
      } catch (error) {
        const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
        result = { wrong: [`the round broke: ${why}`], tally: emptyTally() };
        await end();
      }
      add(totals, round, result, Date.now() - startedAt);
      // A wrong round leaves things behind that the next one would trip over.
      if (result.wrong.length > 0) await end();
      onRound();
    }
  } finally {
    await end();
  }
}

const isJudged = ({ wrong }: { wrong: string[] }): boolean => wrong.some((text) => !text.startsWith('the round broke'));

function save(file: string, value: object): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.partial`, JSON.stringify(value, null, 2));
  renameSync(`${file}.partial`, file);
}

async function runRounds(): Promise<number> {
  const file = join(out, `rounds-${seed}.json`);
  const kept = values.resume && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Totals) : null;
  const totals = kept ?? empty();
  console.log(`chaos: seed ${seed}, rounds ${totals.rounds} to ${rounds}`);
  await play(
    join(root, 'test/chaos/core.ts'),
    totals,
    rounds,
    () => false,
    () => {
      save(file, totals);
      const last = totals.violations.at(-1);
      if (last?.round === totals.rounds - 1) console.log(`round ${last.round}: ${last.wrong.join('; ')}`);
      if (totals.rounds % 20 === 0)
        console.log(`${totals.rounds} rounds, ${totals.kills} kills, ${totals.violations.length} wrong`);
    },
  );
  const { settled } = totals;
  console.log(
    `${totals.rounds} rounds, ${totals.intents} intents, ${totals.kills} kills: ${totals.violations.length} rounds wrong. ` +
      `${totals.unknowns} unknown outcomes: ${settled.found} found, ${settled.notDone} not done, ${settled.asked} asked. ` +
      `${totals.doubledDrafts} doubled drafts of ${totals.drafts} (none sent). ${Math.round(totals.ms / 1000)} s. ${file}`,
  );
  return totals.violations.length === 0 ? 0 : 1;
}

async function runMutants(): Promise<number> {
  const results: { name: string; what: string; caughtIn: number | null; by: string | null }[] = [];
  for (const mutant of MUTANTS.filter(({ name }) => values.only === undefined || values.only === name)) {
    const entry = plant(root, join(out, 'mutants', mutant.name), mutant);
    const totals = empty();
    await play(
      entry,
      totals,
      Math.max(rounds, 150),
      // A round that broke by itself judges nothing.
      ({ violations }) => violations.some(isJudged),
      () => undefined,
    );
    const first = totals.violations.find(isJudged);
    results.push({
      name: mutant.name,
      what: mutant.what,
      caughtIn: first === undefined ? null : first.round + 1,
      by: first?.wrong[0] ?? null,
    });
    console.log(
      first === undefined
        ? `NOT CAUGHT: ${mutant.name}`
        : `caught in round ${first.round + 1}: ${mutant.name}: ${first.wrong[0]?.slice(0, 200) ?? ''}`,
    );
    save(join(out, `mutants-${seed}.json`), { seed, results });
  }
  return results.every(({ caughtIn }) => caughtIn !== null) ? 0 : 1;
}

process.exitCode = values.mutants ? await runMutants() : await runRounds();
