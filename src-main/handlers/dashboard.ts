import type {
  AnswerBucket,
  Dashboard,
  DashboardDays,
  DashboardPart,
  DueBucket,
  WaitingBucket,
} from '../../src-preload/contract/dashboard.ts';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { TimeEntryRow } from '../../src-preload/contract/time-entries.ts';
import { turn } from '../lib/slices.ts';
import type { Effective } from '../outbox/effective.ts';
import type { Cache } from '../store/cache.ts';
import type { OpenFigure } from '../store/figures.ts';
import { isOpen, recentOf } from '../store/ticket-filter.ts';
import { lateFrom } from '../store/ticket-late.ts';
import { createAgentName, ticketRow } from './ticket-row.ts';

export interface DashboardHandlersDeps {
  cache: Cache;
  agentId: string;
  /** The service's time, epoch milliseconds. */
  serviceNow(): number;
  asOf(): number | null;
  effective: Pick<Effective, 'createdTicket' | 'movedTickets' | 'ticket'>;
  /** The agent's entries of a stretch, what waits in the outbox with them. Epoch milliseconds. */
  listTime(from: number, to: number): Promise<readonly TimeEntryRow[]>;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FIRST_ANSWER_DAYS = 30;
const MOST_OPEN = 5_000;
const MOST_ANSWERS = 5_000;
const MOST_TICKETS = 200;
/** Tickets looked at in one go. */
const STEP = 100;

const WAITING: readonly [WaitingBucket, number][] = [
  ['day', DAY],
  ['threeDays', 3 * DAY],
  ['week', 7 * DAY],
  ['month', 30 * DAY],
  ['older', Infinity],
];
const ANSWERING: readonly [AnswerBucket, number][] = [
  ['hour', HOUR],
  ['fourHours', 4 * HOUR],
  ['day', DAY],
  ['threeDays', 3 * DAY],
  ['longer', Infinity],
];
function bucketOf<B>(buckets: readonly (readonly [B, number])[], ms: number): B {
  const found = buckets.find(([, end]) => ms < end) ?? buckets.at(-1);
  if (found === undefined) throw new TypeError('no buckets');
  return found[0];
}

const DUE: readonly DueBucket[] = ['overdue', 'today', 'week', 'later', 'paused', 'none'];
function dueBucketOf({ due, late }: OpenFigure, now: number, { days, week }: DashboardDays): DueBucket {
  if (late !== null && late < iso(now)) return 'overdue';
  const time = due === null ? NaN : Date.parse(due);
  if (Number.isNaN(time)) return 'none';
  if (time < now) return 'paused';
  if (time < (days.at(-1) ?? 0)) return 'today';
  return time < week ? 'week' : 'later';
}
/** The midnight that a moment's day began with; undefined outside the days. */
const dayOf = ({ days }: DashboardDays, time: number): number | undefined =>
  time >= (days.at(-1) ?? 0) ? undefined : days.findLast((day) => day <= time);
const endOf = ({ days }: DashboardDays, day: number): number => days.find((other) => other > day) ?? day;
const iso = (time: number): string => new Date(time).toISOString();
const median = (sorted: readonly number[]): number | null =>
  sorted.length === 0 ? null : (sorted[Math.floor((sorted.length - 1) / 2)] ?? null);

/** The agent's own figures and the tickets behind each of them. Times are the service's; days are those of who asks. */
export function createDashboardHandlers(deps: DashboardHandlersDeps): HandlersOf<'dashboard'> {
  const { cache, agentId, serviceNow } = deps;
  const agentName = createAgentName(cache.agents);

  const open = (days: DashboardDays) => {
    const now = serviceNow();
    const shown = deps.effective.movedTickets().map((moved) => moved.shown);
    const moved = new Set(shown.map(({ id }) => id));
    const mine = [
      ...cache.figures.listOpen(agentId, MOST_OPEN).filter(({ id }) => !moved.has(id)),
      // What waits counts as it shows.
      ...shown
        .filter((ticket) => isOpen(ticket) && ticket.isSpam !== true && ticket.assigneeId === agentId)
        .map((ticket) => ({
          id: ticket.id,
          since: recentOf(ticket),
          due: ticket.dueDate ?? null,
          late: lateFrom(ticket),
        })),
    ];
    return mine.map((ticket) => ({
      id: ticket.id,
      bucket: bucketOf(WAITING, now - (Date.parse(ticket.since) || now)),
      due: dueBucketOf(ticket, now, days),
    }));
  };
  const answersSince = (from: number) => cache.figures.listAnswers(agentId, iso(from), MOST_ANSWERS);
  const answersOf = (days: DashboardDays) =>
    answersSince(days.days[0] ?? 0).flatMap((answer) => {
      const day = dayOf(days, Date.parse(answer.created));
      return day === undefined ? [] : [{ ...answer, day }];
    });
  /** Tickets whose first answer was the agent's, with how long it took; in short steps, since a month may hold many. */
  async function firstAnswers() {
    const byTicket = new Map<string, { threadId: string; created: string }>();
    for (const answer of answersSince(serviceNow() - FIRST_ANSWER_DAYS * DAY))
      if (!byTicket.has(answer.ticketId)) byTicket.set(answer.ticketId, answer);
    const found: { ticketId: string; ms: number; bucket: AnswerBucket }[] = [];
    let step = 0;
    for (const [ticketId, { threadId, created }] of byTicket) {
      if ((step += 1) % STEP === 0) await turn();
      if (cache.figures.firstAnswer(ticketId)?.id !== threadId) continue;
      const ms = Date.parse(created) - Date.parse(cache.tickets.get(ticketId)?.doc.createdTime ?? '');
      if (ms >= 0) found.push({ ticketId, ms, bucket: bucketOf(ANSWERING, ms) });
    }
    return found;
  }
  const secondsOf = (entries: readonly TimeEntryRow[]): number =>
    entries.reduce((sum, { seconds }) => sum + seconds, 0);

  async function ticketIds(which: DashboardPart, days: DashboardDays): Promise<string[]> {
    switch (which.part) {
      case 'due':
        return open(days).flatMap(({ id, due }) => (due === which.bucket ? [id] : []));
      case 'open':
        return open(days).flatMap(({ id, bucket }) => (bucket === which.bucket ? [id] : []));
      case 'answered':
        return answersOf(days).flatMap(({ ticketId, day }) => (day === which.day ? [ticketId] : []));
      case 'time':
        return (await deps.listTime(which.day, endOf(days, which.day))).map(({ ticketId }) => ticketId);
      case 'firstAnswers':
        return (await firstAnswers()).flatMap(({ ticketId, bucket }) => (bucket === which.bucket ? [ticketId] : []));
    }
  }

  return {
    'dashboard.get': async (asked): Promise<Dashboard> => {
      const mine = open(asked);
      const days = asked.days.slice(0, -1);
      const perDay = Map.groupBy(answersOf(asked), ({ day }) => day);
      const entries = await deps.listTime(days[0] ?? 0, asked.days.at(-1) ?? 0);
      const spent = Map.groupBy(entries, ({ executedTime }) => dayOf(asked, Date.parse(executedTime ?? '')));
      const first = await firstAnswers();
      return {
        asOf: deps.asOf(),
        open: WAITING.map(([bucket]) => {
          const inIt = mine.filter((ticket) => ticket.bucket === bucket);
          return { bucket, count: inIt.length, overdue: inIt.filter(({ due }) => due === 'overdue').length };
        }),
        due: DUE.map((bucket) => ({ bucket, count: mine.filter(({ due }) => due === bucket).length })),
        answered: days.map((day) => ({ day, count: perDay.get(day)?.length ?? 0 })),
        time: days.map((day) => {
          const those = spent.get(day) ?? [];
          return { day, seconds: secondsOf(those), unsent: secondsOf(those.filter(({ pending }) => pending !== null)) };
        }),
        firstAnswers: {
          medianMs: median(first.map(({ ms }) => ms).sort((a, b) => a - b)),
          buckets: ANSWERING.map(([bucket]) => ({
            bucket,
            count: first.filter((answer) => answer.bucket === bucket).length,
          })),
        },
      };
    },
    'dashboard.tickets': async ({ which, ...days }) =>
      [...new Set(await ticketIds(which, days))].slice(0, MOST_TICKETS).flatMap((id) => {
        const held = cache.tickets.get(id);
        const doc = held === null ? deps.effective.createdTicket(id)?.doc : deps.effective.ticket(held);
        return doc === undefined ? [] : [ticketRow(doc, agentName)];
      }),
  };
}
