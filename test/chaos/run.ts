/** `node test/chaos/run.ts --rounds 1000 --seed 1 [--resume] [--whole] [--mutants]`: kills and faults, judged by the desk's ledger. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MUTANTS, type Mutant, plant } from './mutants.ts';
import { emptyTotals, isJudged, play, type Totals } from './play.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    out: { type: 'string' },
    /** Rounds, or mutants, side by side. */
    lanes: { type: 'string', default: '2' },
    resume: { type: 'boolean', default: false },
    /** Only the rounds with the whole console. */
    whole: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const out = values.out ?? join(root, 'out/chaos');
const lanes = Number(values.lanes);
/** A mutant that nobody noticed in so many rounds is not noticed. */
const MUTANT_ROUNDS = 150;

function save(file: string, value: object): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.partial`, JSON.stringify(value, null, 2));
  renameSync(`${file}.partial`, file);
}
const read = (file: string): Totals => JSON.parse(readFileSync(file, 'utf8')) as Totals;
const nameOf = (seed: number): string => `${values.whole ? 'whole' : 'rounds'}-${seed}.json`;
const fileOf = (seed: number): string => join(out, nameOf(seed));

/** The run to go on with: the one of the seed, or the newest that has rounds left. */
function unfinished(): Totals | null {
  if (!values.resume || !existsSync(out)) return null;
  const names = readdirSync(out).filter((name) => nameOf(Number(/\d+/.exec(name)?.[0])) === name);
  const wanted = values.seed === undefined ? names : names.filter((name) => name === nameOf(Number(values.seed)));
  // Without lanes it is of an earlier harness.
  const runs = wanted.map((name) => read(join(out, name))).filter(({ next }) => Array.isArray(next));
  return runs.find(({ rounds, of }) => values.seed !== undefined || rounds < of) ?? null;
}

async function runRounds(): Promise<number> {
  const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
  const totals = unfinished() ?? emptyTotals(seed, Number(values.rounds), lanes);
  if (process.argv.some((arg) => arg.startsWith('--rounds'))) totals.of = Number(values.rounds);
  const file = fileOf(totals.seed);
  console.log(`chaos: seed ${totals.seed}, ${totals.rounds} of ${totals.of} rounds played`);
  await play(totals, {
    entry: join(root, 'test/chaos/core.ts'),
    whole: values.whole ? 'only' : 'some',
    isEnough: () => false,
    onRound(round, { wrong }) {
      save(file, totals);
      if (wrong.length > 0) console.log(`round ${round}: ${wrong.join('; ')}`);
      if (totals.rounds % 20 === 0)
        console.log(`${totals.rounds} rounds, ${totals.kills} kills, ${totals.violations.length} wrong`);
    },
  });
  const { settled, gates, conflicts, kindsMissed } = totals;
  console.log(
    `${totals.rounds} rounds, ${totals.intents} intents, ${totals.kills} kills: ${totals.violations.length} rounds wrong. ` +
      `${totals.unknowns} unknown outcomes: ${settled.found} found, ${settled.notDone} not done, ${settled.asked} asked. ` +
      `${gates.held} held by the gate, ${conflicts.met} conflicts. ` +
      `${totals.doubledDrafts} doubled drafts of ${totals.drafts} (none sent). ` +
      `${kindsMissed.length === 0 ? 'Every kind of job was sent' : `Never sent: ${kindsMissed.join(', ')}`}. ` +
      `${Math.round(totals.ms / 1000)} s of rounds. ${file}`,
  );
  return totals.violations.length === 0 ? 0 : 1;
}

interface Caught {
  name: string;
  what: string;
  caughtIn: number | null;
  by: string | null;
}

async function tryMutant(mutant: Mutant, seed: number): Promise<Caught> {
  const { name, what } = mutant;
  const entry = plant(root, join(out, 'mutants', name), mutant);
  const totals = emptyTotals(seed, MUTANT_ROUNDS, 1);
  await play(totals, {
    entry,
    whole: 'none',
    // A round that broke by itself judges nothing.
    isEnough: ({ violations }) => violations.some(isJudged),
    onRound: () => undefined,
  });
  rmSync(join(out, 'mutants', name), { recursive: true, force: true });
  const first = totals.violations.find(isJudged);
  const by = first?.wrong[0] ?? null;
  console.log(
    first === undefined
      ? `NOT CAUGHT in ${totals.rounds} rounds: ${name}`
      : `caught in round ${first.round + 1}: ${name}: ${by?.slice(0, 160) ?? ''}`,
  );
  return { name, what, caughtIn: first === undefined ? null : first.round + 1, by };
}

async function runMutants(): Promise<number> {
  const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
  const waiting = MUTANTS.filter(({ name }) => values.only === undefined || values.only === name);
  if (waiting.length === 0) throw new Error(`there is no mutant "${values.only ?? ''}"`);
  console.log(`chaos: seed ${seed}, ${waiting.length} planted bugs`);
  const results: Caught[] = [];
  const work = async (): Promise<void> => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      results.push(await tryMutant(mutant, seed));
      save(join(out, `mutants-${seed}.json`), { seed, results });
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  const missed = results.filter(({ caughtIn }) => caughtIn === null);
  console.log(`${results.length - missed.length} of ${results.length} planted bugs caught.`);
  return missed.length === 0 ? 0 : 1;
}

process.exitCode = values.mutants ? await runMutants() : await runRounds();
