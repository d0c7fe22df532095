import { KINDS } from './intents.ts';
import { planRound } from './plan.ts';
import { playRound, type RoundResult, type Runner, WontStart } from './round.ts';
import { addTo, emptyTally, type Tally } from './tally.ts';
import { playWhole } from './whole.ts';
import { openWorld, type World } from './world.ts';

/** A new desk and a new workspace after this many rounds of a lane. */
const WORLD_ROUNDS = 100;
/** One round in so many is played with the whole console. */
const WHOLE_EVERY = 25;

export interface Totals extends Tally {
  seed: number;
  /** Rounds wanted, and played. */
  of: number;
  rounds: number;
  /** The next round of each lane: lanes go side by side, and take turns in the rounds. */
  next: number[];
  violations: { round: number; wrong: string[] }[];
  /** Kinds of job that were not sent in any round. */
  kindsMissed: string[];
  /** Time of all rounds, side by side or not. */
  ms: number;
}

export const emptyTotals = (seed: number, of: number, lanes: number): Totals => ({
  seed,
  of,
  rounds: 0,
  next: Array.from({ length: lanes }, (_, lane) => lane),
  violations: [],
  kindsMissed: [...KINDS],
  ms: 0,
  ...emptyTally(),
});

/** Whether a round was judged wrong, rather than having broken by itself. */
export const isJudged = ({ wrong }: { wrong: readonly string[] }): boolean =>
  wrong.some((text) => !text.startsWith('the round broke'));

export interface PlayOptions {
  /** The core's entry: the real one, or one with a planted bug. */
  entry: string;
  /** Whether rounds with the whole console are among them, or all there is: it is always the real one. */
  whole: 'some' | 'only' | 'none';
  isEnough(totals: Totals): boolean;
  onRound(round: number, result: RoundResult): void;
}

/** Plays the rounds that are left, adding to `totals`. */
export async function play(totals: Totals, options: PlayOptions): Promise<void> {
  await Promise.all(totals.next.map((_, lane) => playLane(totals, lane, options)));
}

async function playLane(totals: Totals, lane: number, { entry, whole, isEnough, onRound }: PlayOptions): Promise<void> {
  const { seed, of, next } = totals;
  let world: World | null = null;
  let runner: Runner = newRunner();
  let played = 0;
  const end = async (): Promise<void> => {
    runner.child?.kill();
    await runner.child?.ended;
    await world?.close();
    world = null;
    runner = newRunner();
  };
  try {
    for (let round = next[lane] ?? 0; round < of && !isEnough(totals); round += next.length) {
      const isWhole = whole !== 'none' && round % WHOLE_EVERY === WHOLE_EVERY - 1;
      if (whole === 'only' && !isWhole) continue;
      const startedAt = Date.now();
      let result: RoundResult;
      try {
        if (isWhole) result = await playWhole(seed, round);
        else {
          if (played % WORLD_ROUNDS === 0) await end();
          world ??= await openWorld(seed + round, entry);
          played += 1;
          result = await playRound(world, runner, planRound(seed, round, world));
        }
      } catch (error) {
        const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
        result = { wrong: [error instanceof WontStart ? why : `the round broke: ${why}`], tally: emptyTally() };
      }
      // A wrong round leaves things behind that the next one would trip over.
      if (result.wrong.length > 0) await end();
      totals.rounds += 1;
      totals.ms += Date.now() - startedAt;
      next[lane] = round + next.length;
      addTo(totals, result.tally);
      totals.kindsMissed = KINDS.filter((kind) => (totals.byKind[kind]?.sent ?? 0) === 0);
      if (result.wrong.length > 0) totals.violations.push({ round, wrong: result.wrong });
      onRound(round, result);
    }
  } finally {
    await end();
  }
}

const newRunner = (): Runner => ({ child: null, seq: 0, ledgerAt: 0, updates: 0 });
