import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { emptyTotals, play } from './play.ts';

const ROUNDS = 60;

/** Another seed each time; `DESKHAND_CHAOS_SEED` plays an earlier one again. */
const seed = Number(process.env['DESKHAND_CHAOS_SEED'] ?? Date.now() % 1_000_000);

it(`nothing is lost and nothing is doubled in ${ROUNDS} rounds of kills and faults (seed ${seed})`, async () => {
  const totals = emptyTotals(seed, ROUNDS, 2);
  await play(totals, {
    entry: fileURLToPath(new URL('core.ts', import.meta.url)),
    hasWhole: true,
    isEnough: () => false,
    onRound: () => undefined,
  });
  const { rounds, intents, kills, unknowns, settled, gates, conflicts, violations, kindsMissed } = totals;
  console.log(
    `chaos: seed ${seed}: ${JSON.stringify({ rounds, intents, kills, unknowns, settled, gates, conflicts, wrong: violations.length })}`,
  );
  expect(violations, `seed ${seed}`).toEqual([]);
  expect(rounds).toBe(ROUNDS);
  expect(kindsMissed).toEqual([]);
});
