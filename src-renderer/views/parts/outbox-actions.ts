import type { OutboxItem } from '../../../src-preload/contract/outbox.ts';
import type { AppState } from '../../state/app.svelte.ts';
import type { DialogValue } from '../../state/dialogs.svelte.ts';
import { isFailure } from '../../state/failure.ts';

type Done = keyof AppState['i18n']['t']['outbox']['done'];
type Act = AppState['outbox']['act'];

/** Does something with an item and says how it went. */
export async function doAndSay(app: AppState, done: Done, work: ReturnType<Act>): Promise<boolean> {
  const answer = await work;
  const { t } = app.i18n;
  if (isFailure(answer)) {
    const isOld = answer.fields?.['/revision'] !== undefined;
    const why = isOld ? t.outbox.isAnother : t.errors[answer.code];
    app.said.say({ tone: 'trouble', text: t.app.follows(t.app.sentence(t.outbox.actionFailed), why) });
    return false;
  }
  app.said.say({ tone: 'done', text: t.outbox.done[done] });
  return true;
}

/** Calls an item back; what was written is in its composer or form again. */
export async function callBack(app: AppState, id: string, dependents = false): Promise<void> {
  const { t } = app.i18n;
  const item = app.outbox.detail?.id === id ? app.outbox.detail : app.outbox.items?.find((one) => one.id === id);
  const ticketId = item?.ticketId ?? null;
  const answer = await app.outbox.act('outbox.cancel', { id, dependents });
  if (isFailure(answer)) {
    const isWaitedFor = answer.code === 'conflict' && !dependents;
    app.said.say({
      tone: 'trouble',
      text: isWaitedFor
        ? t.outbox.dependents
        : t.app.follows(t.app.sentence(t.outbox.actionFailed), t.errors[answer.code]),
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
  if (key === null) return app.said.say({ tone: 'done', text: t.outbox.done.cancel });
  const form = formOf(key, item);
  const ticketKey = answer?.alsoDrafts?.find((one) => one.startsWith('ticket:'));
  const ofTicket = ticketKey === undefined ? null : formOf(ticketKey, undefined);
  if (form !== null) {
    const run = (): void => app.dialogs.open(form);
    return app.said.say({
      tone: 'done',
      text: ofTicket === null ? t.outbox.done.cancelForm : t.outbox.done.cancelForms,
      action: { label: t.outbox.openForm, run },
      ...(ofTicket === null ? {} : { other: { label: t.outbox.openItsTicket, run: () => app.dialogs.open(ofTicket) } }),
    });
  }
  const [, noun, rowId = ''] = EDIT.exec(key) ?? [];
  const isHere = noun === undefined && app.composer.ticketId !== null && key.includes(`:${app.composer.ticketId}`);
  // Edits of comments stand on the ticket too, each in its place.
  if (isHere || noun === 'comment') await app.composer.takeBack(key);
  const place = isHere ? null : noun === undefined ? placeOfText(key) : placeOfForm(noun, rowId, ticketId);
  const label = place?.place === 'tickets' ? t.outbox.openTicket : t.outbox.openForm;
  const text = noun !== undefined ? t.outbox.done.cancelForm : t.outbox.done.cancelDraft;
  app.said.say({
    tone: 'done',
    text: isHere ? t.composer.calledBack : text,
    ...(place === null ? {} : { action: { label, run: () => app.route.go(place) } }),
  });
}

/** The dialog that has the text, for what makes a row; null for all else. */
function formOf(key: string, item: Pick<OutboxItem, 'kind' | 'ticketId' | 'about'> | undefined): DialogValue | null {
  if (item?.kind === 'timeEntry.create' && item.ticketId !== null) {
    const ticket = { id: item.ticketId, number: item.about?.number ?? '', subject: item.about?.name ?? '' };
    return { name: 'log', target: { from: 'ticket', ticket, at: null, draftKey: key } };
  }
  const [, noun] = MAKING.exec(key) ?? [];
  if (noun === 'ticket') return { name: 'create', contact: null, draftKey: key };
  return noun === undefined ? null : { name: 'record', noun: noun as 'task', preset: {}, draftKey: key };
}

const MAKING = /^(contact|account|task|ticket):/;
const EDIT = /^edit:(comment|timeEntry|contact|account|task|ticket):(?:entry:)?([^#]+)/;
type Where = Parameters<AppState['route']['go']>[0];

/** The ticket whose composer has the text; null where it is of none yet. */
function placeOfText(key: string): Where | null {
  const [ticketId] = /(?<=:)[^#]+/.exec(key) ?? [];
  return ticketId === undefined || ticketId === 'new' ? null : { place: 'tickets', ticketId };
}
function placeOfForm(noun: string, rowId: string, ticketId: string | null): Where | null {
  if (noun === 'contact' || noun === 'account' || noun === 'task') return { place: `${noun}s`, itemId: rowId };
  if (ticketId === null) return null;
  return { place: 'tickets', ticketId, ...(noun === 'comment' ? { at: `comment/${rowId}` } : {}) };
}
