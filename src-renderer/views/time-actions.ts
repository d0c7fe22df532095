import type { AppState } from '../state/app.svelte.ts';
import type { Command } from '../state/commands.svelte.ts';
import type { LogTicket } from '../state/log-target.ts';
import { targetOf } from './bulk-commands.ts';
import { TICKET_PLACES } from './ticket-commands.ts';

/** The ticket as the form names it, from what is on screen. */
function nameOf({ ticket, list, search }: AppState, id: string): LogTicket {
  const found = search.found.find(({ find }) => find.ticket.id === id)?.find.ticket;
  const row = ticket.value?.id === id ? ticket.value.detail : (list.find(id) ?? found);
  return { id, number: row?.number ?? '', subject: row?.subject ?? '' };
}

/** Opens the form: of the ticket's timer where it has one, else an empty one. */
export function openLog(app: AppState, ticketId: string): void {
  const timer = app.timers.ofTicket(ticketId);
  app.dialogs.open({
    name: 'log',
    target:
      timer !== null && app.timers.msOf(timer) >= 1000
        ? { from: 'timer', timer }
        : { from: 'ticket', ticket: nameOf(app, ticketId), at: null },
  });
}

/** Starts the timer of a ticket or of one of its tasks, or stops it and asks what to log. */
export async function toggleTimer(app: AppState, ticketId: string, taskId: string | null = null): Promise<void> {
  const { timers, said, i18n, dialogs } = app;
  const timer = timers.ofTicket(ticketId, taskId);
  if (timer?.state === 'running') {
    const stopped = await timers.act('timers.stop', { id: timer.id });
    if (stopped !== null) dialogs.open({ name: 'log', target: { from: 'timer', timer: stopped } });
  } else if (timer !== null) await timers.act('timers.resume', { id: timer.id });
  else {
    const started = await timers.act('timers.start', { ticketId, taskId });
    if (started !== null) {
      said.say({
        tone: 'done',
        text: i18n.t.time.started(started.ticketNumber === '' ? '…' : `#${started.ticketNumber}`),
      });
    }
  }
  if (timers.error) said.say({ tone: 'trouble', text: i18n.t.errors[timers.error.code] });
}

/** The task that is open in its place, as far as a timer can run on it: only a ticket's has time. */
function openTask({ route, records }: AppState): { id: string; ticketId: string } | null {
  const { place, itemId } = route.value;
  if (place !== 'tasks' || itemId === null) return null;
  const page = records.task.more?.task;
  const task = page?.id === itemId ? page : records.tasks.row(records.tasks.indexOf(itemId));
  return task?.ticketId ? { id: task.id, ticketId: task.ticketId } : null;
}

/** What the keyboard does with time. */
export function timeCommands(app: AppState): Command[] {
  const { route, dialogs, sheet } = app;
  const isTask = (): boolean => route.value.place === 'tasks';
  return [
    {
      id: 'timer',
      group: 'ticket',
      label: (t) => t.time.toggleTimer,
      keys: ['t'],
      places: [...TICKET_PLACES, 'tasks'],
      isAvailable: () => (isTask() ? openTask(app) : targetOf(app)) !== null,
      run: () => {
        const task = openTask(app);
        const ticketId = task?.ticketId ?? targetOf(app);
        if (ticketId !== null) void toggleTimer(app, ticketId, task?.id ?? null);
      },
    },
    {
      id: 'logTime',
      group: 'ticket',
      label: (t) => t.log.command,
      keys: ['l'],
      places: TICKET_PLACES,
      isAvailable: () => targetOf(app) !== null,
      run: () => {
        const ticketId = targetOf(app);
        if (ticketId !== null) openLog(app, ticketId);
      },
    },
    {
      id: 'timePrevious',
      group: 'move',
      label: (t) => t.sheet.previous,
      keys: ['ArrowLeft'],
      places: ['time'],
      isStep: true,
      run: () => sheet.step?.(-1),
    },
    {
      id: 'timeNext',
      group: 'move',
      label: (t) => t.sheet.next,
      keys: ['ArrowRight'],
      places: ['time'],
      isStep: true,
      run: () => sheet.step?.(1),
    },
    {
      id: 'timers',
      group: 'go',
      label: (t) => t.time.timers,
      keys: ['Shift+t'],
      run: () => dialogs.open({ name: 'timers' }),
    },
    {
      id: 'tray',
      group: 'go',
      label: (t) => t.tray.page,
      keys: ['g r'],
      // In the Electron window there is a tray, and its popover.
      isAvailable: () => window.deskhand === undefined,
      run: () => route.go({ place: 'tray', ticketId: null, itemId: null }),
    },
    {
      id: 'timerSettings',
      group: 'app',
      label: (t) => t.timerSettings.title,
      keys: ['Shift+l'],
      run: () => dialogs.open({ name: 'timerSettings' }),
    },
  ];
}
