import { z } from 'zod';
import type { AnnouncementKind } from '../../src-preload/contract/notifications.ts';
import type { Clock } from '../lib/clock.ts';
import { turn } from '../lib/slices.ts';
import type { AnnouncementStore, NewAnnouncement } from '../store/announcements.ts';
import type { Cache } from '../store/cache.ts';
import type { NewsRow } from '../store/news.ts';
import type { Assigned } from './assigned.ts';
import type { Following } from './following.ts';
import { firstLine, type Interest, isFromCustomer, kindsOfThread, type Me, mentionsMe } from './rules.ts';
import { type Language, WORDS } from './words.ts';

export interface ReadingOptions {
  announcements: Pick<AnnouncementStore, 'transaction'>;
  cache: Cache;
  clock: Clock;
  agentId: string;
  language(): Language;
  /** The service's clock, epoch milliseconds. */
  serviceNow(): number;
  following: Following;
  interest: Interest;
  /** Whether the agent wants to hear of such a thing, and of this ticket. */
  isWanted(kind: AnnouncementKind, ticketId: string | null): boolean;
  /** Marks it, once for ever; `isWanted` false for what must stay silent. Within a transaction. */
  take(announcement: NewAnnouncement, isWanted: boolean): void;
  assigned: Assigned;
  signal: AbortSignal;
}

/** What became of the cache since the last look, as announcements. */
export interface Reading {
  /** Messages, mentions and failures newer than `since`, ISO 8601 of the service, and tickets that became the agent's. */
  readNews(since: string): Promise<void>;
  /** Tasks that have become due since `begun`, epoch milliseconds of the service. */
  readTasks(begun: number): void;
}

const CHUNK = 500;
/** Rows that are looked at again: SQLite gives the numbers of deleted last rows away a second time. */
const AGAIN = 200;
const NEWS = 'news';
const cursorSchema = z.object({ thread: z.number(), comment: z.number() });
const iso = (time: number): string => new Date(time).toISOString();

