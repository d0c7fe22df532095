import type { Output } from '../../src-preload/contract/index.ts';
import { durationText, parseDuration } from '../lib/durations.ts';
import { fromWallInput, toWallInput } from '../lib/zone.svelte.ts';
import type { AppState } from './app.svelte.ts';
import { codeOf } from './failure.ts';
import { createKept, type Kept } from './kept.svelte.ts';
import { keyOfLog, type LogTarget, type LogTicket, ticketOf } from './log-target.ts';
import { queueOnce } from './queue-once.ts';

type Choices = Output<'timeEntries.choices'>;
const AMOUNT = /^\d+(?:[.,]\d{1,2})?$/;

const amountOf = (text: string): number | undefined =>
  text.trim() === '' ? undefined : Number(text.replace(',', '.'));
const amountText = (value: number | null): string => (value === null ? '' : String(value));

const TYPED = ['started', 'duration', 'description', 'chargeType', 'costPerHour', 'additionalCost'] as const;
type Typed = Record<(typeof TYPED)[number] | 'billable', string> & { fields: Record<string, string> };
const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** An entry that came back from the outbox, as the form has it: of an edit only what was changed. */
function calledBack(doc: Readonly<Record<string, unknown>>): Partial<Typed> {
  const { executedTime, seconds, description, requestChargeType, agentCostPerHour, additionalCost, isBillable } = doc;
  const said = (name: string, value: unknown): object => (value === undefined ? {} : { [name]: textOf(value) });
  return {
    ...(typeof executedTime === 'string' ? { started: toWallInput(Date.parse(executedTime)) } : {}),
    ...(typeof seconds === 'number' ? { duration: durationText(seconds) } : {}),
    ...said('description', description),
    ...said('chargeType', requestChargeType),
    ...said('costPerHour', agentCostPerHour),
    ...said('additionalCost', additionalCost),
    ...(typeof isBillable === 'boolean' ? { billable: isBillable ? 'yes' : 'no' } : {}),
    fields: Object.fromEntries(
      Object.entries((doc['customFields'] ?? {}) as object).map(([name, value]) => [name, textOf(value)]),
    ),
  };
}

/** What is typed into the form, and what goes out of it. */
export class LogForm {
  readonly target: LogTarget;
  /** Null until one is chosen. */
  ticket = $state.raw<LogTicket | null>(null);
  started = $state('');
  duration = $state('');
  description = $state('');
  chargeType = $state('');
  costPerHour = $state('');
  additionalCost = $state('');
  billable = $state<'asUsual' | 'yes' | 'no'>('asUsual');
  fields = $state<Record<string, string>>({});
  choices = $state.raw<Choices | null>(null);
  busy = $state(false);
  /** Somebody tried to save it. */
  tried = $state(false);
  error = $state<ReturnType<typeof codeOf> | null>(null);
  readonly seconds: number | null = $derived(parseDuration(this.duration));
  /** Names of the fields that can't go out as they are. */
  readonly wrong: readonly string[] = $derived([
    ...(this.ticket === null ? ['ticket'] : []),
    ...(this.seconds === null ? ['duration'] : []),
    ...(Number.isNaN(fromWallInput(this.started)) ? ['started'] : []),
    ...(['costPerHour', 'additionalCost'] as const).filter(
      (name) => this[name].trim() !== '' && !AMOUNT.test(this[name].trim()),
    ),
  ]);
  /** Whole seconds of the timer when the form was opened, and as they are rounded; null without one. */
  readonly rawSeconds: number | null;
  readonly roundedSeconds: number | null;
  /** Epoch milliseconds up to which a timer that still runs was counted; null for all others. */
  readonly countedUntil: number | null;
  readonly #app: AppState;
  readonly kept: Kept<Partial<Typed>>;
  /** When what was kept is there: nothing is typed before. */
  readonly opened: Promise<void>;
  #isSaved = false;
  /** What the form began with. */
  #blank: string;
  readonly #first: Record<'started' | 'duration' | 'description', string>;

