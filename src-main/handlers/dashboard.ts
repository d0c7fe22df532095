import type { AnswerBucket, Dashboard, DashboardPart, WaitingBucket } from '../../src-preload/contract/dashboard.ts';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Effective } from '../outbox/effective.ts';
import type { Cache } from '../store/cache.ts';
import { createAgentName, ticketRow } from './ticket-row.ts';

export interface DashboardHandlersDeps {
  cache: Cache;
  agentId: string;
  /** The service's time, epoch milliseconds. */
  serviceNow(): number;
  asOf(): number | null;
  effective: Pick<Effective, 'ticket'>;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DAYS = 14;
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

const startOfDay = (time: number, back = 0): number => {
  const date = new Date(time);
  date.setHours(0, 0, 0, 0);
  date.setDate(date.getDate() - back);
  return date.getTime();
};
const iso = (time: number): string => new Date(time).toISOString();
const median = (sorted: readonly number[]): number | null =>
  sorted.length === 0 ? null : (sorted[Math.floor((sorted.length - 1) / 2)] ?? null);

/** The agent's own figures and the tickets behind each of them. Times are the service's; days this machine's. */
export function createDashboardHandlers(deps: DashboardHandlersDeps): HandlersOf<'dashboard'> {
  const { cache, agentId, serviceNow } = deps;
  const agentName = createAgentName(cache.agents);

  const open = () => {
    const now = serviceNow();
    return cache.figures.listOpen(agentId, MOST_OPEN).map(({ id, since, due }) => ({
      id,
      bucket: bucketOf(WAITING, now - (Date.parse(since) || now)),
      isOverdue: due !== null && Date.parse(due) < now,
    }));
  };
  const answers = (days: number) =>
    cache.figures.listAnswers(agentId, iso(startOfDay(serviceNow(), days - 1)), MOST_ANSWERS);
  /** Tickets whose first answer was the agent's, with how long it took; in short steps, since a month may hold many. */
  async function firstAnswers() {
    const byTicket = new Map<string, { threadId: string; created: string }>();
    for (const answer of answers(FIRST_ANSWER_DAYS))
      if (!byTicket.has(answer.ticketId)) byTicket.set(answer.ticketId, answer);
    const found: { ticketId: string; ms: number; bucket: AnswerBucket }[] = [];
    let step = 0;
    for (const [ticketId, { threadId, created }] of byTicket) {
      if ((step += 1) % STEP === 0) await new Promise((resolve) => setImmediate(resolve));
      if (cache.figures.firstAnswer(ticketId)?.id !== threadId) continue;
      const ms = Date.parse(created) - Date.parse(cache.tickets.get(ticketId)?.doc.createdTime ?? '');
      if (ms >= 0) found.push({ ticketId, ms, bucket: bucketOf(ANSWERING, ms) });
    }
    return found;
  }
  const entries = (from: number, to: number) => cache.timeEntries.listOfOwner(agentId, iso(from), iso(to));
  const secondsOf = (entry: ReturnType<typeof entries>[number]): number =>
    (entry.doc.hoursSpent ?? 0) * 3600 + (entry.doc.minutesSpent ?? 0) * 60 + (entry.doc.secondsSpent ?? 0);

  async function ticketIds(which: DashboardPart): Promise<string[]> {
    switch (which.part) {
      case 'open':
        return open().flatMap(({ id, bucket }) => (bucket === which.bucket ? [id] : []));
      case 'answered':
        return answers(DAYS).flatMap(({ ticketId, created }) =>
          startOfDay(Date.parse(created)) === which.day ? [ticketId] : [],
        );
      case 'time':
        return entries(which.day, startOfDay(which.day, -1)).map(({ ticketId }) => ticketId);
      case 'firstAnswers':
        return (await firstAnswers()).flatMap(({ ticketId, bucket }) => (bucket === which.bucket ? [ticketId] : []));
    }
  }

  return {
    'dashboard.get': async (): Promise<Dashboard> => {
      const now = serviceNow();
      const mine = open();
      const days = Array.from({ length: DAYS }, (_, index) => startOfDay(now, DAYS - 1 - index));
      const perDay = Map.groupBy(answers(DAYS), ({ created }) => startOfDay(Date.parse(created)));
      const spent = Map.groupBy(entries(days[0] ?? now, now), ({ doc }) =>
        startOfDay(Date.parse(doc.executedTime ?? doc.createdTime ?? '')),
      );
      const first = await firstAnswers();
      return {
        asOf: deps.asOf(),
        open: WAITING.map(([bucket]) => {
          const inIt = mine.filter((ticket) => ticket.bucket === bucket);
          return { bucket, count: inIt.length, overdue: inIt.filter(({ isOverdue }) => isOverdue).length };
        }),
        answered: days.map((day) => ({ day, count: perDay.get(day)?.length ?? 0 })),
        time: days.map((day) => ({
          day,
          seconds: (spent.get(day) ?? []).reduce((sum, entry) => sum + secondsOf(entry), 0),
        })),
        firstAnswers: {
          medianMs: median(first.map(({ ms }) => ms).sort((a, b) => a - b)),
          buckets: ANSWERING.map(([bucket]) => ({
            bucket,
            count: first.filter((answer) => answer.bucket === bucket).length,
          })),
        },
      };
    },
    'dashboard.tickets': async (which) =>
      [...new Set(await ticketIds(which))].slice(0, MOST_TICKETS).flatMap((id) => {
        const held = cache.tickets.get(id);
        return held === null ? [] : [ticketRow(deps.effective.ticket(held), agentName)];
      }),
  };
}
