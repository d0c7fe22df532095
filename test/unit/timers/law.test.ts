import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAgentSettings } from '../../../src-main/store/agent-settings.ts';
import { type Db, openDatabase } from '../../../src-main/store/database.ts';
import { AGENT_MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import { createTimerStore, type Timer, type TimerStore } from '../../../src-main/store/timers.ts';
import { createTimers, type Timers, type TimersOptions } from '../../../src-main/timers/timers.ts';
import { createMachine, type Machine } from './machine.ts';

/** Names of the rules that the model knows, in milliseconds; said again here so that a change of them is noticed. */
const TICK_MS = 1_000;
const ASK_FROM_MS = 10_000;
const IDLE_MS = 60_000;

type Answer = 'keep' | 'discard' | 'goOn' | 'split';
type Step =
  | { do: 'work' | 'idle' | 'sleep' | 'kill' | 'quit' | 'clock'; ms: number }
  | { do: 'start' | 'pause' | 'resume'; timer: number }
  /** `aside`: as when it is logged with an open question. */
  | { do: 'stop'; timer: number; aside: boolean }
  | { do: 'answer'; timer: number; answer: Answer };
interface Life {
  steps: Step[];
  many: boolean;
  /** The monotonic clock goes on in sleep. */
  isCountingSleep: boolean;
  /** The host hears of sleep and waking. */
  hears: boolean;
}

const lasting = (names: Step['do'][], min: number, max: number) =>
  fc.record({ do: fc.constantFrom(...names), ms: fc.integer({ min, max }) }) as fc.Arbitrary<Step>;
const timer = fc.integer({ min: 0, max: 2 });
const step = fc.oneof(
  { weight: 4, arbitrary: lasting(['work'], 2_000, 30_000) },
  { weight: 3, arbitrary: lasting(['idle'], 0, 90_000) },
  { weight: 2, arbitrary: lasting(['sleep'], 0, 40_000) },
  { weight: 1, arbitrary: lasting(['sleep', 'kill'], 0, 90_000_000) },
  { weight: 2, arbitrary: lasting(['kill', 'quit'], 0, 30_000) },
  { weight: 2, arbitrary: lasting(['clock'], -40_000_000, 40_000_000) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom('start', 'start', 'pause', 'resume'), timer }) as fc.Arbitrary<Step>,
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('stop' as const), timer, aside: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      timer,
      answer: fc.constantFrom<Answer>('keep', 'discard', 'goOn', 'split'),
    }),
  },
);
const life: fc.Arbitrary<Life> = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 24 }),
  many: fc.boolean(),
  isCountingSleep: fc.boolean(),
  hears: fc.boolean(),
});

/** What is true of a timer: certain work, and what has to be asked. */
interface Truth {
  ms: number;
  running: boolean;
  asked: { away: number; since: number; isAway: boolean } | null;
  unbroken: number;
  /** Of those that were stopped: a ticket that is timed again has a new timer. */
  kept: { ms: number; asked: number };
}

/** The law in plain sentences: no ticks, no clocks, only what happened to a person and a machine. */
function createTruth() {
  const all: Truth[] = [0, 1, 2].map(() => ({
    ms: 0,
    running: false,
    asked: null,
    unbroken: 0,
    kept: { ms: 0, asked: 0 },
  }));
  const running = (): Truth[] => all.filter((each) => each.running);
  return {
    all,
    /**
     * Awake; `idleMs` is how long nobody has touched the machine at the end of it. Who comes back is seen at the next
     * look, in `unseenMs`: until then it is still away.
     */
    awake(ms: number, idleMs: number, unseenMs = 0): void {
      for (const each of running()) {
        if (each.asked === null) {
          each.ms += ms;
          each.unbroken += ms;
          const away = Math.min(idleMs, each.unbroken);
          if (away < IDLE_MS) continue;
          each.ms -= away;
          each.unbroken = 0;
          each.asked = { away, since: 0, isAway: true };
        } else if (each.asked.isAway && idleMs > 0) each.asked.away += ms;
        else {
          if (each.asked.isAway) {
            each.asked.away += unseenMs;
            each.asked.since -= unseenMs;
          }
          const since = each.asked.since + ms;
          const idle = Math.min(idleMs, since);
          const away = idle >= IDLE_MS ? idle : 0;
          each.asked = { away: each.asked.away + away, since: since - away, isAway: away > 0 };
        }
      }
    },
    /** Asleep, or not running at all, for longer than is worth counting. */
    away(ms: number): void {
      for (const each of running()) {
        each.asked ??= { away: 0, since: 0, isAway: false };
        each.asked.away += ms;
        each.unbroken = 0;
      }
    },
    /** What was counted last, and was not yet on disk. */
    takeBack(ms: number): void {
      for (const each of running()) {
        if (each.asked === null) each.ms -= ms;
        else if (each.asked.isAway) each.asked.away -= ms;
        else each.asked.since -= ms;
      }
    },
    restart(): void {
      for (const each of all) {
        each.unbroken = 0;
        if (each.running && each.asked) each.asked.isAway = false;
      }
    },
  };
}

