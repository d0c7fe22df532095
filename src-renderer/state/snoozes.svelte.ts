import type { Bridge } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';
import { codeOf } from './failure.ts';
import type { I18n } from './i18n.svelte.ts';
import { ticketName } from './log-target.ts';
import type { Sayings } from './said.svelte.ts';

/** What is put off on this machine. */
export class Snoozes {
  /** Epoch milliseconds by ticket id. */
  until = $state.raw<Readonly<Record<string, number>>>({});
  /** Opens a ticket; set by the shell. */
  onopen: (id: string) => void = () => {};
  readonly #bridge: Bridge;
  readonly #i18n: I18n;
  readonly #said: Sayings;
  readonly #refresher = createRefresher(() => this.load(), 50);

  constructor(bridge: Bridge, i18n: I18n, said: Sayings) {
    this.#bridge = bridge;
    this.#i18n = i18n;
    this.#said = said;
    bridge.on('snoozes.changed', () => this.#refresher.request());
    bridge.on('snoozes.woken', ({ ids }) => void this.#tell(ids));
  }

  of(ticketId: string): number | null {
    return this.until[ticketId] ?? null;
  }

  async load(): Promise<void> {
    try {
      const list = await this.#bridge.call('snoozes.list', {});
      this.until = Object.fromEntries(list.map(({ ticketId, until }) => [ticketId, until]));
    } catch {
      // What was known stays.
    }
  }

  /** Says so, and offers to bring them back. Answers whether it is kept. */
  async set(ticketIds: readonly string[], until: number): Promise<boolean> {
    const { t, format } = this.#i18n;
    try {
      await this.#bridge.call('snoozes.set', { ticketIds: [...ticketIds], until });
    } catch (error) {
      this.#said.say({ tone: 'trouble', text: t.app.follows(t.snooze.failed, t.errors[codeOf(error)]) });
      return false;
    }
    this.#said.say({
      tone: 'done',
      text: t.snooze.done(ticketIds.length, format.number(ticketIds.length), format.moment(until)),
      action: { label: t.bulk.undo, run: () => void this.end(ticketIds) },
    });
    return true;
  }

  async end(ticketIds: readonly string[]): Promise<void> {
    const { t, format } = this.#i18n;
    try {
      await this.#bridge.call('snoozes.end', { ticketIds: [...ticketIds] });
      this.#said.say({ tone: 'done', text: t.snooze.back(ticketIds.length, format.number(ticketIds.length)) });
    } catch (error) {
      this.#said.say({ tone: 'trouble', text: t.app.follows(t.snooze.failed, t.errors[codeOf(error)]) });
    }
  }

  reset(): void {
    this.until = {};
  }

  async #tell(ids: readonly string[]): Promise<void> {
    const [id] = ids;
    if (id === undefined) return;
    const { t, format } = this.#i18n;
    if (ids.length > 1) {
      this.#said.say({ tone: 'done', text: t.snooze.back(ids.length, format.number(ids.length)) });
      return;
    }
    try {
      const ticket = await this.#bridge.call('tickets.get', { id });
      if (ticket === null) return;
      this.#said.say({
        tone: 'done',
        text: t.snooze.woken(ticketName(ticket, t.list.noSubject)),
        action: { label: t.outbox.openTicket, run: () => this.onopen(id) },
      });
    } catch {
      // It stands in its list again.
    }
  }
}
