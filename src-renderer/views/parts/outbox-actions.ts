import type { AppState } from '../../state/app.svelte.ts';
import { isFailure } from '../../state/failure.ts';

type Done = keyof AppState['i18n']['t']['outbox']['done'];
type Act = AppState['outbox']['act'];

/** Does something with an item and says how it went. */
export async function doAndSay(app: AppState, done: Done, work: ReturnType<Act>): Promise<boolean> {
  const answer = await work;
  const { t } = app.i18n;
  if (isFailure(answer)) {
    const text = `${t.app.sentence(t.outbox.actionFailed)} ${t.errors[answer.code]}`;
    app.said.say({ tone: 'trouble', text });
    return false;
  }
  app.said.say({ tone: 'done', text: t.outbox.done[done] });
  return true;
}

/** Calls an item back; a reply's or comment's text is in the composer again. */
export async function callBack(app: AppState, id: string, dependents = false): Promise<void> {
  const { t } = app.i18n;
  const answer = await app.outbox.act('outbox.cancel', { id, dependents });
  if (isFailure(answer)) {
    const isWaitedFor = answer.code === 'conflict' && !dependents;
    app.said.say({
      tone: 'trouble',
      text: isWaitedFor ? t.outbox.dependents : `${t.app.sentence(t.outbox.actionFailed)} ${t.errors[answer.code]}`,
      ...(isWaitedFor ? { action: { label: t.outbox.cancelAll, run: () => void callBack(app, id, true) } } : {}),
    });
    return;
  }
  // Too late for the message itself: only what was to follow it is given up.
  if (answer?.cancelled.length === 0) {
    app.said.say({ tone: 'done', text: t.outbox.done.giveUp });
    return;
  }
  const key = answer?.draftKey ?? null;
  const isHere = key !== null && app.composer.ticketId !== null && key.includes(`:${app.composer.ticketId}`);
  if (isHere) await app.composer.takeBack(key);
  const [ticketId] = /(?<=:)[^#]+/.exec(key ?? '') ?? [];
  const isElsewhere = key !== null && !isHere && ticketId !== undefined && ticketId !== 'new';
  app.said.say({
    tone: 'done',
    ...(isElsewhere
      ? { action: { label: t.outbox.openTicket, run: () => app.route.go({ place: 'tickets', ticketId }) } }
      : {}),
    text: isHere ? t.composer.calledBack : key === null ? t.outbox.done.cancel : t.outbox.done.cancelDraft,
  });
}
