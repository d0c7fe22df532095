import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Cache } from '../store/cache.ts';

export interface ViewHandlersDeps {
  cache: Pick<Cache, 'ticketFields'>;
}

/** The agent's own views, and what they can be made of. */
export function createViewHandlers({ cache }: ViewHandlersDeps): HandlersOf<'views'> {
  return {
    'views.fields': () => cache.ticketFields(),
  };
}
