import type { AccountRow } from '../../src-preload/contract/accounts.ts';
import type { ContactRow, ContactView } from '../../src-preload/contract/contacts.ts';
import type { ContractRow } from '../../src-preload/contract/contracts.ts';
import type { DepartmentRow } from '../../src-preload/contract/departments.ts';
import type { Input, Output, ParsedInput } from '../../src-preload/contract/index.ts';
import type { Receipt } from '../../src-preload/contract/outbox.ts';
import type { RecordField } from '../../src-preload/contract/records.ts';
import type { TaskRow } from '../../src-preload/contract/tasks.ts';
import type { TicketRow } from '../../src-preload/contract/tickets.ts';
import { type Bridge, type BridgeError, toBridgeError } from '../bridge/bridge.ts';
import { taskDays } from '../lib/days.ts';
import { localDay } from '../lib/zone.svelte.ts';
import { createRefresher } from '../lib/refresher.ts';
import { PagedList } from './paged-list.svelte.ts';
import { queueOnce } from './queue-once.ts';
import { RecordPage } from './record-page.svelte.ts';

type Without<M extends 'contacts.list' | 'accounts.list' | 'tasks.list' | 'contracts.list'> = Omit<
  ParsedInput<M>,
  'offset' | 'limit' | 'days' | 'today'
>;
export type ContactQuery = Without<'contacts.list'>;
export type AccountQuery = Without<'accounts.list'>;
export type TaskQuery = Without<'tasks.list'>;
export type ContractQuery = Without<'contracts.list'>;

/** The first of some rows. */
export interface Some<R> {
  rows: readonly R[];
  /** Of all. */
  total: number;
}
export type Tickets = Some<TicketRow>;
export interface ContactMore {
  contact: ContactView | null;
  tickets: Tickets;
}
export interface ContractMore {
  contract: ContractRow | null;
  /** Of its account; null where that is not known. */
  tickets: Tickets | null;
}
export interface AccountMore {
  account: AccountRow | null;
  tickets: Tickets;
  contacts: { rows: readonly ContactRow[]; total: number };
  contracts: readonly ContractRow[];
}

type Create = 'contacts.create' | 'accounts.create' | 'tasks.create';
type Write = 'contacts.update' | 'accounts.update' | 'tasks.update' | 'attachments.add' | 'attachments.delete';

const GAP_MS = 200;
/** Rows on a page of something else. */
const SOME = { offset: 0, limit: 50 };

/** Rows that one call answers at most. */
const AT_ONCE = 200;
/** The first `limit` of some rows, however many calls that takes. */
export async function readRows<R>(
  read: (page: { offset: number; limit: number }) => Promise<{ rows: R[]; total: number }>,
  limit: number,
): Promise<Some<R>> {
  const first = await read({ offset: 0, limit: Math.min(limit, AT_ONCE) });
  const rows = [...first.rows];
  while (rows.length < Math.min(limit, first.total)) {
    const next = await read({ offset: rows.length, limit: Math.min(limit - rows.length, AT_ONCE) });
    if (next.rows.length === 0) break;
    rows.push(...next.rows);
  }
  return { rows, total: first.total };
}

