import type { Input, Output } from '../../src-preload/contract/index.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { codeOf } from './failure.ts';
import type { I18n } from './i18n.svelte.ts';
import type { Sayings } from './said.svelte.ts';

type Receipt = Output<'tickets.update'>;
type Fields = Input<'tickets.update'>['fields'];

/** What every ticket has: it can't be set back to nothing. */
const NEVER_EMPTY = ['subject', 'status', 'channel', 'contactId', 'departmentId'] as const;
/** Tickets that the service takes in one call. */
const AT_ONCE = 50;
const inSteps = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, at) => ids.slice(at * AT_ONCE, (at + 1) * AT_ONCE));

/** One call of several, and the tickets that it is for. */
interface Step {
  tickets: number;
  queue: () => Promise<Receipt>;
}
interface Ways {
  /** Undoes what is at the service already. */
  inverse?: () => Promise<boolean>;
  /** What is said when only so many of all tickets were queued. */
  partly?: (queued: number, all: number) => string;
}

/** What is done to one ticket or to many: through the outbox, said in one sentence, with one way back. */
export class Triage {
  readonly #bridge: Bridge;
  readonly #i18n: I18n;
  readonly #said: Sayings;
  /** Splits whose new ticket is waited for, by job. */
  readonly #splits = new Set<string>();
  /** Opens a ticket; set by the shell. */
  onopen: (id: string) => void = () => {};

