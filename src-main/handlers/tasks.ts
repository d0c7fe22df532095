import type { HandlersOf } from '../../src-preload/contract/index.ts';
import { taskGroup, type TaskDays, type TaskGroup, type TaskRow } from '../../src-preload/contract/tasks.ts';
import { DONE_STATUSES } from '../store/record-keys.ts';
import { turned } from '../store/record-lists.ts';
import { type RecordPresenter, wantedText } from './records.ts';

const ORDERS = { priority: ['priority_rank', 'due_key'], subject: ['sort_key'] } as const;
const BY_TIME = { open: ['due_key'], done: ['done_key DESC'] } as const;
/** The group of an open task by its due time, with the days' moments as parameters. */
const GROUP = `CASE WHEN due_key = '9' THEN 'none' WHEN due_key < :now THEN 'overdue' WHEN due_key < :tomorrow THEN 'today'
  WHEN due_key < :next THEN 'tomorrow' WHEN due_key < :week THEN 'week' ELSE 'later' END`;
const noGroups = (): Record<TaskGroup, number> =>
  Object.fromEntries(taskGroup.options.map((group) => [group, 0])) as Record<TaskGroup, number>;

/** Things to do, as the agent left them. */
export function createTaskHandlers(presenter: RecordPresenter): HandlersOf<'tasks'> {
  const { cache, local, agentId, agentName } = presenter;
  const { lists } = cache.tasks;

  function row(given: string): TaskRow[] {
    const shown = local.get('task', given);
    if (shown === null) return [];
    const { doc } = shown;
    // A task that went to another ticket may still carry the one before.
    const carried = doc.ticket?.id == null || doc.ticket.id === doc.ticketId ? (doc.ticket ?? null) : null;
    const ticket = doc.ticketId ? (cache.tickets.get(doc.ticketId)?.doc ?? carried) : null;
    const status = doc.status ?? '';
    return [
      {
        id: doc.id,
        subject: doc.subject ?? '',
        status,
        isOpen: doc.completedTime == null && !DONE_STATUSES.includes(status.toLowerCase()),
        priority: doc.priority || null,
        category: doc.category || null,
        dueDate: doc.dueDate ?? null,
        createdTime: doc.createdTime ?? null,
        completedTime: doc.completedTime ?? null,
        ownerId: doc.ownerId ?? null,
        ownerName: agentName(doc.ownerId),
        departmentId: doc.departmentId ?? null,
        ticketId: doc.ticketId ?? null,
        ticketNumber: ticket?.ticketNumber ?? null,
        ticketSubject: ticket?.subject ?? null,
        pending: local.markOf('task', doc.id),
      },
    ];
  }

  interface Asked {
    state: 'open' | 'done';
    owner: 'mine' | 'all';
    ticketId: string | null;
    text: string;
  }
  function filterOf({ state, owner, ticketId, text }: Asked) {
    return {
      where: [
        `is_open = ${state === 'open' ? 1 : 0}`,
        ...(owner === 'mine' ? ['owner_id = :agentId'] : []),
        ...(ticketId === null ? [] : ['ticket_id = :ticketId']),
      ],
      params: {
        ...(owner === 'mine' ? { agentId } : {}),
        ...(ticketId === null ? {} : { ticketId: local.idOf(ticketId) }),
      },
      text: wantedText(text),
    };
  }
  function groups(asked: Asked, days: Partial<TaskDays>, changed: ReturnType<typeof local.rows>) {
    const filter = filterOf(asked);
    return lists.countBy(GROUP, { ...filter, params: { ...filter.params, ...days } }, changed);
  }

  return {
    'tasks.list': ({ days, sort, isReversed, offset, limit, ...asked }) => {
      const changed = local.rows('task');
      const filter = filterOf(asked);
      const order = turned(sort === 'due' ? BY_TIME[asked.state] : ORDERS[sort], isReversed);
      const rows = lists.page({ ...filter, order, offset, limit }, changed).flatMap(row);
      const counted = asked.state === 'open' ? groups(asked, days, changed) : {};
      const total =
        asked.state === 'open' ? Object.values(counted).reduce((sum, n) => sum + n, 0) : lists.count(filter, changed);
      return { rows, total, groups: { ...noGroups(), ...counted }, asOf: presenter.asOf('tasks') };
    },
    'tasks.counts': ({ now, tomorrow }) => {
      const asked: Asked = { state: 'open', owner: 'mine', ticketId: null, text: '' };
      const counted = groups(asked, { now, tomorrow, next: tomorrow, week: tomorrow }, local.rows('task'));
      const open = Object.values(counted).reduce((sum, n) => sum + n, 0);
      return { open, overdue: counted['overdue'] ?? 0, today: counted['today'] ?? 0 };
    },
    'tasks.row': ({ id }) => row(id)[0] ?? null,
    'tasks.record': ({ id }) => {
      const shown = local.get('task', id);
      if (shown === null) return null;
      return presenter.view('task', shown.doc.subject ?? '', shown, local.files('task', shown.doc.id));
    },
    'tasks.fields': () => presenter.fields('task'),
    'tasks.refresh': ({ id }) => presenter.refresh('task', id),
  };
}
