import type { Component } from 'svelte';
import type { LucideIcon } from '@lucide/svelte';
import ChartNoAxes from '@lucide/svelte/icons/chart-no-axes-column';
import Bell from '@lucide/svelte/icons/bell';
import ListTodo from '@lucide/svelte/icons/list-todo';
import Send from '@lucide/svelte/icons/send';
import TimerGlyph from '@lucide/svelte/icons/timer';
import SettingsIcon from '@lucide/svelte/icons/settings';
import type { Messages } from '../locales/en.ts';
import type { AppState } from '../state/app.svelte.ts';
import type { PlaceName } from '../state/route.svelte.ts';
import AgentPage from './agent-page.svelte';
import AccountPage from './account-page.svelte';
import ContactPage from './contact-page.svelte';
import ContractPage from './contract-page.svelte';
import DashboardPage from './dashboard-page.svelte';
import DepartmentPage from './department-page.svelte';
import { accounts, agents, contacts, contracts, departments, type PlainList } from './plain-lists.ts';
import NotificationsPage from './notifications-page.svelte';
import OutboxList from './outbox-list.svelte';
import OutboxPage from './outbox-page.svelte';
import TaskList from './task-list.svelte';
import TaskPage from './task-page.svelte';
import TimePage from './time-page.svelte';
import SettingsList from './settings-list.svelte';
import SettingsPage from './settings-page.svelte';

/** What the shell asks of a list that stands where the tickets' does. */
export interface PlaceList {
  focus(): void;
  /** Chooses the item that is `by` further and brings it into view. */
  step(by: number): void;
}
/** What the shell asks of a page. */
export interface PlacePage {
  focus(): void;
}

/** A place beside the tickets: its entry in the sidebar, its list and its page. */
export interface PlaceView {
  name: PlaceName;
  glyph: LucideIcon;
  /** Second key of "g then …"; null where no key goes there. */
  key: string | null;
  title(t: Messages): string;
  /** Shown behind the name; `late` draws attention. */
  count?(app: AppState): { value: number; late: boolean; hint?: string } | null;
  /** What its list shows, or a list of its own; null where the page has the whole width. */
  list: PlainList | Component<{ onenter: () => void }, PlaceList> | null;
  page: Component<{ narrow: boolean; onback: () => void }, PlacePage>;
  /** Pixels of its list, where rows of tickets are no measure. */
  listWidth?: number;
  /** In the agent's menu instead of the sidebar, which is for what is needed many times a day. */
  isInMenu?: boolean;
}

/** Places in the order of the sidebar. */
export const places: readonly PlaceView[] = [
  {
    name: 'tasks',
    glyph: ListTodo,
    key: 't',
    title: (t) => t.records.places.tasks,
    count({ records: { taskCounts }, i18n }) {
      if (!taskCounts) return null;
      const { overdue, today } = taskCounts;
      if (overdue + today === 0) return null;
      const hint = overdue > 0 ? i18n.t.tasks.overdueHint(overdue, i18n.format.number(overdue)) : undefined;
      return { value: overdue + today, late: overdue > 0, ...(hint === undefined ? {} : { hint }) };
    },
    list: TaskList,
    page: TaskPage,
  },
  {
    name: 'contacts',
    glyph: contacts.glyph,
    key: 'p',
    title: (t) => t.records.places.contacts,
    list: contacts,
    page: ContactPage,
  },
  {
    name: 'accounts',
    glyph: accounts.glyph,
    key: 'y',
    title: (t) => t.records.places.accounts,
    list: accounts,
    page: AccountPage,
  },
  {
    name: 'contracts',
    glyph: contracts.glyph,
    key: 'k',
    title: (t) => t.records.places.contracts,
    count({ records: { contractCounts }, i18n }) {
      const soon = contractCounts?.soon ?? 0;
      if (soon === 0) return null;
      return { value: soon, late: false, hint: i18n.t.contracts.soonHint(soon, i18n.format.number(soon)) };
    },
    list: contracts,
    page: ContractPage,
  },
  {
    name: 'agents',
    glyph: agents.glyph,
    key: 'w',
    title: (t) => t.records.places.agents,
    list: agents,
    page: AgentPage,
    isInMenu: true,
  },
  {
    name: 'departments',
    glyph: departments.glyph,
    key: 'e',
    title: (t) => t.records.places.departments,
    list: departments,
    page: DepartmentPage,
    isInMenu: true,
  },
  {
    name: 'outbox',
    glyph: Send,
    key: 'b',
    title: (t) => t.outbox.title,
    count({ outbox: { counts }, i18n }) {
      if (!counts || counts.unsettled === 0) return null;
      const { attention, unsettled } = counts;
      if (attention === 0) return { value: unsettled, late: false };
      return { value: attention, late: true, hint: i18n.t.job.attention(attention, i18n.format.number(attention)) };
    },
    list: OutboxList,
    page: OutboxPage,
  },
  {
    name: 'time',
    glyph: TimerGlyph,
    key: 'h',
    title: (t) => t.time.title,
    list: null,
    page: TimePage,
  },
  {
    name: 'dashboard',
    glyph: ChartNoAxes,
    key: 'd',
    title: (t) => t.dashboard.title,
    list: null,
    page: DashboardPage,
    isInMenu: true,
  },
  {
    name: 'notifications',
    glyph: Bell,
    key: 'n',
    title: (t) => t.news.title,
    count: ({ notifications: { unread } }) => (unread === 0 ? null : { value: unread, late: false }),
    list: null,
    page: NotificationsPage,
  },
  {
    name: 'settings',
    glyph: SettingsIcon,
    key: ',',
    title: (t) => t.prefs.title,
    list: SettingsList,
    page: SettingsPage,
    listWidth: 240,
  },
];

export const placeOf = (name: string): PlaceView | null => places.find((place) => place.name === name) ?? null;
