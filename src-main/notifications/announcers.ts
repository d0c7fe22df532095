import type { EventPayload } from '../../src-preload/contract/index.ts';
import type { TimerRow } from '../../src-preload/contract/timers.ts';
import type { Clock } from '../lib/clock.ts';
import { dayOf } from '../lib/days.ts';
import type { Cache } from '../store/cache.ts';
import type { Job } from '../store/jobs.ts';
import { jobWord } from './job-words.ts';
import type { Notifier } from './notifier.ts';
import { type Language, WORDS } from './words.ts';

/** A customer who wrote so lately is the news, not the snooze that ended by it. */
const JUST_NOW_MS = 10 * 60_000;

export interface AnnouncersDeps {
  notifier: Pick<Notifier, 'announce'>;
  cache: Pick<Cache, 'tickets'>;
  clock: Clock;
  language(): Language;
  /** The service's time, epoch milliseconds. */
  serviceNow(): number;
  /** The zone of the agent's days by its IANA name. */
  zone(): string;
}

/** What the agent is told that no customer wrote: each puts one thing of the workspace into words and leads to its place. */
export function createAnnouncers({ notifier, cache, clock, language, serviceNow, zone }: AnnouncersDeps) {
  const words = () => WORDS[language()];
  const ticketOf = (ticketId: string | null) => (ticketId === null ? undefined : cache.tickets.get(ticketId)?.doc);
  return {
    /** A snoozed ticket is back; one whose customer just wrote is told of by that. */
    back(ticketId: string, isDue: boolean): void {
      const ticket = ticketOf(ticketId);
      const wrote = Date.parse(ticket?.customerResponseTime ?? '');
      if (ticket === undefined || (!isDue && serviceNow() - wrote < JUST_NOW_MS)) return;
      notifier.announce({
        key: `snooze:${ticketId}:${clock.now()}`,
        kind: 'snooze',
        ticketId,
        ticketNumber: ticket.ticketNumber ?? null,
        title: words().back,
        subject: ticket.subject ?? '',
        line: '',
        route: `#/tickets/${encodeURIComponent(ticketId)}`,
      });
    },
    /** The sweep found much gone, and asks before it removes that. */
    question({ noun, gone, held, askedAt }: EventPayload<'sync.asked'>): void {
      notifier.announce({
        key: `sweep:${noun}:${askedAt}`,
        kind: 'sweep',
        ticketId: null,
        ticketNumber: null,
        title: words().gone,
        subject: '',
        line: words().goneLine(gone, held),
        route: '#/settings/depth',
      });
    },
    /** An item of the outbox that goes no further without the agent. */
    job(job: Job): void {
      const ticket = ticketOf(job.ticketId);
      notifier.announce({
        key: `job:${job.id}:${job.state}:${job.attempts}`,
        kind: 'failed',
        ticketId: job.ticketId,
        ticketNumber: ticket?.ticketNumber ?? null,
        title: words().failed,
        subject: ticket?.subject ?? '',
        line: job.summary || jobWord(job.kind, language()),
        route: `#/outbox/${encodeURIComponent(job.id)}`,
      });
    },
    /** A timer that runs long; null where somebody works and none runs. */
    time(timer: TimerRow | null, stretch: number): void {
      notifier.announce({
        key: timer === null ? `time:none:${dayOf(clock.now(), zone())}` : `timer:${timer.id}:${stretch}`,
        kind: 'timer',
        ticketId: timer?.ticketId ?? null,
        ticketNumber: timer?.ticketNumber ?? null,
        title: timer === null ? words().noTime : words().timerLong(Math.floor(timer.ms / 3_600_000)),
        subject: timer?.subject ?? '',
        line: '',
        route: '#/time',
      });
    },
  };
}
