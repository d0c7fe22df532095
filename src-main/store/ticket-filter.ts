import { customFieldsOf } from '../../src-preload/contract/custom-fields.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import type { CustomCondition, ViewFilter, ViewSort } from '../../src-preload/contract/views.ts';
import { dayAfter, dayOf, startOfDay } from '../lib/days.ts';
import { fitsKind, isKindTest, lower } from './custom-tests.ts';
import type { Db } from './database.ts';
import { lateFrom } from './ticket-late.ts';
import type { Place, ViewScope } from './ticket-places.ts';

/** Where a ticket stands in a view of its own: the key of its order, then the recent time, newest first, then the id. */
export interface SortedPlace extends Place {
  recent: string;
}

/** Whose view it is, when, and the zone of the agent's days by its IANA name. */
export interface FilterScope extends ViewScope {
  zone: string;
}

const DAY_MS = 24 * 3_600_000;
/** Until when a ticket is due `today` or this `week`, as the service writes times. */
const dueLimits = {
  today: ({ now, zone }: FilterScope): string => startOfDay(dayAfter(dayOf(Date.parse(now), zone)), zone),
  week: ({ now }: FilterScope): string => new Date(Date.parse(now) + 7 * DAY_MS).toISOString(),
};

const statusTypeOf = ({ statusType, status }: Ticket): string =>
  statusType ?? (status === 'Closed' ? 'Closed' : 'Open');

/** As `ticket.is_open` has it. */
export const isOpen = (ticket: Ticket): boolean => ticket.isDeleted !== true && statusTypeOf(ticket) !== 'Closed';

function fitsDue(ticket: Ticket, wanted: ViewFilter['due'], scope: FilterScope): boolean {
  const due = wanted === 'overdue' ? lateFrom(ticket) : ticket.dueDate;
  if (wanted === 'any') return true;
  if (wanted === 'none') return due == null;
  if (due == null) return false;
  return due < (wanted === 'overdue' ? scope.now : dueLimits[wanted](scope));
}

function fitsTags({ tags }: Ticket, wanted: readonly string[]): boolean {
  const names = wanted.map(lower);
  return names.length === 0 || (tags ?? []).some((tag) => names.includes(lower(tag)));
}

function fitsCustom(ticket: Ticket, { name, test, value }: CustomCondition, zone: string): boolean {
  const held = customFieldsOf(ticket)[name];
  if (isKindTest(test)) return fitsKind(test, value, zone)(held);
  const text =
    held === null || held === undefined ? '' : typeof held === 'object' ? JSON.stringify(held) : String(held);
  if (test === 'empty') return text === '';
  if (test === 'filled') return text !== '';
  return test === 'is' ? lower(text) === lower(value) : lower(text).includes(lower(value));
}

/** Whether a ticket is in a view, as its SQL has it. `found` are the ids that the filter's text finds, null without one. */
export function fitsFilter(
  ticket: Ticket,
  filter: ViewFilter,
  scope: FilterScope,
  found: ReadonlySet<string> | null,
): boolean {
  if (ticket.isDeleted === true || ticket.isSpam === true) return false;
  const oneOf = (wanted: readonly string[], value: string | null | undefined): boolean =>
    wanted.length === 0 || wanted.includes(value ?? '');
  return (
    oneOf(filter.statusTypes, statusTypeOf(ticket)) &&
    oneOf(filter.statuses, ticket.status) &&
    oneOf(filter.priorities, ticket.priority) &&
    oneOf(filter.channels, ticket.channel) &&
    oneOf(
      filter.assigneeIds.map((id) => (id === 'me' ? scope.agentId : id)),
      ticket.assigneeId,
    ) &&
    oneOf(filter.departmentIds, ticket.departmentId) &&
    fitsTags(ticket, filter.tags) &&
    (filter.due === 'any' || filter.due === 'none' || isOpen(ticket)) &&
    fitsDue(ticket, filter.due, scope) &&
    filter.custom.every((condition) => fitsCustom(ticket, condition, scope.zone)) &&
    (found === null || found.has(ticket.id))
  );
}

/** Urgent first; names of a portal's own between the known ones and none. */
const PRIORITIES = ['urgent', 'high', 'medium', 'low'];
const priorityRank = (priority: string | null | undefined): string => {
  const at = PRIORITIES.indexOf(lower(priority ?? ''));
  return at >= 0 ? String(at) : (priority ?? '') === '' ? '5' : '4';
};
/** As `ticket.recent` has it. */
export const recentOf = (ticket: Ticket): string => ticket.customerResponseTime ?? ticket.createdTime ?? '';

