import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Sync } from '../sync/sync.ts';

export function createSyncHandlers(sync: Sync): HandlersOf<'sync'> {
  return {
    'sync.status': () => sync.status(),
    'sync.now': () => {
      sync.wake();
      return null;
    },
    'sync.focus': ({ ticketId, visibleIds }) => {
      sync.focus(ticketId, visibleIds);
      return null;
    },
  };
}
