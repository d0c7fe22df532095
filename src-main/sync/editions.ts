import type { Agent } from '../../src-preload/contract/agents.ts';
import type { SyncContext } from './context.ts';
import { asOfName } from './lists.ts';
import { refreshRecord } from './records.ts';
import type { Job } from './scheduler.ts';
import { isAppError } from '../lib/app-error.ts';

const DAY_MS = 24 * 3_600_000;
/** Credits a day by edition: a sum, and so much for each agent. Source: the service's price list (service-facts, Limits). */
export const EDITIONS: Readonly<Record<string, readonly [sum: number, perAgent: number]>> = {
  free: [5_000, 0],
  express: [25_000, 100],
  standard: [50_000, 250],
  professional: [75_000, 500],
  enterprise: [100_000, 1_000],
};

/** Credits that an edition gives its organisation a day; 0 for one that is not known. */
export function creditsOfEdition(edition: string | null | undefined, agents: number): number {
  const name = (edition ?? '').trim().toLowerCase();
  const [sum, perAgent] = (Object.hasOwn(EDITIONS, name) ? EDITIONS[name] : undefined) ?? [0, 0];
  return sum + perAgent * agents;
}

const isActive = ({ status }: Agent): boolean => !status || status.toUpperCase() === 'ACTIVE';

/** What the organisation has a day by its edition and its active agents, as far as they are held; read anew only after they were. */
export function createEditionCredits({
  cache,
  organizationId,
}: Pick<SyncContext, 'cache' | 'organizationId'>): () => number {
  let known: { key: string; credits: number } | null = null;
  return () => {
    const key = ['organization', 'agents'].map((noun) => cache.cursors.updatedAt(asOfName(noun)) ?? 0).join();
    if (known?.key === key) return known.credits;
    const edition = cache.organizations.get(organizationId)?.doc.edition;
    const agents = cache.agents.list().filter(({ doc }) => isActive(doc)).length;
    known = { key, credits: creditsOfEdition(edition, agents) };
    return known.credits;
  };
}

/** The organisation, daily and before everything else: its edition says how much of the credits is how much of the day. */
export function createOrganizationJob(context: SyncContext): Job {
  const { cache, clock, organizationId } = context;
  const name = asOfName('organization');
  return {
    name: 'organization',
    priority: 101,
    purpose: 'fresh',
    nextAt: () => (cache.cursors.updatedAt(name) ?? 0) + DAY_MS,
    async step() {
      try {
        await refreshRecord(context, 'organization', organizationId, { always: false });
      } catch (error) {
        // Where a profile may not see it, the most that was ever left has to do.
        if (!isAppError(error, 'forbidden', 'notFound')) throw error;
      }
      cache.cursors.set(name, {}, clock.now());
    },
  };
}
