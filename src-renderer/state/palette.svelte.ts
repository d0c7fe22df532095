import type { Output } from '../../src-preload/contract/index.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { ranked } from '../lib/rank.ts';
import type { Command, CommandGroup, CommandTable } from './commands.svelte.ts';
import type { Choices } from './choices.svelte.ts';
import { languages } from './i18n.svelte.ts';

type Found = Output<'search.query'>;
type Part = { text: string };

/** A row of the palette: what it stands for, in one of the sections. */
export type PaletteItem =
  | { kind: 'command'; id: string; command: Command }
  | { kind: 'ticket'; id: string; ticket: Found['tickets']['rows'][number]['ticket'] }
  | { kind: 'contact' | 'account'; id: string; recordId: string; name: string; email: string }
  | { kind: 'agent' | 'department'; id: string; recordId: string; name: string; email: string }
  | { kind: 'search'; id: string; text: string };

const MOST = { commands: 50, fitting: 18, agents: 5, departments: 4, records: 6, tickets: 14 };
const PAUSE_MS = 60;
/** Commands used of late that stand first while nothing is typed. */
const RECENT = 5;

/** What stands first while nothing is typed: what can be done here, then where one can go. */
const EMPTY_ORDER: readonly CommandGroup[] = ['ticket', 'write', 'select', 'go', 'look', 'app', 'move'];

const textOf = (parts: readonly Part[]): string => parts.map(({ text }) => text).join('');

/**
 * What fits the typed text, 50 rows at most: commands and agents in the same moment, tickets, contacts and accounts as
 * the core finds them in what is held.
 */
export class Palette {
  text = $state('');
  /** Index of the row that Enter takes. */
  at = $state(0);
  /** Nothing but commands of this group; null for everything. */
  #only = $state.raw<CommandGroup | null>(null);
  #found = $state.raw<{ text: string; results: Found } | null>(null);
  #recent = $state.raw<readonly string[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #bridge: Bridge;
  readonly #commands: CommandTable;
  readonly #choices: Choices;

  constructor(bridge: Bridge, commands: CommandTable, choices: Choices) {
    this.#bridge = bridge;
    this.#commands = commands;
    this.#choices = choices;
  }

  readonly items: readonly PaletteItem[] = $derived.by(() => {
    const text = this.text.trim();
    const only = this.#only;
    const commands = this.#commands.list.filter(
      (command) =>
        command.isStep !== true && (only === null || command.group === only) && this.#commands.isAvailable(command),
    );
    const rows = (list: readonly Command[]): PaletteItem[] =>
      list.map((command) => ({ kind: 'command', id: `command/${command.id}`, command }));
    const namesOf = ({ label }: Command): string[] => Object.values(languages).map((t) => label(t));
    if (only !== null) return rows(ranked(text, commands, namesOf, commands.length));
    if (text === '') {
      const recent = this.#recent.flatMap((id) => commands.find((command) => command.id === id) ?? []);
      const others = commands.filter((command) => !recent.includes(command));
      const inOrder = EMPTY_ORDER.flatMap((group) => others.filter((command) => command.group === group));
      return rows([...recent, ...inOrder].slice(0, MOST.commands));
    }
    const isNumber = /^#?\d+$/.test(text);
    const fitting = isNumber ? [] : ranked(text, commands, namesOf, MOST.fitting);
    const agents = isNumber
      ? []
      : ranked(text, this.#choices.agents, ({ name, email }) => [name, email ?? ''], MOST.agents);
    const departments = isNumber ? [] : ranked(text, this.#choices.departments, ({ name }) => [name], MOST.departments);
    const found = this.#found?.results;
    return [
      ...rows(fitting),
      ...(found?.tickets.rows ?? []).map(({ ticket }): PaletteItem => ({
        kind: 'ticket',
        id: `ticket/${ticket.id}`,
        ticket,
      })),
      ...(['contact', 'account'] as const).flatMap((kind) =>
        (found?.[`${kind}s`].rows ?? []).slice(0, MOST.records).map(({ id, name, email }): PaletteItem => ({
          kind,
          id: `${kind}/${id}`,
          recordId: id,
          name: textOf(name),
          email: textOf(email),
        })),
      ),
      ...agents.map(({ id, name, email }): PaletteItem => ({
        kind: 'agent',
        id: `agent/${id}`,
        recordId: id,
        name,
        email: email ?? '',
      })),
      ...departments.map(({ id, name }): PaletteItem => ({
        kind: 'department',
        id: `department/${id}`,
        recordId: id,
        name,
        email: '',
      })),
      { kind: 'search', id: 'search', text },
    ];
  });

  /** Begins anew, with nothing typed. `only`: commands of this group and nothing else. */
  open(only: CommandGroup | null = null): void {
    this.#only = only;
    this.type('');
    this.#found = null;
  }

  type(text: string): void {
    this.text = text;
    this.at = 0;
    clearTimeout(this.#timer);
    if (text.trim() === '' || this.#only !== null) this.#found = null;
    else this.#timer = setTimeout(() => void this.#look(), PAUSE_MS);
  }

  move(by: number): void {
    const count = this.items.length;
    if (count > 0) this.at = (this.at + by + count) % count;
  }

  /** What Enter takes: of what belongs to the text as it is now, not to the one before. */
  async choose(): Promise<PaletteItem | undefined> {
    const item = this.items[this.at];
    const isOfText =
      item?.kind === 'command' ||
      item?.kind === 'agent' ||
      item?.kind === 'department' ||
      this.#found?.text === this.text.trim();
    if (isOfText || this.text.trim() === '' || this.#only !== null) return item;
    clearTimeout(this.#timer);
    await this.#look();
    return this.items[this.at];
  }

  /** Remembers what was chosen. */
  note(item: PaletteItem): void {
    if (item.kind !== 'command') return;
    this.#recent = [item.command.id, ...this.#recent.filter((id) => id !== item.command.id)].slice(0, RECENT);
  }

  reset(): void {
    clearTimeout(this.#timer);
    this.#found = null;
    this.text = '';
  }

  async #look(): Promise<void> {
    const text = this.text.trim();
    // A bare number is a ticket's.
    const query = text.replace(/^#?(\d+)$/, 'number:$1');
    try {
      const results = await this.#bridge.call('search.query', {
        text: query,
        limit: MOST.tickets,
        kinds: query === text ? ['ticket', 'contact', 'account'] : ['ticket'],
      });
      if (this.text.trim() !== text) return;
      // What comes later stands below what was there, but may push the row that was chosen: it stays chosen.
      const chosen = this.items[this.at]?.id;
      this.#found = { text, results };
      const now = this.items.findIndex(({ id }) => id === chosen);
      this.at = this.at === 0 || now < 0 ? 0 : now;
    } catch {
      // Commands stand without it; the row that searches everything says why it fails.
    }
  }
}
