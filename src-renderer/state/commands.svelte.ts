import { SvelteMap } from 'svelte/reactivity';
import { keyLabels, keyOf, type Shortcut } from '../lib/keys.ts';
import type { Messages } from '../locales/en.ts';
import type { Place, Route } from './route.svelte.ts';
import type { Settings } from './settings.svelte.ts';

/** Headings of the sheet and of the palette, in their order. */
export const commandGroups = ['move', 'go', 'write', 'ticket', 'select', 'look', 'app'] as const;
export type CommandGroup = (typeof commandGroups)[number];

/** Something that the agent can do, once for keys, sheet, palette, menus and the host's own menus. */
export interface Command {
  /** Also the name by which the host's menus ask for it, and under which other keys are kept. */
  id: string;
  group: CommandGroup;
  label(t: Messages): string;
  /** Keys as `Shortcut` has them, until the agent chooses another. */
  keys?: readonly string[];
  /** Shown and taken by the menu bar of a window of its own alone: in a browser they are the browser's. */
  windowKeys?: readonly string[];
  /** Only in these places; where left out, in all. Two commands of different places may have the same key. */
  places?: readonly Place[];
  /** Commands whose keys are its own in its places, on purpose. */
  shadows?: readonly string[];
  /** Whether it can be done now; asked at every press and whenever the palette opens. */
  isAvailable?(): boolean;
  /** Left out where the part that has the keyboard does it by itself: the sheet tells of it, nothing else does. */
  run?(): void;
  /** Pressed while one writes: the form that has the keyboard reads its keys (`is`), the page never does. */
  inText?: boolean;
  /** A step that only makes sense as a key: not in the palette. */
  isStep?: boolean;
}

const meets = (a: Command, b: Command): boolean =>
  a.places === undefined || b.places === undefined || a.places.some((place) => b.places?.includes(place) === true);
const isShadow = (a: Command, b: Command): boolean =>
  a.shadows?.includes(b.id) === true || b.shadows?.includes(a.id) === true;
const clash = (a: string, b: string): boolean => a === b || a.startsWith(`${b} `) || b.startsWith(`${a} `);

/** Keys of a list itself: they are the same everywhere. */
export const isFixed = ({ run, inText }: Command): boolean => run === undefined && inText !== true;
/** What is held with Ctrl or Command is taken from a text as well; of other keys the form and the page have their own. */
const meetsInText = (a: Command, b: Command, keys: string): boolean =>
  (a.inText === true) === (b.inText === true) || keys.startsWith('Mod+');

/** The one table of commands, with the keys that the agent gave them. */
export class CommandTable {
  list = $state.raw<readonly Command[]>([]);
  readonly #settings: Settings;
  readonly #route: Route;
  readonly #offers = new SvelteMap<string, () => void>();

  constructor(settings: Settings, route: Route) {
    this.#settings = settings;
    this.#route = route;
  }

  /** The commands of the screen that is now there. */
  use(list: readonly Command[]): void {
    this.list = list;
  }

  /** A part of the screen does these as long as it is there: what an effect gives back takes them away. */
  offer(acts: Readonly<Record<string, () => void>>): () => void {
    for (const [id, act] of Object.entries(acts)) this.#offers.set(id, act);
    return () => {
      for (const [id, act] of Object.entries(acts)) if (this.#offers.get(id) === act) this.#offers.delete(id);
    };
  }

  /** The parts of a command that is done by what offers it. */
  offered(id: string): Required<Pick<Command, 'isAvailable' | 'run'>> {
    return { isAvailable: () => this.#offers.has(id), run: () => this.#offers.get(id)?.() };
  }

  find(id: string): Command | undefined {
    return this.list.find((command) => command.id === id);
  }

  isAvailable({ places, isAvailable, run }: Command): boolean {
    return (
      run !== undefined &&
      (places === undefined || places.includes(this.#route.value.place)) &&
      (isAvailable === undefined || isAvailable())
    );
  }

  /** Whether it can be done now. */
  can(id: string): boolean {
    const command = this.find(id);
    return command !== undefined && this.isAvailable(command);
  }

  /** Does it where it can be done now. Says whether it did. */
  run(id: string): boolean {
    if (!this.can(id)) return false;
    this.find(id)?.run?.();
    return true;
  }

  isRemapped(id: string): boolean {
    return this.#settings.value.keys[id] !== undefined;
  }

  keysOf({ id, keys = [] }: Command): readonly string[] {
    const own = this.#settings.value.keys[id];
    if (own === undefined) return keys;
    return own === '' ? [] : [own];
  }

  /** Whether these are the keys of a command that a form does itself. */
  is(id: string, event: KeyboardEvent): boolean {
    const pressed = keyOf(event);
    return pressed !== null && this.keys(id).includes(pressed);
  }

  /** The keys of the command of this name. */
  keys(id: string): readonly string[] {
    const command = this.find(id);
    return command === undefined ? [] : this.keysOf(command);
  }

  /** A command's first keys as they stand on the keyboard, for titles and menus; '' when it has none. */
  hint(id: string): string {
    const [first] = this.keys(id);
    return first === undefined ? '' : keyLabels(first).join(' ');
  }

  /** What it is called, with its keys: for a title. */
  title(id: string, label: string): string {
    const hint = this.hint(id);
    return hint === '' ? label : `${label}  ${hint}`;
  }

  /** Keys and what they do now. */
  shortcuts(): Shortcut[] {
    return this.list
      .filter(({ inText }) => inText !== true)
      .flatMap((command) => {
        const run = this.isAvailable(command) ? (): void => command.run?.() : null;
        return this.keysOf(command).map((keys) => ({ keys, run }));
      });
  }

  /** Commands that these keys would be taken from, or that they would keep from being reached. */
  conflicts(id: string, keys: string): Command[] {
    const self = this.find(id);
    if (self === undefined || keys === '') return [];
    return this.list.filter(
      (other) =>
        other.id !== id &&
        !isFixed(other) &&
        meetsInText(self, other, keys) &&
        !isShadow(self, other) &&
        meets(self, other) &&
        this.keysOf(other).some((held) => clash(held, keys)),
    );
  }

  /** Gives keys to a command, '' for none, null for its own again. Others that had them lose them. */
  async remap(id: string, keys: string | null): Promise<void> {
    const next = { ...this.#settings.value.keys };
    if (keys === null) delete next[id];
    else next[id] = keys;
    for (const other of this.conflicts(id, keys ?? '')) {
      const left = this.keysOf(other).filter((held) => !clash(held, keys ?? ''));
      next[other.id] = left[0] ?? '';
    }
    await this.#settings.update({ keys: next });
  }

  async resetAll(): Promise<void> {
    await this.#settings.update({ keys: {} });
  }
}
