import type { LedgerEntry } from '../../src-main/demo-desk/control/ledger.ts';
import type { Told } from './effects.ts';
import type { SeenJob } from './oracle.ts';
import type { Act, Point } from './plan.ts';

/** What was met of one kind of job, and how its unknown outcomes were settled. */
export interface KindTally {
  intents: number;
  sent: number;
  cancelled: number;
  unknown: number;
  found: number;
  notDone: number;
  asked: number;
}

/** What rounds add up to. */
export interface Tally {
  intents: number;
  kills: number;
  killsByPoint: Partial<Record<Point | 'rebuild', number>>;
  unknowns: number;
  settled: { found: number; notDone: number; asked: number };
  byKind: Record<string, KindTally>;
  /** Replies and drafts meant, and drafts beyond them: they harm nobody and are never sent. */
  drafts: number;
  doubledDrafts: number;
  /** Jobs held because the ticket had moved on, and what the agent said. */
  gates: { held: number; sentAnyway: number; givenUp: number };
  conflicts: { met: number; mine: number; theirs: number };
  secondInstancesRefused: number;
  /** What the agent did to items right after writing them. */
  acts: Record<Act, number>;
  clockSteps: number;
  fullDisks: number;
  doubleClicks: number;
  migrations: number;
  /** Texts that somebody was typing when the core was killed or asked. */
  typed: number;
  /** Rounds in which all tokens died, and the refreshes made in them. */
  tokens: { rounds: number; refreshes: number };
  /** Rounds with the whole console, its kills, and token refreshes. */
  whole: { rounds: number; kills: number; rebuilds: number; refreshes: number };
}

export const emptyKind = (): KindTally => ({
  intents: 0,
  sent: 0,
  cancelled: 0,
  unknown: 0,
  found: 0,
  notDone: 0,
  asked: 0,
});

export const emptyTally = (): Tally => ({
  intents: 0,
  kills: 0,
  killsByPoint: {},
  unknowns: 0,
  settled: { found: 0, notDone: 0, asked: 0 },
  byKind: {},
  drafts: 0,
  doubledDrafts: 0,
  gates: { held: 0, sentAnyway: 0, givenUp: 0 },
  conflicts: { met: 0, mine: 0, theirs: 0 },
  secondInstancesRefused: 0,
  acts: { cancel: 0, edit: 0, retry: 0, sendNow: 0 },
  clockSteps: 0,
  fullDisks: 0,
  doubleClicks: 0,
  migrations: 0,
  typed: 0,
  tokens: { rounds: 0, refreshes: 0 },
  whole: { rounds: 0, kills: 0, rebuilds: 0, refreshes: 0 },
});

/** Adds numbers to numbers, however deep they stand. */
export function addTo(total: object, more: object): void {
  const sums = total as Record<string, unknown>;
  for (const [name, value] of Object.entries(more)) {
    if (typeof value === 'number') sums[name] = ((sums[name] as number | undefined) ?? 0) + value;
    else if (value !== null && typeof value === 'object') addTo((sums[name] ??= {}) as object, value as object);
  }
}

/** What became of a round's intents, and how its unknown outcomes were settled: found, not done, or asked, together as many as there were. */
export function countRound(
  tally: Tally,
  told: readonly Told[],
  jobs: readonly SeenJob[],
  ledger: readonly LedgerEntry[],
): void {
  for (const { intent, jobId } of told) {
    const kind = (tally.byKind[intent.kind] ??= emptyKind());
    const job = jobs.find(({ id }) => id === jobId);
    kind.intents += 1;
    if (job?.state === 'sent') kind.sent += 1;
    if (job?.state === 'cancelled') kind.cancelled += 1;
  }
  for (const { kind: name, history } of jobs) {
    const kind = (tally.byKind[name] ??= emptyKind());
    for (const { outcome, look } of history) {
      if (outcome !== 'unknown') continue;
      kind.unknown += 1;
      tally.unknowns += 1;
      if (look === null) continue;
      const how = ({ done: 'found', notDone: 'notDone', undecided: 'asked' } as const)[look];
      kind[how] += 1;
      tally.settled[how] += 1;
    }
  }
  const draftsMade = ledger.filter(({ operation }) => operation === 'draftReply').length;
  tally.intents = told.length;
  tally.drafts = told.filter(({ intent }) => /^reply\.(send|forward|draft)$/.test(intent.kind)).length;
  tally.doubledDrafts = Math.max(0, draftsMade - tally.drafts);
}