/** Contacts, accounts, tasks and contracts: their lists, the open one of each, and writing them. */
export class Records {
  readonly contacts: PagedList<ContactRow, ContactQuery>;
  readonly accounts: PagedList<AccountRow, AccountQuery>;
  readonly tasks: PagedList<TaskRow, TaskQuery, Output<'tasks.list'>>;
  readonly contracts: PagedList<ContractRow, ContractQuery, Output<'contracts.list'>>;
  readonly contact: RecordPage<ContactMore>;
  readonly account: RecordPage<AccountMore>;
  readonly task: RecordPage<{ task: TaskRow | null }>;
  readonly contract: RecordPage<ContractMore>;
  taskCounts = $state.raw<Output<'tasks.counts'> | null>(null);
  contractCounts = $state.raw<Output<'contracts.counts'> | null>(null);
  departments = $state.raw<readonly DepartmentRow[]>([]);
  /** What the list and the page on screen do for a command. */
  readonly screen: Record<'filter' | 'edit' | 'toggle' | 'newTicket' | 'addTask', (() => void) | null> = {
    filter: null,
    edit: null,
    toggle: null,
    newTicket: null,
    addTask: null,
  };
  /** Counts changes of tasks, for the parts that show a ticket's. */
  taskChanges = $state(0);
  readonly #bridge: Bridge;
  /** What is being given to the core, by the key of its form. */
  readonly #making = new Map<string, Promise<unknown>>();
  readonly #counter = createRefresher(() => this.loadCounts(), GAP_MS);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    const contacts: ContactQuery = { sort: 'name', isReversed: false, text: '', letter: null, accountId: null };
    this.contacts = new PagedList((query, page) => bridge.call('contacts.list', { ...query, ...page }), contacts);
    const accounts: AccountQuery = { sort: 'name', isReversed: false, text: '', letter: null };
    this.accounts = new PagedList((query, page) => bridge.call('accounts.list', { ...query, ...page }), accounts);
    const tasks: TaskQuery = {
      state: 'open',
      sort: 'due',
      isReversed: false,
      owner: 'mine',
      ticketId: null,
      text: '',
    };
    this.tasks = new PagedList(
      (query, page) => bridge.call('tasks.list', { ...query, ...page, days: taskDays(Date.now()) }),
      tasks,
    );
    const contracts: ContractQuery = { state: 'running', sort: 'end', isReversed: false, accountId: null, text: '' };
    this.contracts = new PagedList(
      (query, page) => bridge.call('contracts.list', { ...query, ...page, today: localDay(Date.now()) }),
      contracts,
    );
    this.contact = new RecordPage({
      record: (id) => bridge.call('contacts.record', { id }),
      refresh: (id) => bridge.call('contacts.refresh', { id }),
      more: async (id, limit) => {
        const [contact, tickets] = await Promise.all([
          bridge.call('contacts.get', { id }),
          readRows((page) => bridge.call('contacts.tickets', { id, ...page }), limit),
        ]);
        return { contact, tickets };
      },
    });
    this.account = new RecordPage({
      record: (id) => bridge.call('accounts.record', { id }),
      refresh: (id) => bridge.call('accounts.refresh', { id }),
      more: async (id, limit) => {
        const [account, tickets, members, promised] = await Promise.all([
          bridge.call('accounts.row', { id }),
          readRows((page) => bridge.call('accounts.tickets', { id, ...page }), limit),
          bridge.call('contacts.list', { ...contacts, sort: 'activity', accountId: id, ...SOME }),
          bridge.call('contracts.list', { ...contracts, accountId: id, today: localDay(Date.now()), ...SOME }),
        ]);
        return { account, tickets, contacts: members, contracts: promised.rows };
      },
    });
    this.task = new RecordPage({
      record: (id) => bridge.call('tasks.record', { id }),
      refresh: (id) => bridge.call('tasks.refresh', { id }),
      more: async (id) => ({ task: await bridge.call('tasks.row', { id }) }),
    });
    this.contract = new RecordPage({
      record: (id) => bridge.call('contracts.record', { id }),
      refresh: (id) => bridge.call('contracts.refresh', { id }),
      more: async (id, limit) => {
        const contract = await bridge.call('contracts.row', { id });
        if (contract === null || contract.accountId === null || contract.accountName === null)
          return { contract, tickets: null };
        const { accountId } = contract;
        const tickets = await readRows((page) => bridge.call('accounts.tickets', { id: accountId, ...page }), limit);
        return { contract, tickets };
      },
    });
    bridge.on('contacts.changed', ({ ids }) => {
      this.contacts.invalidate();
      this.contact.note(ids);
      this.account.note([]);
      this.contract.note([]);
    });
    bridge.on('accounts.changed', ({ ids }) => {
      this.accounts.invalidate();
      this.account.note(ids);
      this.contract.note([]);
      this.contacts.invalidate();
    });
    bridge.on('tasks.changed', ({ ids }) => {
      this.tasks.invalidate();
      this.task.note(ids);
      this.taskChanges += 1;
      this.#counter.request();
    });
    bridge.on('contracts.changed', ({ ids }) => {
      this.contracts.invalidate();
      this.#counter.request();
      this.contract.note(ids);
    });
    bridge.on('tickets.changed', () => {
      this.contact.note([]);
      this.account.note([]);
      this.contract.note([]);
    });
  }

  async loadCounts(): Promise<void> {
    const { now, tomorrow } = taskDays(Date.now());
    try {
      [this.taskCounts, this.contractCounts] = await Promise.all([
        this.#bridge.call('tasks.counts', { now, tomorrow }),
        this.#bridge.call('contracts.counts', { today: localDay(Date.now()) }),
      ]);
    } catch {
      // The last numbers stay.
    }
  }
  async loadDepartments(): Promise<void> {
    try {
      const departments = await this.#bridge.call('departments.list', {});
      this.departments = departments.filter(({ isEnabled }) => isEnabled);
    } catch {
      // The last list stays.
    }
  }

  /** What may be written of a new one; none where that can't be read. */
  async fieldsOf(noun: 'contact' | 'account' | 'task'): Promise<readonly RecordField[]> {
    try {
      return await this.#bridge.call(`${noun}s.fields`, {});
    } catch {
      return [];
    }
  }

  /** Makes a row, once; it is on disk and on screen when it answers. Answers what the core said, or the error. */
  async create<M extends Create>(method: M, input: Input<M>): Promise<Receipt | BridgeError> {
    const work = queueOnce(this.#bridge, (jobId) => this.#bridge.call(method, { ...input, jobId }));
    const { draftKey } = input;
    try {
      return await (draftKey === undefined ? work : this.making(draftKey, work));
    } catch (error) {
      return toBridgeError(error);
    }
  }
  /** `work` gives the core what was typed into the form of this key. Answers as it does. */
  async making<T>(draftKey: string, work: Promise<T>): Promise<T> {
    this.#making.set(draftKey, work);
    try {
      return await work;
    } finally {
      this.#making.delete(draftKey);
    }
  }
  /** Waits until what goes out of a form is in the outbox, or can't be: before, its words are still kept. */
  async settled(draftKey: string): Promise<void> {
    await this.#making.get(draftKey)?.catch(() => undefined);
  }

  /** As `create`, for what changes a row. */
  async write<M extends Write>(method: M, input: Input<M>): Promise<Output<M> | BridgeError> {
    try {
      return await this.#bridge.call(method, input);
    } catch (error) {
      return toBridgeError(error);
    }
  }

  /** Tasks of one ticket: open ones by due time, then done ones. */
  async tasksOf(ticketId: string): Promise<readonly TaskRow[]> {
    const asked = { owner: 'all', ticketId, days: taskDays(Date.now()), ...SOME } as const;
    const [open, done] = await Promise.all([
      this.#bridge.call('tasks.list', { ...asked, state: 'open' }),
      this.#bridge.call('tasks.list', { ...asked, state: 'done' }),
    ]);
    return [...open.rows, ...done.rows];
  }

  /** The ticket of a number, among those held; null for none. */
  async ticketOf(number: string): Promise<TicketRow | null> {
    try {
      const { tickets } = await this.#bridge.call('search.query', {
        text: `#${number}`,
        sort: 'newest',
        cursor: null,
        limit: 5,
        kinds: ['ticket'],
      });
      return tickets.rows.find(({ ticket }) => ticket.number === number)?.ticket ?? null;
    } catch {
      return null;
    }
  }

  /** Everything may have changed while nobody listened. */
  readAgain(): void {
    for (const list of [this.contacts, this.accounts, this.tasks, this.contracts]) list.invalidate();
    for (const page of [this.contact, this.account, this.task, this.contract]) page.note([]);
    this.taskChanges += 1;
    this.#counter.request();
  }

  /** Time went by: other tasks may be late, or due today. */
  readDueAgain(): void {
    this.tasks.invalidate();
    this.#counter.request();
  }

  reset(): void {
    for (const list of [this.contacts, this.accounts, this.tasks, this.contracts]) list.reset();
    for (const page of [this.contact, this.account, this.task, this.contract]) page.reset();
    this.taskCounts = null;
    this.contractCounts = null;
    this.departments = [];
  }
}
