import { z } from 'zod';
import { method } from './method.ts';

/** Why something is announced; each is a rule that can be switched. */
export const announcementKind = z.enum([
  'mine',
  'followed',
  'unassigned',
  'watched',
  'assigned',
  'mention',
  'failed',
  'task',
  'snooze',
  'timer',
  'sweep',
]);
export type AnnouncementKind = z.output<typeof announcementKind>;

const minutes = z.number().int().min(0).max(1439);

const fields = {
  rules: z.object({
    /** A customer wrote on a ticket of mine. */
    mine: z.boolean(),
    /** A customer wrote on a ticket that nobody has, in one of my departments. */
    unassigned: z.boolean(),
    /** A customer wrote on a ticket that I follow, here or at the service. */
    followed: z.boolean().default(true),
    /** A customer wrote on a ticket in a view that I watch. */
    watched: z.boolean().default(true),
    /** Somebody else gave me a ticket. */
    assigned: z.boolean().default(true),
    /** A comment names me. */
    mention: z.boolean(),
    /** A reply of mine could not go, or waits for my word. */
    failed: z.boolean(),
    /** A task of mine is due. */
    task: z.boolean(),
    /** A snoozed ticket is back. */
    snooze: z.boolean(),
    /** A timer was left on, or a day has no time. */
    timer: z.boolean(),
    /** Much is gone from the service, and nothing is removed until I answer. Later than the others. */
    sweep: z.boolean().default(true),
  }),
  /** Minutes after midnight, as the agent's clock shows them, between which nothing pops up; `from` may be after `to`. Null for none. */
  quietHours: z.object({ from: minutes, to: minutes }).nullable(),
  /** What a notification shows: sender, subject and first line; sender and number; or only that something came. */
  privacy: z.enum(['full', 'sender', 'none']),
  /** Epoch milliseconds until which nothing pops up; null for none. */
  pausedUntil: z.number().nullable(),
};

/** What is announced, when, and how much it tells. */
export const notificationSettings = z
  .object(fields)
  .catch(() => DEFAULTS)
  .default(() => DEFAULTS);
export type NotificationSettings = z.output<z.ZodObject<typeof fields>>;

const DEFAULTS: NotificationSettings = {
  rules: {
    mine: true,
    followed: true,
    unassigned: true,
    watched: true,
    assigned: true,
    mention: true,
    failed: true,
    task: true,
    snooze: true,
    timer: true,
    sweep: true,
  },
  quietHours: null,
  privacy: 'full',
  pausedUntil: null,
};

/** Something that was announced. */
export const announcement = z.object({
  id: z.string(),
  kind: announcementKind,
  ticketId: z.string().nullable(),
  ticketNumber: z.string().nullable(),
  /** Who wrote, or what it is about. */
  title: z.string(),
  subject: z.string(),
  /** First line of the text; empty when there is none. */
  line: z.string(),
  /** Renderer route that shows it. */
  route: z.string(),
  /** Epoch milliseconds of this machine. */
  at: z.number(),
  isRead: z.boolean(),
});
export type Announcement = z.output<typeof announcement>;

export const methods = {
  /** Newest first. */
  'notifications.list': method(
    z.object({ offset: z.number().int().min(0), limit: z.number().int().min(1).max(200) }),
    z.object({ rows: z.array(announcement), total: z.number(), unread: z.number() }),
  ),
  /** By id, by ticket, or all of them. */
  'notifications.markRead': method(
    z.union([
      z.strictObject({ ids: z.array(z.string()).max(500) }),
      z.strictObject({ ticketId: z.string() }),
      z.strictObject({ all: z.literal(true) }),
    ]),
    z.null(),
  ),
  'notifications.settings': method(z.object({}), z.object(fields)),
  /** Only what is named changes. */
  'notifications.configure': method(z.strictObject(fields).partial(), z.object(fields)),
  /** Nothing of this ticket is announced any more, or it is again. */
  'notifications.mute': method(z.object({ ticketId: z.string(), muted: z.boolean() }), z.null()),
  /** Customers' words on it are announced whoever has it, or no more. */
  'notifications.follow': method(z.object({ ticketId: z.string(), followed: z.boolean() }), z.null()),
  /** What is wanted of one ticket. */
  'notifications.ofTicket': method(
    z.object({ ticketId: z.string() }),
    z.object({ isMuted: z.boolean(), isFollowed: z.boolean() }),
  ),
};
export const events = {
  'notifications.changed': z.object({}),
};
