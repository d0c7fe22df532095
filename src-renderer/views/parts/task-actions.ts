import type { TaskRow } from '../../../src-preload/contract/tasks.ts';
import type { AppState } from '../../state/app.svelte.ts';
import { isFailure } from '../../state/failure.ts';

type Task = Pick<TaskRow, 'id' | 'isOpen' | 'status'>;

function sayFailure({ i18n, said }: AppState, code: keyof AppState['i18n']['t']['errors']): void {
  const { t } = i18n;
  said.say({ tone: 'trouble', text: t.app.follows(t.app.sentence(t.records.notSaved), t.errors[code]) });
}

/** Completes a task or opens it again, at once, with the way back: the change is called back, or undone by another. */
export async function toggleTask(app: AppState, task: Task): Promise<void> {
  const { records, outbox, said, i18n } = app;
  const status = task.isOpen ? 'Completed' : 'Not Started';
  const answer = await records.write('tasks.update', { id: task.id, fields: { status } });
  if (isFailure(answer)) return sayFailure(app, answer.code);
  const undo = async (): Promise<void> => {
    const called = await outbox.act('outbox.cancel', { id: answer.jobId, dependents: false });
    if (!isFailure(called)) return;
    // It went out already: what it was before is written anew.
    const back = await records.write('tasks.update', { id: task.id, fields: { status: task.status || 'Not Started' } });
    if (isFailure(back)) sayFailure(app, back.code);
  };
  const { t } = i18n;
  said.say({
    tone: 'done',
    text: task.isOpen ? t.tasks.done : t.tasks.reopened,
    action: { label: t.tasks.undo, run: () => void undo() },
  });
}

/** The department that a task without a ticket goes to: null while none is known. */
export const usualDepartment = ({ records }: AppState): string | null => records.departments[0]?.id ?? null;

/** Writes a task. Answers whether it is on its way. */
export async function createTask(
  app: AppState,
  task: { subject: string; due: number | null; ticketId: string | null; departmentId: string | null },
): Promise<boolean> {
  const { records, bridge, session, said, i18n } = app;
  const ticket =
    task.ticketId === null ? null : await bridge.call('tickets.get', { id: task.ticketId }).catch(() => null);
  if (records.departments.length === 0) await records.loadDepartments();
  const departmentId = ticket?.departmentId ?? task.departmentId ?? usualDepartment(app);
  if (departmentId === null) {
    said.say({ tone: 'trouble', text: i18n.t.tasks.noDepartment });
    return false;
  }
  const ownerId = session.value.phase === 'ready' ? session.value.agent.id : null;
  const answer = await records.create('tasks.create', {
    subject: task.subject,
    departmentId,
    ...(ownerId === null ? {} : { ownerId }),
    ...(task.ticketId === null ? {} : { ticketId: task.ticketId }),
    ...(task.due === null ? {} : { dueDate: new Date(task.due).toISOString() }),
  });
  if (isFailure(answer)) {
    sayFailure(app, answer.code);
    return false;
  }
  return true;
}
