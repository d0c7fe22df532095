import { randomUUID } from 'node:crypto';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Emit } from '../lib/emitter.ts';
import type { Cache } from '../store/cache.ts';
import type { ViewStore } from '../store/views.ts';
import type { TicketLists } from './ticket-lists.ts';

export interface ViewHandlersDeps {
  cache: Pick<Cache, 'ticketFields'>;
  views: ViewStore;
  lists: TicketLists;
  emit: Emit;
}

/** The agent's own views, and what they can be made of. */
export function createViewHandlers({ cache, views, lists, emit }: ViewHandlersDeps): HandlersOf<'views'> {
  const changed = (): void => emit('views.changed', {});
  return {
    'views.fields': () => cache.ticketFields(),
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
    'views.count': ({ filter }) => ({ count: lists.countFilter(filter) }),
  };
}
