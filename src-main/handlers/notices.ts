import type { AppInfo } from '../../src-preload/contract/app.ts';
import type { AgentDatabase } from '../store/agent-database.ts';

export type Notice = AppInfo['notices'][number];

/** What the agent should know of how the databases were found. */
export const noticesOf = (isCacheNew: boolean, { setAside, salvaged }: AgentDatabase): Notice[] => [
  ...(isCacheNew ? [{ id: 'cacheRebuilt', level: 'warning' } as const] : []),
  ...(setAside === null
    ? []
    : [
        {
          id: 'agentDatabaseSetAside',
          level: 'danger',
          jobs: salvaged?.jobs ?? 0,
          drafts: salvaged?.drafts ?? 0,
          path: setAside,
        } as const,
      ]),
];
