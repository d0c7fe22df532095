import type { Input } from '../../src-preload/contract/index.ts';
import type { TicketView } from '../../src-preload/contract/tickets.ts';
import type { RowColumn, SavedView, ViewFilter, ViewLook, ViewSort } from '../../src-preload/contract/views.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';
import type { Choices } from './choices.svelte.ts';
import type { I18n } from './i18n.svelte.ts';
import { isBuiltInView } from './route.svelte.ts';

/** No more tickets of a view of one's own are counted: a greater number stands for "more". */
export const MOST_LISTED = 10_000;
/** What a row tells beside its number, subject and age, unless the agent chose otherwise. */
export const USUAL_COLUMNS: readonly RowColumn[] = ['status', 'channel', 'contact', 'due'];

/** An order as it begins: what presses most, or is newest, comes first. */
export const naturalSort = (by: ViewSort['by']): ViewSort => ({ by, descending: by !== 'due' && by !== 'priority' });

const usualLook: ViewLook = { sort: null, columns: null, isWatched: false };
/** Whose open tickets a view is; undefined for other views. */
export const departmentOf = (view: string): string | undefined => /^dept-(.+)$/.exec(view)?.[1];

const NOT_CLOSED: ViewFilter['statusTypes'] = ['Open', 'On Hold'];
const everything: ViewFilter = {
  statusTypes: [],
  statuses: [],
  priorities: [],
  channels: [],
  assigneeIds: [],
  departmentIds: [],
  tags: [],
  due: 'any',
  custom: [],
  text: '',
};
const BUILT_IN: Record<TicketView, Partial<ViewFilter>> = {
  myOpen: { statusTypes: NOT_CLOSED, assigneeIds: ['me'] },
  unassigned: { statusTypes: NOT_CLOSED, assigneeIds: [''] },
  overdue: { statusTypes: NOT_CLOSED, due: 'overdue' },
  allOpen: { statusTypes: NOT_CLOSED },
  closed: { statusTypes: ['Closed'] },
};

/** The conditions that a new view begins with: those of a built-in view or of a department's. */
export function filterOf(view: string | null): ViewFilter {
  const departmentId = departmentOf(view ?? '');
  if (departmentId !== undefined) return { ...everything, statusTypes: NOT_CLOSED, departmentIds: [departmentId] };
  return { ...everything, ...(isBuiltInView(view ?? undefined) ? BUILT_IN[view as TicketView] : BUILT_IN.allOpen) };
}

/** Whether tickets come into a view, or leave it, without any change of them. */
export const movesWithTime = (filter: ViewFilter | null): boolean =>
  filter !== null && (!['any', 'none'].includes(filter.due) || filter.text.trim() !== '');

/** The agent's own views, what each view is called, and how it looks. */
export class Views {
  list = $state.raw<readonly SavedView[]>([]);
  looks = $state.raw<Readonly<Record<string, ViewLook>>>({});
  /** Whether the list was ever read. */
  #isKnown = $state(false);
  readonly #bridge: Bridge;
  readonly #i18n: I18n;
  readonly #choices: Choices;
  readonly #refresher = createRefresher(() => this.load(), 50);

  constructor(bridge: Bridge, i18n: I18n, choices: Choices) {
    this.#bridge = bridge;
    this.#i18n = i18n;
    this.#choices = choices;
    bridge.on('views.changed', () => this.#refresher.request());
  }

  async load(): Promise<void> {
    try {
      const { views, looks } = await this.#bridge.call('views.list', {});
      this.list = views;
      this.looks = looks;
      this.#isKnown = true;
    } catch {
      // What was known stays.
    }
  }

  find(id: string): SavedView | undefined {
    return this.list.find((view) => view.id === id);
  }

  nameOf(view: string): string {
    const { t } = this.#i18n;
    if (isBuiltInView(view)) return t.views[view];
    if (view === 'snoozed') return t.snooze.title;
    if (view === 'drafts') return t.ownViews.drafts;
    if (view === 'spam') return t.ownViews.spam;
    const departmentId = departmentOf(view);
    if (departmentId !== undefined) {
      return this.#choices.departments.find(({ id }) => id === departmentId)?.name ?? t.ownViews.department;
    }
    return this.find(view)?.name ?? (this.#isKnown ? t.ownViews.gone : '');
  }

  /** What a view holds; null for what is put off, what has drafts, and spam. */
  filterOf(view: string): ViewFilter | null {
    if (view === 'snoozed' || view === 'drafts' || view === 'spam') return null;
    return this.find(view)?.filter ?? filterOf(view);
  }
  lookOf(view: string): ViewLook {
    return this.looks[view] ?? usualLook;
  }
  columnsOf(view: string): readonly RowColumn[] {
    return this.lookOf(view).columns ?? USUAL_COLUMNS;
  }
  /** The order in force. */
  sortOf(view: string): ViewSort {
    const usual = naturalSort(view === 'overdue' ? 'due' : view === 'closed' ? 'closed' : 'recent');
    return this.lookOf(view).sort ?? this.find(view)?.sort ?? usual;
  }

  async setLook(view: string, change: Partial<ViewLook>): Promise<void> {
    const look = { ...this.lookOf(view), ...change };
    this.looks = { ...this.looks, [view]: look };
    await this.#bridge.call('views.setLook', { id: view, look });
  }

  async save(view: Input<'views.save'>): Promise<SavedView> {
    const saved = await this.#bridge.call('views.save', view);
    await this.load();
    return saved;
  }

  /** Answers what makes it anew. */
  async delete(id: string): Promise<(() => Promise<void>) | null> {
    const order = this.list.map((view) => view.id);
    const gone = await this.#bridge.call('views.delete', { id });
    await this.load();
    if (gone === null) return null;
    return async () => {
      await this.#bridge.call('views.save', gone);
      await this.#bridge.call('views.reorder', { ids: order });
      await this.load();
    };
  }

  /** Whether there is another of the agent's own on that side. */
  canMove(id: string, by: -1 | 1): boolean {
    const at = this.list.findIndex((view) => view.id === id);
    return at >= 0 && this.list[at + by] !== undefined;
  }

  async move(id: string, by: -1 | 1): Promise<void> {
    if (!this.canMove(id, by)) return;
    const ids = this.list.map((view) => view.id);
    const at = ids.indexOf(id);
    const to = at + by;
    [ids[at], ids[to]] = [ids[to] as string, ids[at] as string];
    await this.#bridge.call('views.reorder', { ids });
    await this.load();
  }

  reset(): void {
    this.#isKnown = false;
    this.list = [];
    this.looks = {};
  }
}
