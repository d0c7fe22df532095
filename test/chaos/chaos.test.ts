import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { MUTANTS, mutate } from './mutants.ts';
import { emptyTotals, play } from './play.ts';

const ROUNDS = 60;

/** Another seed each time; `DESKHAND_CHAOS_SEED` plays an earlier one again. */
const seed = Number(process.env['DESKHAND_CHAOS_SEED'] ?? Date.now() % 1_000_000);

it(`nothing is lost and nothing is doubled in ${ROUNDS} rounds of kills and faults (seed ${seed})`, async () => {
  const totals = emptyTotals(seed, ROUNDS, 2);
  await play(totals, {
    entry: fileURLToPath(new URL('core.ts', import.meta.url)),
    whole: 'some',
    isEnough: () => false,
    onRound: () => undefined,
  });
  const { rounds, intents, kills, unknowns, settled, gates, conflicts, violations, kindsMissed } = totals;
  console.log(
    `chaos: seed ${seed}: ${JSON.stringify({ rounds, intents, kills, unknowns, settled, gates, conflicts, wrong: violations.length })}`,
  );
  expect(violations, `seed ${seed}: ${JSON.stringify(violations)}`).toEqual([]);
  expect(rounds).toBe(ROUNDS);
  expect(kindsMissed).toEqual([]);
});

it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
  'the planted bug "%s" still has its place',
  (_, mutant) => {
    expect(mutate(fileURLToPath(new URL('../..', import.meta.url)), mutant)).toContain(mutant.replace);
  },
);
