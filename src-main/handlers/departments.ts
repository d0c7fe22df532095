import type { Department, DepartmentEntry } from '../../src-preload/contract/departments.ts';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import { nameKey } from '../lib/names.ts';
import { fold } from '../lib/search-text.ts';
import { agentRow } from './present.ts';
import { type RecordPresenter, sorted, wantedText } from './records.ts';
import { departmentView, type TicketLists } from './ticket-lists.ts';

/** Departments from the cache: the reference only reads them. */
export function createDepartmentHandlers(
  presenter: RecordPresenter,
  tickets: Pick<TicketLists, 'count'>,
): HandlersOf<'departments'> {
  const { cache } = presenter;

  const entry = (doc: Department, agents: ReadonlyMap<string, number>): DepartmentEntry => ({
    id: doc.id,
    name: doc.name ?? doc.id,
    isEnabled: doc.isEnabled !== false,
    isDefault: doc.isDefault === true,
    description: doc.description || null,
    agents: agents.get(doc.id) ?? 0,
  });
  /** Those who work there now, as the agents say it, who are listed anew as often; a department's own list names those who left as well. */
  function countAgents(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { doc } of cache.agents.list()) {
      if (!agentRow(doc).isActive) continue;
      for (const id of doc.associatedDepartmentIds ?? []) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  }

  return {
    'departments.list': () =>
      cache.departments
        .list()
        .map(({ doc }) => ({ id: doc.id, name: doc.name ?? doc.id, isEnabled: doc.isEnabled !== false })),
    'departments.directory'({ sort, isReversed, text, offset, limit }) {
      const counts = countAgents();
      const wanted = wantedText(text);
      const rows = cache.departments
        .list()
        .map(({ doc }) => entry(doc, counts))
        .filter(({ name, description }) => [name, description ?? ''].some((part) => fold(part).includes(wanted)));
      const keys = { name: () => 0, agents: (one: DepartmentEntry) => -one.agents };
      const shown = sorted(rows, keys[sort], ({ name }) => nameKey(name), isReversed);
      return { rows: shown.slice(offset, offset + limit), total: shown.length, asOf: presenter.asOf('departments') };
    },
    'departments.entry'({ id }) {
      const held = cache.departments.get(id);
      if (held === null) return null;
      return { ...entry(held.doc, countAgents()), openTickets: tickets.count(departmentView(id)) };
    },
    'departments.record'({ id }) {
      const held = cache.departments.get(id);
      if (held === null) return null;
      const { doc, asOf } = held;
      return presenter.view('department', doc.name ?? id, { doc, asOf, pending: null, marks: {} }, []);
    },
    'departments.refresh': ({ id }) => presenter.refresh('department', id),
  };
}