interface World {
  db: Db;
  timers: Timers;
  /** Both clocks when running timers were last written down. */
  beat: { wall: number; monotonic: number };
}

type Change = (options: TimersOptions) => TimersOptions;

function openWorld(file: string, machine: Machine, change: Change): World {
  const db = openDatabase(file, { migrations: AGENT_MIGRATIONS, synchronous: 'NORMAL' });
  const beat = { wall: machine.now(), monotonic: machine.monotonic() };
  const note = (): void => void Object.assign(beat, { wall: machine.now(), monotonic: machine.monotonic() });
  const store = createTimerStore(db);
  const noted: TimerStore = {
    ...store,
    beat(timers) {
      store.beat(timers);
      note();
    },
    save(...timers) {
      store.save(...timers);
      note();
    },
  };
  const timers = createTimers(
    change({
      store: noted,
      settings: createAgentSettings(db),
      clock: machine,
      idleMs: () => machine.idleMs,
      onChange: () => undefined,
    }),
  );
  timers.open();
  return { db, timers, beat };
}

/** Lives it and compares in the end; throws where timers and truth part. */
async function live(file: string, { steps, many, isCountingSleep, hears }: Life, change: Change): Promise<void> {
  const machine = createMachine(Date.parse('2026-03-28T20:00:00Z'), isCountingSleep);
  const truth = createTruth();
  let world = openWorld(file, machine, change);
  world.timers.updatePreferences({ many, idleMinutes: IDLE_MS / 60_000 });
  let splits = 0;
  const idOf = (n: number): string | undefined =>
    world.timers.list().find(({ ticketId, state }) => ticketId === `${n}` && state !== 'stopped')?.id;
  const unwritten = (): number => machine.monotonic() - world.beat.monotonic;
  const work = async (ms: number): Promise<void> => {
    const unseen = machine.nextTickMs;
    await machine.work(ms);
    truth.awake(ms, 0, unseen);
  };

  for (const each of steps) {
    // Who presses a button is there.
    if ('timer' in each) await work(2 * TICK_MS);
    switch (each.do) {
      case 'work':
        await work(each.ms);
        break;
      case 'idle':
        await machine.idle(each.ms);
        // Whether someone came back just before or just after the threshold is a matter of the tick.
        world.timers.look();
        truth.awake(each.ms, machine.idleMs);
        break;
      case 'sleep': {
        if (hears) world.timers.look();
        const late = isCountingSleep ? unwritten() : 0;
        await machine.sleepMachine(each.ms);
        if (hears) world.timers.look();
        const total = isCountingSleep ? late + each.ms : each.ms;
        if (total >= ASK_FROM_MS + (isCountingSleep ? TICK_MS : 0)) {
          truth.takeBack(late);
          truth.away(total);
        } else if (isCountingSleep) truth.awake(each.ms, 0);
        await work(2 * TICK_MS);
        break;
      }
      case 'clock':
        machine.step(each.ms);
        // Far ahead is not to be told from sleep.
        if (each.ms >= ASK_FROM_MS) truth.away(each.ms);
        await work(2 * TICK_MS);
        break;
      case 'kill':
      case 'quit': {
        if (each.do === 'quit') await world.timers.close();
        else machine.kill();
        truth.takeBack(unwritten());
        const { wall } = world.beat;
        world.db.close();
        machine.pass(each.ms);
        world = openWorld(file, machine, change);
        truth.restart();
        const gap = machine.now() - wall;
        if (gap >= ASK_FROM_MS) truth.away(gap);
        else truth.awake(gap, 0);
        truth.restart();
        break;
      }
      case 'answer': {
        const id = idOf(each.timer);
        const known = truth.all[each.timer] as Truth;
        if (id === undefined || known.asked === null) break;
        const { away, since } = known.asked;
        world.timers.answer(id, each.answer, `split-${splits}`);
        if (each.answer === 'split') {
          const other = world.timers.list().find(({ ticketId }) => ticketId === `split-${splits}`);
          expect(Math.abs((other?.ms ?? 0) - away), 'split off').toBeLessThanOrEqual(1_000);
          splits += 1;
        }
        known.ms += each.answer === 'keep' ? away + since : each.answer === 'discard' ? 0 : since;
        if (each.answer === 'discard') known.running = false;
        known.asked = null;
        known.unbroken = 0;
        break;
      }
      case 'stop': {
        const id = idOf(each.timer);
        if (id === undefined) break;
        const known = truth.all[each.timer] as Truth;
        world.timers.stop(id);
        const asked = known.asked === null ? 0 : known.asked.away + known.asked.since;
        if (each.aside) world.timers.setQuestionAside(id);
        known.kept.ms += known.ms + (each.aside ? asked : 0);
        known.kept.asked += each.aside ? 0 : asked;
        Object.assign(known, { ms: 0, running: false, asked: null, unbroken: 0 });
        break;
      }
      default: {
        const known = truth.all[each.timer] as Truth;
        const id = idOf(each.timer);
        if (each.do === 'start') world.timers.start({ ticketId: `${each.timer}`, taskId: null, note: '' });
        else if (id === undefined) break;
        else if (each.do === 'pause') world.timers.pause(id);
        else world.timers.resume(id);
        if (each.do === 'pause') known.running = false;
        else if (!known.running) {
          if (!many) for (const other of truth.all) other.running = false;
          known.running = true;
          known.unbroken = 0;
        }
      }
    }
  }
  const rows = world.timers.list();
  for (const [n, known] of truth.all.entries()) {
    const all = rows.filter(({ ticketId }) => ticketId === `${n}`);
    const sum = (of: (row: Timer) => number): number => all.reduce((total, row) => total + of(row), 0);
    // A second for each: every one began and ended between two ticks.
    const within = 1_000 * Math.max(1, all.length);
    expect(Math.abs(sum(({ ms }) => ms) - known.ms - known.kept.ms), `timer ${n}`).toBeLessThanOrEqual(within);
    const asked = sum(({ question }) => (question === null ? 0 : question.awayMs + question.sinceMs));
    const wanted = known.kept.asked + (known.asked ? known.asked.away + known.asked.since : 0);
    expect(Math.abs(asked - wanted), `what is asked of timer ${n}`).toBeLessThanOrEqual(within);
  }
  await world.timers.close();
  world.db.close();
}

