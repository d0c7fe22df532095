import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Clock } from '../lib/clock.ts';
import { createPresence } from '../sync/presence.ts';
import type { Sync } from '../sync/sync.ts';

/** The sync's controls and its picture. */
export function createSyncHandlers(sync: Sync, clock: Clock): HandlersOf<'sync'> {
  const presence = createPresence(clock);
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
    'sync.presence': ({ page, ...said }) => {
      const { focused, visible } = presence.note(page, said);
      sync.presence(focused, visible);
      return null;
    },
    'sync.setDepth': (depth) => {
      sync.setDepth(depth);
      return null;
    },
    'sync.estimateDepth': (depth) => sync.estimateDepth(depth),
    'sync.endEstimate': () => {
      sync.endEstimate();
      return null;
    },
    'sync.answerSweep': ({ remove, ...question }) => {
      sync.answerSweep(question, remove);
      return null;
    },
    'sync.sweep': () => {
      sync.sweep();
      return null;
    },
  };
}
