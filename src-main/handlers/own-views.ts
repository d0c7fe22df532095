import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Clock } from '../lib/clock.ts';
import type { AgentZone } from '../lib/agent-zone.ts';
import type { Emit } from '../lib/emitter.ts';
import type { Effective } from '../outbox/effective.ts';
import type { AgentSettings } from '../store/agent-settings.ts';
import type { Cache } from '../store/cache.ts';
import type { DraftStore } from '../store/drafts.ts';
import { createSnoozeStore } from '../store/snoozes.ts';
import { createViewStore } from '../store/views.ts';
import { createSnoozer, type Snoozer } from '../timers/snoozer.ts';
import { createSnoozeHandlers } from './snoozes.ts';
import { createTicketLists, type TicketLists } from './ticket-lists.ts';
import { createViewHandlers } from './views.ts';

export interface OwnViewsDeps {
  settings: AgentSettings;
  drafts: Pick<DraftStore, 'ticketIds'>;
  cache: Cache;
  effective: Effective;
  agentId: string;
  /** The service's time, epoch milliseconds. */
  serviceNow(): number;
  zone: AgentZone;
  clock: Clock;
  emit: Emit;
  /** The index has more to read before all that waits is found by its words. */
  onUnread?: () => void;
}

/** How the agent arranges the tickets on this machine: views of their own, how views look, and what is put off. */
export interface OwnViews {
  lists: TicketLists;
  snoozer: Snoozer;
  handlers: HandlersOf<'views'> & HandlersOf<'snoozes'>;
}

export function createOwnViews({ settings, drafts, cache, effective, clock, emit, ...who }: OwnViewsDeps): OwnViews {
  const views = createViewStore(settings);
  const snoozer = createSnoozer({
    store: createSnoozeStore(settings),
    getTicket: (id) => cache.tickets.get(id)?.doc ?? null,
    clock,
    emit,
  });
  const lists = createTicketLists({ cache, effective, views, snoozer, drafts, ...who });
  return {
    lists,
    snoozer,
    handlers: {
      ...createViewHandlers({ cache, views, lists, zone: who.zone, emit, clock }),
      ...createSnoozeHandlers(snoozer, effective.idOf),
    },
  };
}