/** The key of a ticket in an order. Without a due time it comes last either way. */
export function placeBy({ by, descending }: ViewSort, ticket: Ticket): SortedPlace {
  const recent = recentOf(ticket);
  const key = {
    recent,
    created: ticket.createdTime ?? '',
    due: ticket.dueDate ?? (descending ? '' : '9'),
    priority: priorityRank(ticket.priority),
    closed: ticket.closedTime ?? recent,
  }[by];
  return { id: ticket.id, by: key, recent };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
export const compareBy =
  ({ descending }: ViewSort) =>
  (a: SortedPlace, b: SortedPlace): number =>
    (descending ? compare(b.by, a.by) : compare(a.by, b.by)) || compare(b.recent, a.recent) || compare(a.id, b.id);

const KEYS: Record<ViewSort['by'], (descending: boolean) => string> = {
  recent: () => 'recent',
  created: () => 'created',
  due: (descending) => `coalesce(due, '${descending ? '' : '9'}')`,
  priority: () =>
    `CASE lower(priority) ${PRIORITIES.map((name, at) => `WHEN '${name}' THEN '${at}'`).join(' ')} WHEN '' THEN '5' ELSE '4' END`,
  closed: () => 'closed',
};

const FITS_KIND = 'fits_kind';
const MOST_MADE = 100;
/** Gives SQL the tests of `custom-tests.ts`, which look at a value's kind: each is made once for all rows. */
export function teachFilters(db: Db): void {
  const made = new Map<string, (held: unknown) => boolean>();
  db.function(FITS_KIND, { deterministic: true }, (held: unknown, asked: unknown): number => {
    let fits = made.get(asked as string);
    if (fits === undefined) {
      if (made.size >= MOST_MADE) made.clear();
      fits = fitsKind(...(JSON.parse(asked as string) as Parameters<typeof fitsKind>));
      made.set(asked as string, fits);
    }
    return Number(fits(held === null ? null : JSON.parse(held as string)));
  });
}

/** A condition and an order in SQL, with its parameters. Ids that are laid over (`:moved`) are left out. */
export interface FilterSql {
  where: string;
  key: string;
  order: string;
  params: Record<string, string>;
}

/** The SQL of a filter. `found`: the ids that its text finds, null without one. */
export function filterSql(
  filter: ViewFilter,
  sort: ViewSort,
  scope: FilterScope,
  found: readonly string[] | null,
  moved: readonly string[],
): FilterSql {
  const params: Record<string, string> = {};
  const given = (value: string): string => {
    const name = `p${Object.keys(params).length}`;
    params[name] = value;
    return `:${name}`;
  };
  const isIn = (column: string, wanted: readonly string[]): string[] =>
    wanted.length === 0 ? [] : [`${column} IN (${wanted.map(given).join(', ')})`];
  const due = {
    any: [],
    none: ['due IS NULL'],
    overdue: ['is_open = 1', 'late IS NOT NULL', `late < ${given(scope.now)}`],
    today: ['is_open = 1', 'due IS NOT NULL', `due < ${given(dueLimits.today(scope))}`],
    week: ['is_open = 1', 'due IS NOT NULL', `due < ${given(dueLimits.week(scope))}`],
  }[filter.due];
  const openness = filter.statusTypes.includes('Closed')
    ? filter.statusTypes.length === 1
      ? ['is_open = 0']
      : []
    : filter.statusTypes.length > 0
      ? ['is_open = 1']
      : [];
  const custom = filter.custom.map(({ name, test, value }) => {
    const path = given(`$.customFields."${name}"`);
    const other = given(`$.cf."${name}"`);
    // Custom fields stand in one of two places: the one that has anything.
    const place = `iif(coalesce(doc -> '$.customFields', '{}') IN ('{}', 'null'), ${other}, ${path})`;
    if (isKindTest(test)) return `${FITS_KIND}(doc -> ${place}, ${given(JSON.stringify([test, value, scope.zone]))})`;
    const text = `coalesce(CASE json_type(doc, ${place}) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(doc ->> ${place} AS TEXT) END, '')`;
    if (test === 'empty') return `${text} = ''`;
    if (test === 'filled') return `${text} <> ''`;
    return test === 'is'
      ? `lower(${text}) = lower(${given(value)})`
      : `instr(lower(${text}), lower(${given(value)})) > 0`;
  });
  const assignees = filter.assigneeIds.map((id) => (id === 'me' ? scope.agentId : id));
  const where = [
    ...(openness.length > 0 ? openness : ['is_open IN (0, 1)']),
    'hidden = 0',
    ...isIn('status_type', filter.statusTypes),
    ...isIn('status', filter.statuses),
    ...isIn('priority', filter.priorities),
    ...isIn('channel', filter.channels),
    ...isIn("coalesce(assignee_id, '')", assignees),
    ...isIn('department_id', filter.departmentIds),
    // The table's names are compared without regard to capitals.
    ...isIn('name', filter.tags).map((isNamed) => `id IN (SELECT ticket_id FROM ticket_tag WHERE ${isNamed})`),
    ...due,
    ...(moved.length === 0 ? [] : [`id NOT IN (SELECT value FROM json_each(${given(JSON.stringify(moved))}))`]),
    ...(found === null ? [] : [`id IN (SELECT value FROM json_each(${given(JSON.stringify(found))}))`]),
    // Last: only these read the document.
    ...custom,
  ].join(' AND ');
  const direction = sort.descending ? 'DESC' : 'ASC';
  const key = KEYS[sort.by](sort.descending);
  return {
    where,
    key,
    order: sort.by === 'recent' ? `recent ${direction}, id` : `${key} ${direction}, recent DESC, id`,
    params,
  };
}
