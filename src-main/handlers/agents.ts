import type { Agent, AgentEntry } from '../../src-preload/contract/agents.ts';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import { nameKey } from '../lib/names.ts';
import { fold } from '../lib/search-text.ts';
import { agentRow } from './present.ts';
import { type RecordPresenter, sorted, wantedText } from './records.ts';
import type { TicketLists } from './ticket-lists.ts';

type AgentLists = Pick<TicketLists, 'listOfAgent' | 'openByAgent'>;

/** Agents from the cache: the reference only reads them. There are few enough to sort and filter them in memory. */
export function createAgentHandlers(presenter: RecordPresenter, tickets: AgentLists): HandlersOf<'agents'> {
  const { cache } = presenter;
  const departmentName = (id: string): string => cache.departments.get(id)?.doc.name ?? id;

  function entry(doc: Agent, open: ReadonlyMap<string, number>): AgentEntry {
    return {
      ...agentRow(doc),
      phone: doc.phone || doc.mobile || null,
      departments: (doc.associatedDepartmentIds ?? []).map((id) => ({ id, name: departmentName(id) })),
      openTickets: open.get(doc.id) ?? 0,
    };
  }
  /** What an agent's role or profile is called; only those that were read whole name theirs, which others may have too. */
  function nameOf(part: 'role' | 'profile', { [part]: own, [`${part}Id` as const]: id }: Agent): string | null {
    if (own?.name) return own.name;
    if (id == null) return null;
    for (const { doc } of cache.agents.list()) {
      const named = doc[part];
      if (named?.id === id && named.name) return named.name;
    }
    return null;
  }
  const fits = ({ name, email, phone }: AgentEntry, text: string): boolean =>
    [name, email ?? '', phone ?? '', (phone ?? '').replace(/[^\d+]/g, '')].some((part) => fold(part).includes(text));

  return {
    'agents.list': () => cache.agents.list().map(({ doc }) => agentRow(doc)),
    'agents.directory'({ state, sort, isReversed, departmentId, text, offset, limit }) {
      const open = tickets.openByAgent();
      const wanted = wantedText(text);
      const rows = cache.agents
        .list()
        .map(({ doc }) => entry(doc, open))
        .filter(
          (one) =>
            (state === 'all' || one.isActive === (state === 'active')) &&
            (departmentId === null || one.departments.some(({ id }) => id === departmentId)) &&
            fits(one, wanted),
        );
      const keys = { name: () => 0, load: (one: AgentEntry) => -one.openTickets };
      const shown = sorted(rows, keys[sort], ({ name }) => nameKey(name), isReversed);
      return { rows: shown.slice(offset, offset + limit), total: shown.length, asOf: presenter.asOf('agents') };
    },
    'agents.entry'({ id }) {
      const held = cache.agents.get(id);
      return held === null ? null : entry(held.doc, tickets.openByAgent());
    },
    'agents.record'({ id }) {
      const held = cache.agents.get(id);
      if (held === null) return null;
      const { doc, asOf } = held;
      const { associatedChatDepartmentIds } = doc;
      const [role, profile] = [nameOf('role', doc), nameOf('profile', doc)];
      const shown = {
        ...doc,
        role,
        profile,
        // An id says nothing to people; it is told where there is no name.
        roleId: role === null ? doc.roleId : null,
        profileId: profile === null ? doc.profileId : null,
        associatedChatDepartmentIds: associatedChatDepartmentIds?.map(departmentName),
        // The live service says it in one as well.
        name: null,
      };
      return presenter.view('agent', agentRow(doc).name, { doc: shown, asOf, pending: null, marks: {} }, []);
    },
    'agents.tickets': ({ id, offset, limit }) => ({
      rows: presenter.rows(tickets.listOfAgent(id, { offset, limit })),
      total: tickets.openByAgent().get(id) ?? 0,
      asOf: presenter.asOf('agents'),
    }),
    'agents.refresh': ({ id }) => presenter.refresh('agent', id),
  };
}
