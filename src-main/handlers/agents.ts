import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Cache } from '../store/cache.ts';
import { agentRow } from './present.ts';

/** Agents from the cache. */
export function createAgentHandlers(cache: Cache): HandlersOf<'agents'> {
  return {
    'agents.list': () => cache.agents.list().map(({ doc }) => agentRow(doc)),
  };
}