async function hold(runs: number, change: Change = (options) => options): Promise<void> {
  const dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'deskhand-timers-'));
  let n = 0;
  try {
    await fc.assert(
      fc.asyncProperty(life, (one) => live(join(dir, `${n++}.db`), one, change)),
      { numRuns: runs, endOnFailure: runs !== RUNS },
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
const RUNS = Number(process.env['DESKHAND_TIMER_RUNS'] ?? 1_000);

describe('what counts is what a model of the machine says, within a second', () => {
  test(`${RUNS} random lives of three timers`, { timeout: 600_000 }, () => hold(RUNS));

  /** Each is how a timer goes wrong in real programs. */
  const bugs: Record<string, Change> = {
    'believes the wall clock': (options) => ({
      ...options,
      clock: { ...options.clock, now: options.clock.now, monotonic: options.clock.now, sleep: options.clock.sleep },
    }),
    'does not look for idleness': (options) => ({ ...options, idleMs: () => null }),
    'writes nothing down while it runs': (options) => ({
      ...options,
      store: { ...options.store, beat: () => undefined },
    }),
    'counts what is in question': (options) => ({
      ...options,
      store: {
        ...options.store,
        beat: (timers) =>
          options.store.beat(
            timers.map((each) =>
              each.question === null ? each : { ...each, ms: each.ms + each.question.sinceMs / 10 },
            ),
          ),
      },
    }),
  };
  for (const [name, change] of Object.entries(bugs)) {
    test(`a timer that ${name} is noticed`, { timeout: 120_000 }, async () => {
      await expect(hold(300, change)).rejects.toThrow();
    });
  }
});