  constructor(bridge: Bridge, i18n: I18n, said: Sayings) {
    this.#bridge = bridge;
    this.#i18n = i18n;
    this.#said = said;
    bridge.on('outbox.changed', ({ ids }) => {
      for (const id of ids) if (this.#splits.has(id)) void this.#lookAtSplit(id);
    });
  }

  /**
   * One field of all of them. Answers whether it is in the outbox. A status is set ticket by ticket, so that none is
   * closed on which somebody wrote meanwhile, and a single ticket's field as well, so that nobody's value is overwritten
   * unseen; the same value for many goes in one call.
   */
  async set(
    ids: readonly string[],
    field: 'status' | 'priority' | 'assigneeId' | 'dueDate' | 'category',
    value: string | null,
    words: string,
  ): Promise<boolean> {
    const fields = { [field]: value } as Fields;
    const one = (id: string): Step => ({
      tickets: 1,
      queue: () => this.#bridge.call('tickets.update', { id, fields, canUndo: true }),
    });
    const many = (some: readonly string[]): Step => ({
      tickets: some.length,
      queue: () => this.#bridge.call('tickets.updateMany', { ids: [...some], fieldName: field, fieldValue: value }),
    });
    return this.#do(words, ids.length === 1 || field === 'status' ? ids.map(one) : inSteps(ids).map(many));
  }

  /**
   * Fields of one ticket, at once. The way back calls it back, or sets again what was there (`before`, of the same
   * fields). `draftKey` names what is kept of a text that goes out with it.
   */
  async change(id: string, fields: Fields, before: Fields, draftKey?: string): Promise<boolean> {
    return this.#change(id, fields, before, { draftKey });
  }
  async #change(
    id: string,
    fields: Fields,
    before: Fields,
    { draftKey, isBack = false }: { draftKey?: string | undefined; isBack?: boolean } = {},
  ): Promise<boolean> {
    const { t } = this.#i18n;
    const { assigneeId, ...others } = fields;
    const queue = (): Promise<Receipt> =>
      assigneeId !== undefined && Object.keys(others).length === 0
        ? this.#bridge.call('tickets.assign', { id, assigneeId })
        : this.#bridge.call('tickets.update', { id, fields, ...(draftKey === undefined ? {} : { draftKey }) });
    const canGoBack = NEVER_EMPTY.every((name) => !(name in before) || Boolean(before[name]));
    const inverse = (): Promise<boolean> => this.#change(id, before, fields, { isBack: !isBack });
    return this.#do(
      isBack ? t.edit.changedBack : t.edit.changed,
      [{ tickets: 1, queue }],
      canGoBack ? { inverse } : {},
    );
  }

  async close(ids: readonly string[], status = 'Closed'): Promise<boolean> {
    const { t, format } = this.#i18n;
    return this.set(ids, 'status', status, t.bulk.closed(ids.length, format.number(ids.length)));
  }

  async spam(ids: readonly string[], isSpam = true): Promise<boolean> {
    const { t, format } = this.#i18n;
    const words = (isSpam ? t.bulk.spammed : t.bulk.unspammed)(ids.length, format.number(ids.length));
    // The service takes it back as easily as it was said.
    const inverse = (): Promise<boolean> => this.spam(ids, !isSpam);
    return this.#do(
      words,
      inSteps(ids).map((some) => ({
        tickets: some.length,
        queue: () => this.#bridge.call('tickets.markSpam', { ids: some, isSpam }),
      })),
      isSpam ? { inverse } : {},
    );
  }

  async move(ids: readonly string[], departmentId: string, name: string): Promise<boolean> {
    const { t, format } = this.#i18n;
    return this.#do(
      t.bulk.moved(ids.length, format.number(ids.length), name),
      ids.map((id) => ({ tickets: 1, queue: () => this.#bridge.call('tickets.move', { id, departmentId }) })),
    );
  }

  /** Puts a tag on a ticket, or takes it off. */
  async tag(id: string, name: string, isTagged: boolean): Promise<boolean> {
    const { t } = this.#i18n;
    const queue = (): Promise<Receipt> => this.#bridge.call('tickets.tag', { id, name, isTagged });
    const inverse = (): Promise<boolean> => this.tag(id, name, !isTagged);
    return this.#do((isTagged ? t.tags.added : t.tags.removed)(name), [{ tickets: 1, queue }], { inverse });
  }

  /** `source` says whose value survives of what the service merges itself, `fields` sets the others afterwards. */
  async merge(id: string, ids: readonly string[], source: Record<string, string>, fields: Fields): Promise<boolean> {
    const { t, format } = this.#i18n;
    const merge: Step = {
      tickets: ids.length + 1,
      queue: () => this.#bridge.call('tickets.merge', { id, ids: [...ids], source }),
    };
    const update: Step = { tickets: 1, queue: () => this.#bridge.call('tickets.update', { id, fields }) };
    return this.#do(
      t.bulk.merged(format.number(ids.length + 1)),
      Object.keys(fields).length === 0 ? [merge] : [merge, update],
      { partly: () => t.bulk.mergedPartly },
    );
  }

  async split(ticketId: string, threadId: string): Promise<boolean> {
    const queue = async (): Promise<Receipt> => {
      const receipt = await this.#bridge.call('tickets.split', { ticketId, threadId });
      this.#splits.add(receipt.jobId);
      return receipt;
    };
    return this.#do(this.#i18n.t.bulk.splitOff, [{ tickets: 1, queue }]);
  }

  /**
   * Queues step after step, says so, and offers to call it back. Where one can't be queued it ends there: what was queued
   * stays, is told, and can be called back too. Answers whether all of it is in the outbox.
   */
  async #do(words: string, steps: readonly Step[], { inverse, partly = this.#partly }: Ways = {}): Promise<boolean> {
    const { t } = this.#i18n;
    const jobIds: string[] = [];
    const way = (back: (() => Promise<boolean>) | undefined) => ({
      label: t.bulk.undo,
      run: () => void this.#undo(jobIds, back),
    });
    let queued = 0;
    try {
      for (const step of steps) {
        jobIds.push((await step.queue()).jobId);
        queued += step.tickets;
      }
    } catch (error) {
      const why = t.errors[codeOf(error)];
      if (queued === 0) this.#said.say({ tone: 'trouble', text: t.app.follows(t.edit.failed, why) });
      else {
        const all = steps.reduce((sum, { tickets }) => sum + tickets, 0);
        this.#said.say({ tone: 'trouble', text: `${partly(queued, all)} ${why}`, action: way(undefined) });
      }
      return false;
    }
    this.#said.say({ tone: 'done', text: words, action: way(inverse) });
    return true;
  }
  readonly #partly = (queued: number, all: number): string => {
    const { t, format } = this.#i18n;
    return t.bulk.partly(format.number(queued), format.number(all));
  };

  /** Calls all of it back that is not at the service yet, the last first. */
  async #undo(jobIds: readonly string[], inverse?: () => Promise<boolean>): Promise<void> {
    const { t } = this.#i18n;
    let gone = 0;
    for (const id of jobIds.toReversed()) {
      this.#splits.delete(id);
      try {
        await this.#bridge.call('outbox.cancel', { id, dependents: true });
      } catch {
        // It is on its way or sent: it can't be called back.
        gone += 1;
      }
    }
    if (gone === 0) this.#said.say({ tone: 'done', text: t.bulk.undone });
    else if (inverse !== undefined && gone === jobIds.length) await inverse();
    else this.#said.say({ tone: 'trouble', text: gone === jobIds.length ? t.bulk.tooLate : t.bulk.partlyTooLate });
  }

  async #lookAtSplit(jobId: string): Promise<void> {
    try {
      const item = await this.#bridge.call('outbox.get', { id: jobId });
      const ticketId = item?.state === 'sent' ? item.serverId : null;
      if (ticketId === null || !this.#splits.delete(jobId)) return;
      const { t } = this.#i18n;
      this.#said.say({
        tone: 'done',
        text: t.bulk.splitDone,
        action: { label: t.outbox.openTicket, run: () => this.onopen(ticketId) },
      });
    } catch {
      // The outbox's own list tells how it stands.
    }
  }
}
