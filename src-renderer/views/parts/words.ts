import type { RichWords } from '../../components/rich-editor.svelte';
import type { TicketRow } from '../../../src-preload/contract/tickets.ts';
import type { ViewSort } from '../../../src-preload/contract/views.ts';
import type { Format } from '../../lib/format.ts';
import type { Messages } from '../../locales/en.ts';

/** The portal's own status as it is written there; those that every portal begins with, in the agent's language. */
export function statusWord(ticket: Pick<TicketRow, 'status' | 'statusType'>, t: Messages): string {
  const name = ticket.status.trim().toLowerCase();
  const builtIn = Object.entries({ ...t.statusTypes, ...t.statuses }).find(([known]) => known.toLowerCase() === name);
  return builtIn?.[1] ?? (ticket.status || t.statusTypes[ticket.statusType]);
}

export type ChannelKind = keyof Messages['channels'];

/** The service names channels freely ("Customer Portal", "EMAIL", "MSN"); these are the kinds that look different. */
export function channelKind(channel: string | null): ChannelKind {
  const name = (channel ?? '').toLowerCase();
  if (/mail/.test(name)) return 'email';
  if (/phone|call|voice/.test(name)) return 'phone';
  if (/chat|whatsapp|wechat|message|msn|im$/.test(name)) return 'chat';
  if (/facebook/.test(name)) return 'facebook';
  if (/twitter|^x$/.test(name)) return 'twitter';
  if (/forum|community/.test(name)) return 'forums';
  if (/portal|help ?cent/.test(name)) return 'portal';
  if (/feedback|widget/.test(name)) return 'feedback';
  if (/web/.test(name)) return 'web';
  return 'other';
}

export function channelWord(channel: string | null, t: Messages): string {
  const kind = channelKind(channel);
  return kind === 'other' ? (channel ?? t.channels.other) : t.channels[kind];
}

export interface Due {
  /** Which time it is. */
  label: string;
  text: string;
  state: 'late' | 'soon' | 'later';
  /** How much of the time from creation to due has passed, 0 to 1. */
  share: number;
  /** Null where the service tells no time. */
  time: number | null;
}

const SOON_MS = 4 * 3_600_000;

/**
 * What is said of a due time; null for closed tickets and those without one. `now` is the service's clock: late is what is
 * so by `lateFrom`. The service may call a ticket late whose due time it keeps to itself, and another not late whose time
 * has passed.
 */
export const dueOf = (ticket: TicketRow, now: number, t: Messages, format: Format): Due | null =>
  dueAt(ticket, ticket.dueDate, now, format, {
    from: ticket.lateFrom,
    overdue: t.list.overdue,
    paused: t.list.paused,
    label: t.list.due,
    at: t.list.dueNow,
    before: t.list.dueIn,
    after: t.list.late,
  });

/** What is said of the time by which the customer should be answered; null where no answer is due. */
export const answerDueOf = (ticket: TicketRow, now: number, t: Messages, format: Format): Due | null =>
  dueAt(ticket, ticket.responseDueDate, now, format, {
    from: ticket.statusType === 'On Hold' ? null : ticket.responseDueDate,
    overdue: t.list.overdue,
    paused: t.list.paused,
    label: t.list.answerDue,
    at: t.list.answerNow,
    before: t.list.answerIn,
    after: t.list.answerLate,
  });

/** The nearer of the two times, as rows tell it: the answer's is emptied by the answer, the other stays. */
export function nearerDueOf(ticket: TicketRow, now: number, t: Messages, format: Format): Due | null {
  const whole = dueOf(ticket, now, t, format);
  const answer = answerDueOf(ticket, now, t, format);
  return answer !== null && (whole === null || (answer.time ?? 0) < (whole.time ?? 0)) ? answer : whole;
}