  constructor(app: AppState, target: LogTarget) {
    this.#app = app;
    this.target = target;
    this.ticket = ticketOf(target);
    this.rawSeconds = null;
    this.roundedSeconds = null;
    this.countedUntil = null;
    const now = Date.now();
    if (target.from === 'timer') {
      const { timer } = target;
      const seconds = app.timers.msOf(timer) / 1000;
      this.rawSeconds = Math.floor(seconds);
      this.roundedSeconds = app.timers.rounded(seconds);
      if (timer.state === 'running' && timer.question === null) this.countedUntil = now;
      this.duration = durationText(this.roundedSeconds);
      this.started = toWallInput(timer.startedAt);
      this.description = timer.note || (timer.taskSubject ?? '');
    } else if (target.from === 'ticket') {
      this.started = toWallInput(target.at ?? now);
    } else if (target.from === 'gap') {
      this.started = toWallInput(target.at);
      this.duration = durationText(target.seconds);
    } else {
      const { entry } = target;
      this.duration = durationText(entry.seconds);
      this.description = entry.description;
      this.chargeType = entry.requestChargeType ?? '';
      this.costPerHour = amountText(entry.agentCostPerHour);
      this.additionalCost = amountText(entry.additionalCost);
      this.billable = entry.isBillable === null ? 'asUsual' : entry.isBillable ? 'yes' : 'no';
      this.fields = Object.fromEntries(
        Object.entries(entry.customFields).map(([name, value]) => [name, value == null ? '' : String(value as string)]),
      );
      this.started = toWallInput(
        target.from === 'copy' ? now - entry.seconds * 1000 : Date.parse(entry.executedTime ?? ''),
      );
    }
    this.#first = { started: this.started, duration: this.duration, description: this.description };
    this.#blank = this.#typed();
    const onTicket = target.from === 'ticket' || target.from === 'timer';
    this.kept = createKept(app.bridge, keyOfLog(target), () => this.#worthKeeping(), {
      ...(onTicket ? { kind: 'timeEntry', ticketId: this.ticket?.id ?? null } : {}),
      fromOutbox: calledBack,
    });
    void this.#readChoices();
    this.opened = this.#takeUp();
  }

  #typed(): string {
    const { started, duration, description, chargeType, costPerHour, additionalCost, billable } = this;
    const fields = $state.snapshot(this.fields);
    return JSON.stringify({
      started,
      duration,
      description,
      chargeType,
      costPerHour,
      additionalCost,
      billable,
      fields,
    });
  }
  #worthKeeping(): Typed | null {
    const typed = this.#typed();
    return typed === this.#blank ? null : (JSON.parse(typed) as Typed);
  }
  async #takeUp(): Promise<void> {
    const held = await this.kept.takeUp();
    if (held === null || this.#worthKeeping() !== null) return;
    // The timer went on.
    if (this.target.from === 'timer') Object.assign(held, { started: undefined, duration: undefined });
    for (const name of TYPED) if (typeof held[name] === 'string') this[name] = held[name];
    if (held.billable === 'yes' || held.billable === 'no') this.billable = held.billable;
    this.fields = { ...this.fields, ...held.fields };
  }

  /** Something was typed. */
  touch(): void {
    this.kept.touch();
  }
  /** What was typed is not wanted any more. */
  async forget(): Promise<void> {
    await this.kept.forget();
  }

  async #readChoices(): Promise<void> {
    try {
      const choices = await this.#app.bridge.call('timeEntries.choices', {});
      this.choices = choices;
      if (this.target.from !== 'entry' && this.costPerHour === '') {
        const isBlank = this.#worthKeeping() === null;
        this.costPerHour = amountText(choices.agentCostPerHour);
        if (isBlank) this.#blank = this.#typed();
      }
    } catch {
      // The form works without.
    }
  }

  /** Work that was just done began so long ago: until somebody says otherwise, the start moves with the duration. */
  moveStart(): void {
    const isOwn = this.target.from === 'copy' || (this.target.from === 'ticket' && this.target.at === null);
    if (!isOwn || this.seconds === null || this.started !== this.#first.started) return;
    this.started = toWallInput(Date.now() - this.seconds * 1000);
    this.#first.started = this.started;
  }

  /** What goes out: only what was typed, and of an entry that exists only what differs. */
  get #entry() {
    const { target } = this;
    const earlier = target.from === 'entry' ? target.entry : null;
    const seconds = this.seconds ?? 0;
    // A form that was opened and not touched keeps the seconds that its fields do not show.
    const at =
      target.from === 'timer'
        ? target.timer.startedAt
        : target.from === 'gap'
          ? target.at
          : Date.parse(earlier?.executedTime ?? '');
    const started =
      this.started === this.#first.started && !Number.isNaN(at) ? new Date(at) : new Date(fromWallInput(this.started));
    const fields = Object.fromEntries(
      Object.entries(this.fields).filter(([name, value]) =>
        earlier === null ? value.trim() !== '' : value !== String((earlier.customFields[name] as string | null) ?? ''),
      ),
    );
    const isBillable = this.billable === 'asUsual' ? undefined : this.billable === 'yes';
    const [cost, extra] = [amountOf(this.costPerHour), amountOf(this.additionalCost)];
    const changed = <T>(value: T | undefined, before: unknown): value is T =>
      value !== undefined && (earlier === null || value !== before);
    return {
      ...(changed(started.toISOString(), earlier?.executedTime) ? { executedTime: started.toISOString() } : {}),
      ...(changed(seconds, earlier?.seconds) ? { seconds } : {}),
      ...(changed(this.description, earlier?.description) ? { description: this.description } : {}),
      ...(this.chargeType.trim() !== '' && changed(this.chargeType.trim(), earlier?.requestChargeType)
        ? { requestChargeType: this.chargeType.trim() }
        : {}),
      ...(changed(cost, earlier?.agentCostPerHour) ? { agentCostPerHour: cost } : {}),
      ...(changed(extra, earlier?.additionalCost) ? { additionalCost: extra } : {}),
      ...(changed(isBillable, earlier?.isBillable) ? { isBillable } : {}),
      ...(Object.keys(fields).length === 0 ? {} : { customFields: fields }),
    };
  }

  /** Puts it into the outbox. Answers whether it is there. */
  async save(): Promise<boolean> {
    this.tried = true;
    const { target, ticket } = this;
    if (this.wrong.length > 0 || this.seconds === null || ticket === null || this.busy) return false;
    const { bridge, timers, said, i18n, sync } = this.#app;
    const entry = this.#entry;
    const { seconds: worked } = this;
    const put = async (draftKey: string): Promise<boolean> => {
      if (target.from === 'timer') {
        const { id } = target.timer;
        await queueOnce(bridge, (jobId) => bridge.call('timers.log', { id, ...entry, draftKey, jobId }));
        await timers.load();
      } else if (target.from === 'entry') {
        const { ticketId, id } = target.entry;
        await bridge.call('timeEntries.edit', { ticketId, id, ...entry, draftKey });
      } else {
        const { executedTime = new Date(fromWallInput(this.started)).toISOString(), seconds = worked } = entry;
        const made = { ...entry, ticketId: ticket.id, executedTime, seconds, draftKey };
        await queueOnce(bridge, (jobId) => bridge.call('timeEntries.create', { ...made, jobId }));
      }
      return true;
    };
    this.busy = true;
    try {
      const isSame = target.from === 'entry' && Object.keys(entry).length === 0;
      if (isSame) await this.forget();
      else await this.kept.handOver(put);
      this.#isSaved = true;
      const t = i18n.t.log;
      const isAsked = target.from === 'timer' && target.timer.question !== null;
      const time = durationText(this.seconds);
      const isOnline = sync.status?.connection === 'online' && sync.link !== 'lost';
      said.say({
        tone: 'done',
        text: [
          target.from === 'entry' ? t.saved : isOnline ? t.logged(time) : t.loggedOffline(time),
          ...(isAsked ? [t.questionKept] : []),
        ].join(' '),
      });
      return true;
    } catch (error) {
      this.error = codeOf(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  async remove(): Promise<boolean> {
    if (this.target.from !== 'entry') return false;
    const { bridge, said, i18n } = this.#app;
    const { ticketId, id } = this.target.entry;
    try {
      await bridge.call('timeEntries.delete', { ticketId, id });
      said.say({ tone: 'done', text: i18n.t.log.removed });
      return true;
    } catch (error) {
      this.error = codeOf(error);
      return false;
    }
  }

  /** It is closed. What was typed of a timer stays with it; where that has gone, it is time on its ticket that is not sent. */
  async keep(): Promise<void> {
    if (!this.#isSaved) await this.#leave();
    await this.kept.close();
  }
  async #leave(): Promise<void> {
    const { target, kept } = this;
    if (target.from !== 'timer' || this.#worthKeeping() === null) return;
    const { timers, said, dialogs, i18n } = this.#app;
    const { id } = target.timer;
    const isNoted =
      timers.timers.some((timer) => timer.id === id) &&
      (this.description === this.#first.description ||
        (await timers.act('timers.update', { id, note: this.description })) !== null);
    if (isNoted) return void (await kept.forget());
    kept.touch();
    await kept.flush();
    const ticket = ticketOf(target);
    if (ticket === null || kept.isFailing) return;
    const run = (): void =>
      dialogs.open({ name: 'log', target: { from: 'ticket', ticket, at: null, draftKey: keyOfLog(target) } });
    said.say({ tone: 'done', text: i18n.t.log.timerGone, action: { label: i18n.t.outbox.openForm, run } });
  }
}
