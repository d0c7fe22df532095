import type { AgentZone } from '../lib/agent-zone.ts';
import type { Cache } from '../store/cache.ts';
import type { SearchScope } from '../store/search.ts';
import { agentRow } from './present.ts';

/** Whose search it is, and who and what it knows by name. `serviceNow` is epoch milliseconds. */
export function createSearchScope(
  cache: Pick<Cache, 'agents' | 'departments'>,
  agentId: string,
  serviceNow: () => number,
  zone: Pick<AgentZone, 'name'>,
): () => SearchScope {
  const agents = () =>
    cache.agents.list().map(({ doc }) => {
      const { id, name, email } = agentRow(doc);
      return { id, name, email };
    });
  const departments = () => cache.departments.list().map(({ doc }) => ({ id: doc.id, name: doc.name ?? doc.id }));
  return () => ({ agentId, now: serviceNow(), zone: zone.name(), agents, departments });
}