interface DueWords {
  /** From when on it is late: a time, '' for already, null for not at all. */
  from: string | null;
  /** Late, by nobody knows how much. */
  overdue: string;
  /** Not late although its time has passed. */
  paused: string;
  label: string;
  at: string;
  before(length: string): string;
  after(length: string): string;
}
function dueAt(ticket: TicketRow, due: string | null, now: number, format: Format, words: DueWords): Due | null {
  if (ticket.statusType === 'Closed') return null;
  const late = { label: words.label, text: words.overdue, share: 1, state: 'late' as const };
  const isLate = words.from !== null && (words.from === '' || Date.parse(words.from) < now);
  if (due === null) return isLate ? { ...late, time: null } : null;
  const time = Date.parse(due);
  const left = time - now;
  if (isLate && left >= 0) return { ...late, time };
  if (!isLate && left < 0) return { ...late, text: words.paused, state: 'later', time };
  const length = format.duration(left);
  const created = ticket.createdTime === null ? now : Date.parse(ticket.createdTime);
  const share = time <= created ? 1 : Math.min(1, Math.max(0, (now - created) / (time - created)));
  const text = length === null ? words.at : left < 0 ? words.after(length) : words.before(length);
  return { text, share, time, label: words.label, state: left < 0 ? 'late' : left < SOON_MS ? 'soon' : 'later' };
}

/** Level 0 (none) to 4 (urgent) of the service's freely named priorities. */
export function priorityLevel(priority: string | null): number {
  const name = (priority ?? '').toLowerCase();
  if (/urgent|critical|紧急|最高/.test(name)) return 4;
  if (/high|高/.test(name)) return 3;
  if (/medium|normal|中|普通/.test(name)) return 2;
  if (/low|低/.test(name)) return 1;
  return 0;
}

/** The usual priorities in the agent's language; others as the portal writes them. */
export function priorityWord(priority: string | null, t: Messages): string {
  if (priority === null) return t.priorities.none;
  const name = priority.trim().toLowerCase() as keyof Messages['priorities'];
  return Object.hasOwn(t.priorities, name) ? t.priorities[name] : priority;
}

/** A value that a search may hold, as screens call it. */
export function valueWord(field: string | null, value: string, t: Messages): string {
  if (field === 'status') return statusWord({ status: value, statusType: 'Open' }, t);
  if (field === 'priority') return priorityWord(value, t);
  return field === 'channel' ? channelWord(value, t) : value;
}

/** Age in a list: a duration for two weeks, then the day. */
export function age(
  time: string | null,
  now: number,
  t: Messages,
  format: Format,
  told: Format['duration'] = format.duration,
): string {
  if (time === null) return '';
  const at = Date.parse(time);
  const passed = now - at;
  if (passed > 14 * 86_400_000) return format.day(at, now);
  return told(Math.max(0, passed)) ?? t.list.now;
}

/** The same beside other times, where it has to say itself that it is one. */
export const ago = (time: string | null, now: number, t: Messages, format: Format): string =>
  age(time, now, t, format, format.ago);

export interface RowTime {
  /** Which time it is. */
  label: string;
  /** As the service writes times; null where there is none. */
  time: string | null;
}
/** The time that stands at the end of a row: the one that its list's order goes by, unless the row tells that by a mark. */
export function rowTime(ticket: TicketRow, by: ViewSort['by'], t: Messages): RowTime {
  const { sorts } = t.ownViews;
  if (by === 'created') return { label: sorts.created, time: ticket.createdTime };
  if (by === 'closed' && ticket.closedTime !== null) return { label: sorts.closed, time: ticket.closedTime };
  if (by === 'due' && ticket.statusType === 'Closed') return { label: sorts.due, time: ticket.dueDate };
  return { label: sorts.recent, time: ticket.recentTime };
}

/** What the rich editor's tools are called. */
export const richWords = ({ composer }: Messages): RichWords => ({
  ...composer.rich,
  tools: composer.tools,
  bold: composer.bold,
  italic: composer.italic,
  bullets: composer.bullets,
  numbers: composer.numbers,
  quote: composer.quoteBlock,
});

/** A ticket's number as it is shown: a word where the service gave it none yet. */
export const numberWord = (number: string, t: Messages): string => (number === '' ? t.list.noNumber : `#${number}`);
