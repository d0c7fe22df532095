import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Snoozer } from '../timers/snoozer.ts';

/** What is put off on this machine. `idOf` answers the service's id of a ticket that was made here. */
export function createSnoozeHandlers(snoozer: Snoozer, idOf: (id: string) => string): HandlersOf<'snoozes'> {
  return {
    'snoozes.list': () => [...snoozer.list()],
    'snoozes.set'({ ticketIds, until }) {
      snoozer.set(ticketIds.map(idOf), until);
      return null;
    },
    'snoozes.end'({ ticketIds }) {
      snoozer.end(ticketIds.map(idOf));
      return null;
    },
  };
}
