import * as http from 'node:http';
import * as https from 'node:https';

/** Agents for both protocols, in the shape that got takes. */
export interface Agents {
  http: http.Agent;
  https: https.Agent;
}

/** An idle connection is given up before the service closes it under a request. */
const IDLE_MS = 4_000;

/**
 * Connections by way of the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name (either case), if any. Needs Node's own
 * `proxyEnv` (24.5, 22.21); older ones connect directly. `keepAlive` off gives every request a connection of its own.
 */
export function createAgents(env: NodeJS.ProcessEnv, { keepAlive }: { keepAlive: boolean }): Agents {
  const options = { keepAlive, proxyEnv: env, ...(keepAlive ? { timeout: IDLE_MS, scheduling: 'lifo' as const } : {}) };
  return { http: new http.Agent(options), https: new https.Agent(options) };
}
