import { randomUUID } from 'node:crypto';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { TicketFieldValues } from '../../src-preload/contract/views.ts';
import type { AgentZone } from '../lib/agent-zone.ts';
import type { Clock } from '../lib/clock.ts';
import type { Emit } from '../lib/emitter.ts';
import type { Cache } from '../store/cache.ts';
import type { ViewStore } from '../store/views.ts';
import type { TicketLists } from './ticket-lists.ts';

export interface ViewHandlersDeps {
  cache: Pick<Cache, 'ticketFields' | 'tags'>;
  views: ViewStore;
  lists: TicketLists;
  zone: AgentZone;
  emit: Emit;
  clock: Pick<Clock, 'monotonic'>;
}

/** What a reading took is that often let go by before the next: it never has more than a thousandth of the time. */
const REST = 1_000;

/** The agent's own views, and what they can be made of. */
export function createViewHandlers({
  cache,
  views,
  lists,
  zone: agentZone,
  emit,
  clock,
}: ViewHandlersDeps): HandlersOf<'views'> {
  let known: { fields: Omit<TicketFieldValues, 'tags'>; until: number } | null = null;
  /** Every ticket that is opened asks for them, and nothing else is done while they are read. */
  function fields(): Omit<TicketFieldValues, 'tags'> {
    const begun = clock.monotonic();
    if (known !== null && begun < known.until) return known.fields;
    const read = cache.ticketFields();
    const end = clock.monotonic();
    known = { fields: read, until: end + REST * (end - begun) };
    return read;
  }
  const changed = (): void => emit('views.changed', {});
  return {
    'views.fields': () => ({ ...fields(), tags: cache.tags.list() }),
    'views.list': () => ({ views: [...views.list()], looks: views.looks() }),
    'views.save'({ id, name, filter, sort }) {
      const view = { id: id ?? `v-${randomUUID()}`, name, filter, sort };
      views.save(view);
      changed();
      return view;
    },
    'views.delete'({ id }) {
      const view = views.delete(id);
      views.setLook(id, { sort: null, columns: null, isWatched: false });
      changed();
      return view;
    },
    'views.reorder'({ ids }) {
      views.reorder(ids);
      changed();
      return null;
    },
    'views.setLook'({ id, look }) {
      views.setLook(id, look);
      changed();
      return null;
    },
    'views.count'({ filter, zone }) {
      agentZone.use(zone);
      return { count: lists.countFilter(filter) };
    },
  };
}
