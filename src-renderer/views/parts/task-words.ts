import type { TaskRow } from '../../../src-preload/contract/tasks.ts';
import type { Format } from '../../lib/format.ts';
import { startOfDay } from '../../lib/zone.svelte.ts';
import type { Messages } from '../../locales/en.ts';

/** Statuses that every portal has, in the order in which work goes. */
export const TASK_STATUSES = [
  'Not Started',
  'In Progress',
  'Waiting for input',
  'Deferred',
  'Completed',
  'Cancelled',
] as const;
export const TASK_PRIORITIES = ['Highest', 'High', 'Normal', 'Medium', 'Low', 'Lowest'] as const;

/** The usual statuses and priorities in the agent's language; others as the portal writes them. */
export function taskStatusWord(status: string, t: Messages): string {
  const name = status.trim().toLowerCase() as keyof Messages['tasks']['statuses'];
  return Object.hasOwn(t.tasks.statuses, name) ? t.tasks.statuses[name] : status;
}
export function taskPriorityWord(priority: string, t: Messages): string {
  const name = priority.trim().toLowerCase() as keyof Messages['tasks']['priorities'];
  return Object.hasOwn(t.tasks.priorities, name) ? t.tasks.priorities[name] : priority;
}

export interface TaskDue {
  text: string;
  state: 'late' | 'today' | 'later';
  time: number;
}

const DAY = 86_400_000;

/** What is said of an open task's due time: "2 days late", "today 14:00", "Mon 24 Nov". Null without one. */
export function taskDue(
  { dueDate, isOpen }: Pick<TaskRow, 'dueDate' | 'isOpen'>,
  now: number,
  t: Messages,
  format: Format,
): TaskDue | null {
  if (dueDate === null) return null;
  const time = Date.parse(dueDate);
  const clock = format.clock(time);
  if (isOpen && time < now) {
    const length = format.duration(now - time);
    return { text: length === null ? t.tasks.dueNow : t.tasks.late(length), state: 'late', time };
  }
  const days = Math.round((startOfDay(time) - startOfDay(now)) / DAY);
  if (days === 0) return { text: t.tasks.todayAt(clock), state: 'today', time };
  if (days === 1) return { text: t.tasks.tomorrowAt(clock), state: 'later', time };
  return { text: format.day(time, now), state: 'later', time };
}
