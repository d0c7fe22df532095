import { createRng, type Rng } from '../../src-main/demo-desk/rng.ts';

/** One thing that happens at the desk, milliseconds after the day began. */
export interface Happening {
  at: number;
  event: { kind: string; [field: string]: unknown };
}

/** When the agent is at the console, and how. */
export interface Presence {
  at: number;
  focused: boolean;
  visible: boolean;
}

export interface Day {
  lengthMs: number;
  happenings: Happening[];
  presence: Presence[];
  /** The service can't be reached between these. */
  outage: { from: number; to: number };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What an hour is like: how much of the day's work falls into it, and how often something breaks for many. */
const HOURS = [
  { weight: 1.6, bursts: 2 },
  { weight: 1.8, bursts: 2 },
  { weight: 1.2, bursts: 1 },
  // Lunch: next to nothing, and nobody looks.
  { weight: 0.15, bursts: 0 },
  { weight: 1.5, bursts: 2 },
  { weight: 1.2, bursts: 2 },
  { weight: 0.25, bursts: 0 },
  { weight: 0.9, bursts: 1 },
] as const;
const BURST_MS = 8 * MINUTE;

/** When something breaks, hour by hour: customers write, and colleagues answer, route and close. */
const burstsOf = (rng: Rng): number[][] =>
  HOURS.map(({ bursts }, hour) => Array.from({ length: bursts }, () => hour * HOUR + rng.between(0, 52) * MINUTE));

/** Times of `count` things: two thirds in the bursts, the rest anywhere in the hour. */
function timesOf(rng: Rng, bursts: readonly number[][], count: number): number[] {
  const total = HOURS.reduce((sum, { weight }) => sum + weight, 0);
  return Array.from({ length: count }, () => {
    let left = rng.next() * total;
    const hour = Math.max(
      0,
      HOURS.findIndex(({ weight }) => (left -= weight) < 0),
    );
    const starts = bursts[hour] ?? [];
    return starts.length > 0 && rng.chance(2 / 3)
      ? rng.pick(starts) + rng.between(0, BURST_MS)
      : hour * HOUR + rng.between(0, HOUR);
  });
}

/**
 * Eight hours: 120 customers write and 180 other changes happen (replies, comments, statuses, assignments, fields, times),
 * most of it in bursts; an hour of lunch and an hour of meeting away from the console; one outage of 20 minutes.
 */
export function simulatedDay(seed: number): Day {
  const rng = createRng(seed, 21);
  const bursts = burstsOf(rng);
  const customers = timesOf(rng, bursts, 120).map((at, index) => ({
    at,
    event:
      index % 6 === 0
        ? { kind: 'ticket', subject: `New ${index}`, content: `It began today ${index}` }
        : { kind: 'customerThread', content: `Word ${index} of a customer` },
  }));
  const others = timesOf(rng, bursts, 180).map((at, index) => {
    const kind = rng.weighted([
      ['agentReply', 70],
      ['comment', 25],
      ['status', 35],
      ['assign', 25],
      ['update', 15],
      ['timeEntry', 10],
    ] as const);
    const event: Happening['event'] =
      kind === 'status'
        ? { kind, status: rng.pick(['Closed', 'On Hold', 'Open']) }
        : kind === 'assign'
          ? { kind, assigneeId: 'random' }
          : kind === 'update'
            ? { kind, fields: { priority: rng.pick(['Low', 'Medium', 'High']) } }
            : kind === 'timeEntry'
              ? { kind }
              : { kind, content: `Word ${index} of a colleague` };
    return { at, event };
  });
  const happenings = [...customers, ...others].sort((a, b) => a.at - b.at);
  return {
    lengthMs: 8 * HOUR,
    happenings,
    presence: [
      { at: 0, focused: true, visible: true },
      { at: 3 * HOUR, focused: false, visible: false },
      { at: 4 * HOUR, focused: true, visible: true },
      { at: 6 * HOUR, focused: false, visible: true },
      { at: 7 * HOUR, focused: true, visible: true },
    ],
    outage: { from: 4.5 * HOUR, to: 4.5 * HOUR + 20 * MINUTE },
  };
}
