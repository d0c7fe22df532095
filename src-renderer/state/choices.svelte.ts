import type { AgentRow } from '../../src-preload/contract/agents.ts';
import type { DepartmentRow } from '../../src-preload/contract/departments.ts';
import type { Output } from '../../src-preload/contract/index.ts';
import type { TicketRow } from '../../src-preload/contract/tickets.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';

/** Lists come page by page; one reading serves all of them. */
const GAP_MS = 250;
type Listed = 'status' | 'priority';

const BUILT_IN: Record<Listed, readonly string[]> = {
  status: ['Open', 'On Hold', 'Closed'],
  priority: ['High', 'Medium', 'Low'],
};

export const NO_FIELDS: Output<'views.fields'> = {
  channels: [],
  categories: [],
  classifications: [],
  products: [],
  customFields: [],
  tags: [],
};

/** What a ticket's fields may be set to: the values that this desk uses, and its agents. */
export class Choices {
  /** So many agents are found by typing rather than offered one by one. */
  static readonly MANY_AGENTS = 50;
  /** What this desk's tickets hold in the other fields. */
  fields = $state.raw<Output<'views.fields'>>(NO_FIELDS);
  agents = $state.raw<readonly AgentRow[]>([]);
  departments = $state.raw<readonly DepartmentRow[]>([]);
  values = $state.raw<Record<Listed, readonly string[]>>(BUILT_IN);
  #statusTypes = $state.raw<Output<'tickets.statusTypes'>>({});
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    const refresher = createRefresher(() => this.load(), GAP_MS);
    for (const name of ['agents.changed', 'departments.changed'] as const) bridge.on(name, () => refresher.request());
  }

  /** Reads them anew; what was known stays until then. */
  async load(): Promise<void> {
    const [status, priority] = await Promise.all([this.#valuesOf('status'), this.#valuesOf('priority')]);
    this.values = { status, priority };
    try {
      const [agents, departments, statusTypes] = await Promise.all([
        this.#bridge.call('agents.list', {}),
        this.#bridge.call('departments.list', {}),
        this.#bridge.call('tickets.statusTypes', {}),
      ]);
      this.#statusTypes = statusTypes;
      this.agents = agents.filter(({ isActive }) => isActive).sort((a, b) => a.name.localeCompare(b.name));
      this.departments = departments.toSorted((a, b) => a.name.localeCompare(b.name));
    } catch {
      // The last lists stay.
    }
  }

  reset(): void {
    this.agents = [];
    this.departments = [];
    this.values = BUILT_IN;
    this.fields = NO_FIELDS;
    this.#statusTypes = {};
  }

  /** What a status means as tickets of late tell it; of one that none has, by its name. */
  typeOfStatus(status: string): TicketRow['statusType'] {
    const named = { closed: 'Closed', 'on hold': 'On Hold' } as const;
    return this.#statusTypes[status] ?? named[status.toLowerCase() as keyof typeof named] ?? 'Open';
  }

  get hasManyAgents(): boolean {
    return this.agents.length > Choices.MANY_AGENTS;
  }
  agentName(id: string): string {
    return this.agents.find((one) => one.id === id)?.name ?? id;
  }

  /** A product's name as far as tickets of late tell it; else null. */
  knownProduct(id: string): string | null {
    return this.fields.products.find((one) => one.id === id)?.name ?? null;
  }
  /** As `knownProduct`; else its id. */
  productName(id: string): string {
    return this.knownProduct(id) ?? id;
  }

  /** Whether they were read: until then a field with choices can only be typed. */
  get hasFields(): boolean {
    return this.fields !== NO_FIELDS;
  }

  async loadFields(): Promise<void> {
    try {
      this.fields = await this.#bridge.call('views.fields', {});
    } catch {
      // The last ones stay.
    }
  }

  async #valuesOf(field: Listed): Promise<readonly string[]> {
    const text = `${field}:`;
    try {
      const { items } = await this.#bridge.call('search.complete', { text, caret: text.length });
      const found = items.filter(({ kind }) => kind === 'value').map(({ label }) => label);
      const more = BUILT_IN[field].filter((name) => !found.some((one) => one.toLowerCase() === name.toLowerCase()));
      return [...found, ...more].sort((a, b) => order(BUILT_IN[field], a) - order(BUILT_IN[field], b));
    } catch {
      return this.values[field];
    }
  }
}

/** The usual values in their usual order, a portal's own after them, Closed last. */
function order(builtIn: readonly string[], value: string): number {
  if (value.toLowerCase() === 'closed') return 100;
  const at = builtIn.findIndex((name) => name.toLowerCase() === value.toLowerCase());
  return at < 0 ? 50 : at;
}
