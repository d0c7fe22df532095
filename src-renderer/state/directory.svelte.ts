import type { AgentEntry } from '../../src-preload/contract/agents.ts';
import type { DepartmentEntry } from '../../src-preload/contract/departments.ts';
import type { Output, ParsedInput } from '../../src-preload/contract/index.ts';
import type { MailReplyAddressRow } from '../../src-preload/contract/mail-reply-addresses.ts';
import type { OrganizationView } from '../../src-preload/contract/organizations.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { PagedList } from './paged-list.svelte.ts';
import { RecordPage } from './record-page.svelte.ts';
import { readRows, type Some, type Tickets } from './records.svelte.ts';

type Without<M extends 'agents.directory' | 'departments.directory'> = Omit<ParsedInput<M>, 'offset' | 'limit'>;
export type AgentQuery = Without<'agents.directory'>;
export type DepartmentQuery = Without<'departments.directory'>;

export interface AgentMore {
  agent: AgentEntry | null;
  tickets: Tickets;
}
export interface DepartmentMore {
  department: Output<'departments.entry'>;
  agents: Some<AgentEntry>;
  addresses: readonly MailReplyAddressRow[];
}

/** Agents that a department's page reads where it would show one ticket: they are short. */
const MEMBERS = 4;

/** Who works on this desk: the organisation, its departments and its agents, as the service says it. */
export class Directory {
  readonly agents: PagedList<AgentEntry, AgentQuery>;
  readonly departments: PagedList<DepartmentEntry, DepartmentQuery>;
  readonly agent: RecordPage<AgentMore>;
  readonly department: RecordPage<DepartmentMore>;
  organization = $state.raw<OrganizationView | null>(null);
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    const agents: AgentQuery = { state: 'active', sort: 'name', isReversed: false, departmentId: null, text: '' };
    this.agents = new PagedList((query, page) => bridge.call('agents.directory', { ...query, ...page }), agents);
    const departments: DepartmentQuery = { sort: 'name', isReversed: false, text: '' };
    this.departments = new PagedList(
      (query, page) => bridge.call('departments.directory', { ...query, ...page }),
      departments,
    );
    this.agent = new RecordPage({
      record: (id) => bridge.call('agents.record', { id }),
      refresh: (id) => bridge.call('agents.refresh', { id }),
      more: async (id, limit) => {
        const [agent, tickets] = await Promise.all([
          bridge.call('agents.entry', { id }),
          readRows((page) => bridge.call('agents.tickets', { id, ...page }), limit),
        ]);
        return { agent, tickets };
      },
    });
    this.department = new RecordPage({
      record: (id) => bridge.call('departments.record', { id }),
      refresh: (id) => bridge.call('departments.refresh', { id }),
      more: async (id, limit) => {
        const [department, members, addresses] = await Promise.all([
          bridge.call('departments.entry', { id }),
          readRows(
            (page) => bridge.call('agents.directory', { ...agents, departmentId: id, ...page }),
            limit * MEMBERS,
          ),
          bridge.call('mailReplyAddresses.list', {}),
        ]);
        return {
          department,
          agents: members,
          addresses: addresses.filter(({ departmentId }) => departmentId === id),
        };
      },
    });
    bridge.on('agents.changed', ({ ids }) => {
      this.agents.invalidate();
      this.departments.invalidate();
      this.agent.note(ids);
      this.department.note([]);
    });
    bridge.on('departments.changed', ({ ids }) => {
      this.departments.invalidate();
      this.department.note(ids);
      this.agent.note([]);
    });
    bridge.on('tickets.changed', () => {
      this.agents.invalidate();
      this.agent.note([]);
      this.department.note([]);
    });
    bridge.on('organizations.changed', () => void this.#readOrganization());
  }

  /** What is held of the organisation, and what the service says of it now. */
  async loadOrganization(): Promise<void> {
    await this.#readOrganization();
    try {
      await this.#bridge.call('organizations.refresh', {});
    } catch {
      // What is here stays; it says of when it is.
    }
  }
  async #readOrganization(): Promise<void> {
    try {
      this.organization = await this.#bridge.call('organizations.get', {});
    } catch {
      // What is on screen stays.
    }
  }

  /** Everything may have changed while nobody listened. */
  readAgain(): void {
    for (const list of [this.agents, this.departments]) list.invalidate();
    for (const page of [this.agent, this.department]) page.note([]);
  }

  reset(): void {
    for (const list of [this.agents, this.departments]) list.reset();
    for (const page of [this.agent, this.department]) page.reset();
    this.organization = null;
  }
}
