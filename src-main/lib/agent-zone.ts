import { isZone, machineZone } from './days.ts';

/** The zone of the agent's days and clocks. */
export interface AgentZone {
  /** Its IANA name. */
  name(): string;
  /** The zone that the agent's page shows times in; undefined or one that nobody knows changes nothing. */
  use(told: string | undefined): void;
}

/** Until a page tells it, the zone is the one that `expected` names, and this machine's where that names none. */
export function createAgentZone(expected: () => string | undefined): AgentZone {
  let zone: string | null = null;
  return {
    name() {
      if (zone !== null) return zone;
      const name = expected();
      return name !== undefined && isZone(name) ? name : machineZone();
    },
    use(told) {
      if (told !== undefined && told !== zone && isZone(told)) zone = told;
    },
  };
}
