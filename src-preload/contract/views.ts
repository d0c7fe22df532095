import { z } from 'zod';
import { method } from './method.ts';

/** A custom field as tickets have it; what it holds is seen from the values met. */
export const customFieldKind = z.object({
  /** As `customFields` of a ticket spells it. */
  name: z.string(),
  kind: z.enum(['text', 'number', 'flag', 'date', 'choice', 'list']),
  /** What the service writes it as: a number may come as text, and has to go back as it came. */
  type: z.enum(['text', 'number', 'flag', 'list']),
  /** Values met, most frequent first, of a field of few or of several at once; empty for the others. */
  values: z.array(z.string()),
});
export type CustomFieldKind = z.output<typeof customFieldKind>;

/** What this desk's tickets hold, as far as those of late show it. */
export const ticketFieldValues = z.object({
  channels: z.array(z.string()),
  categories: z.array(z.string()),
  classifications: z.array(z.string()),
  /** By name; no list of the service tells them. */
  products: z.array(z.object({ id: z.string(), name: z.string() })),
  customFields: z.array(customFieldKind),
  /** Most frequent first, of the tickets whose tags were read. */
  tags: z.array(z.string()),
});
export type TicketFieldValues = z.output<typeof ticketFieldValues>;

/** No more tickets of one of the agent's own views are listed and counted. */
export const VIEW_BOUND = 10_000;

/** The zone of the agent's days by its IANA name, which only the page knows; left out, the one that was told last. */
export const daysZone = z.string().max(60).optional();

const some = z.array(z.string().max(200)).max(50).default([]);
const customCondition = z.object({
  /** As `customFields` of a ticket spells it. */
  name: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^"\\]*$/),
  /**
   * `is` and `contains` compare texts. Numbers: `equals`, `less`, `more`. Days and times, by the day of the agent's zone:
   * `on`, `before`, `after`. Flags: `yes`, `no`. Several values: `has`, `hasNot`.
   */
  test: z.enum([
    ...['is', 'contains', 'empty', 'filled'],
    ...['equals', 'less', 'more', 'on', 'before', 'after', 'yes', 'no', 'has', 'hasNot'],
  ] as const),
  /** A number as JavaScript writes it, a day as YYYY-MM-DD; of no use to `empty`, `filled`, `yes` and `no`. */
  value: z.string().max(200).default(''),
});
export type CustomCondition = z.output<typeof customCondition>;

/** What a view holds: tickets that fit every condition. An empty list is no condition. */
export const viewFilter = z.object({
  statusTypes: z
    .array(z.enum(['Open', 'On Hold', 'Closed']))
    .max(3)
    .default([]),
  statuses: some,
  /** '' stands for none. */
  priorities: some,
  channels: some,
  /** `me` stands for whoever looks, '' for nobody. */
  assigneeIds: some,
  departmentIds: some,
  /** Any of them, in whatever capitals; of tickets whose tags were read. */
  tags: some,
  /** `today`: until the agent's day ends; `week`: the seven days from now. */
  due: z.enum(['any', 'overdue', 'today', 'week', 'none']).default('any'),
  custom: z.array(customCondition).max(8).default([]),
  /** As the search box takes it: words, phrases, fields. */
  text: z.string().max(500).default(''),
});
export type ViewFilter = z.output<typeof viewFilter>;

/** `recent` is the customer's last word, `closed` the closing time. */
export const viewSort = z.object({
  by: z.enum(['recent', 'created', 'due', 'priority', 'closed']),
  descending: z.boolean(),
});
export type ViewSort = z.output<typeof viewSort>;

/** What a row tells in its second line; `custom:` before the name of a custom field. */
export const rowColumn = z.union([
  z.enum(['status', 'channel', 'contact', 'assignee', 'department', 'category', 'created', 'due']),
  z.templateLiteral(['custom:', z.string().min(1).max(100)]),
]);
export type RowColumn = z.output<typeof rowColumn>;
const columns = z.array(rowColumn).max(16);

/** How a view looks, built-in ones included; null for its usual way. */
export const viewLook = z.object({
  sort: viewSort.nullable().default(null),
  columns: columns.nullable().default(null),
  /** Whether a customer's word on a ticket in it is announced. */
  isWatched: z.boolean().default(false),
});
export type ViewLook = z.output<typeof viewLook>;

export const savedView = z.object({
  id: z.string().regex(/^v-[\w-]{1,40}$/),
  name: z.string().min(1).max(80),
  filter: viewFilter,
  sort: viewSort,
});
export type SavedView = z.output<typeof savedView>;

const viewId = z.string().min(1).max(80);

export const methods = {
  /** For forms and filters; no setting of the service tells it. */
  'views.fields': method(z.object({}), ticketFieldValues),
  /** The agent's own views in their order, and how each view looks that does not look its usual way. */
  'views.list': method(z.object({}), z.object({ views: z.array(savedView), looks: z.record(z.string(), viewLook) })),
  /** Makes a view, or changes the one of this id. */
  'views.save': method(
    z.object({
      id: savedView.shape.id.nullable().default(null),
      name: z.string().trim().min(1).max(80),
      filter: viewFilter,
      sort: viewSort,
    }),
    savedView,
  ),
  /** Answers the view, so that it can be saved again; null when there was none. */
  'views.delete': method(z.object({ id: viewId }), savedView.nullable()),
  /** The order of all; those left out stay behind the others. */
  'views.reorder': method(z.object({ ids: z.array(viewId).max(200) }), z.null()),
  'views.setLook': method(z.object({ id: viewId, look: viewLook }), z.null()),
  /** How many tickets a filter holds, counted up to `VIEW_BOUND`. */
  'views.count': method(z.object({ filter: viewFilter, zone: daysZone }), z.object({ count: z.number() })),
};
export const events = {
  /** The agent's own views, or how views look, changed. */
  'views.changed': z.object({}),
};