/** Reads news in the order in which it arrived, in short steps, so that none is missed and none costs more for a larger cache. */
export function createReading(options: ReadingOptions): Reading {
  const {
    announcements,
    cache,
    clock,
    agentId,
    language,
    serviceNow,
    following,
    interest,
    isWanted,
    take,
    assigned,
    signal,
  } = options;

  function me(): Me {
    const agent = cache.agents.get(agentId)?.doc;
    const departments = agent?.associatedDepartmentIds ?? [];
    return {
      agentId,
      mentionIds: new Set([agentId, ...(agent?.zuid ? [agent.zuid] : [])]),
      departmentIds: departments.length === 0 ? null : new Set(departments),
    };
  }

  /** `at` is a message of the ticket at which it opens, e.g. `thread=42`. */
  function ofTicket(
    ticketId: string,
    at: string | null = null,
  ): Pick<NewAnnouncement, 'ticketId' | 'ticketNumber' | 'subject' | 'route'> {
    const ticket = cache.tickets.get(ticketId)?.doc;
    return {
      ticketId,
      ticketNumber: ticket?.ticketNumber ?? null,
      subject: ticket?.subject ?? '',
      route: `#/tickets/${encodeURIComponent(ticketId)}${at === null ? '' : `?${at}`}`,
    };
  }

  /** Tickets of which a customer's words were told in this look. */
  const told = new Set<string>();

  function considerThread(row: NewsRow, who: Me): void {
    const thread = cache.threads.get(row.id)?.doc;
    const ticket = cache.tickets.get(row.ticketId)?.doc;
    if (thread === undefined || ticket === undefined || !isFromCustomer(thread)) return;
    const kinds = [...kindsOfThread(ticket, who, interest)];
    const kind = kinds.find((each) => isWanted(each, row.ticketId));
    if (kind !== undefined) told.add(row.ticketId);
    const title = thread.author?.name || thread.author?.email || thread.fromEmailAddress || WORDS[language()].customer;
    take(
      {
        key: `thread:${row.id}`,
        kind: kind ?? kinds[0] ?? 'mine',
        ...ofTicket(row.ticketId, `thread=${row.id}`),
        title,
        line: firstLine(thread.content ?? thread.summary, thread.contentType),
      },
      kind !== undefined,
    );
  }
  function considerComment(row: NewsRow, who: Me): void {
    const comment = cache.comments.get(row.id)?.doc;
    if (comment === undefined || !mentionsMe(comment, who)) return;
    take(
      {
        key: `mention:${row.id}`,
        kind: 'mention',
        ...ofTicket(row.ticketId, `comment=${row.id}`),
        title: comment.commenter?.name ?? '',
        line: firstLine(comment.content, comment.contentType),
      },
      isWanted('mention', row.ticketId),
    );
  }
  function considerFailed(row: NewsRow): void {
    const thread = cache.threads.get(row.id)?.doc;
    if (thread === undefined || thread.responderId !== agentId) return;
    take(
      {
        key: `failed:${row.id}`,
        kind: 'failed',
        ...ofTicket(row.ticketId, `thread=${row.id}`),
        title: WORDS[language()].failed,
        line: firstLine(thread.content ?? thread.summary, thread.contentType),
      },
      isWanted('failed', row.ticketId),
    );
  }

  /** Reads what arrived since the last look, in short steps. */
  async function readNews(since: string): Promise<void> {
    const who = me();
    told.clear();
    // First: what is held of these by now is among the threads that are read.
    const come = assigned.list();
    const last = cache.news.last();
    let { thread, comment } = cache.cursors.get(NEWS, cursorSchema) ?? { thread: 0, comment: 0 };
    if (thread > last.thread) thread = 0;
    if (comment > last.comment) comment = 0;
    const before = { thread, comment };
    const each = async (
      from: number,
      list: (after: number, limit: number) => NewsRow[],
      consider: (row: NewsRow) => void,
    ): Promise<number> => {
      for (let at = Math.max(0, from - AGAIN); ;) {
        const rows = list(at, CHUNK);
        const recent = rows.filter(({ created }) => created > since);
        await following.learn(recent.map(({ ticketId }) => ticketId));
        if (signal.aborted) return from;
        if (recent.length > 0) announcements.transaction(() => recent.forEach(consider));
        at = rows.at(-1)?.seq ?? at;
        if (rows.length < CHUNK || signal.aborted) return Math.max(at, from);
        await turn();
      }
    };
    thread = await each(thread, cache.news.listThreads, (row) => considerThread(row, who));
    comment = await each(comment, cache.news.listComments, (row) => considerComment(row, who));
    if (thread !== before.thread || comment !== before.comment)
      cache.cursors.set(NEWS, { thread, comment }, clock.now());
    const failed = cache.news.listFailed(50).filter(({ created }) => created > since);
    if (failed.length > 0) announcements.transaction(() => failed.forEach(considerFailed));
    if (!signal.aborted) assigned.tell(come, told);
  }

  function readTasks(begun: number): void {
    const now = serviceNow();
    const due = cache.news.listTasksDue(agentId, iso(Math.max(begun, now - 24 * 3_600_000)), iso(now), 50);
    if (due.length === 0) return;
    announcements.transaction(() => {
      for (const { id, due: time } of due) {
        const task = cache.tasks.get(id)?.doc;
        const ticketId = task?.ticketId ?? null;
        take(
          {
            key: `task:${id}:${time}`,
            kind: 'task',
            ...(ticketId === null ? { ticketId, ticketNumber: null, subject: '' } : ofTicket(ticketId)),
            route: `#/tasks/${encodeURIComponent(id)}`,
            title: WORDS[language()].task,
            line: task?.subject ?? '',
          },
          isWanted('task', ticketId),
        );
      }
    });
  }

  return { readNews, readTasks };
}
