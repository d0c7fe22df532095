/** How the desk speaks: like the old reference, or like the live service. */
export type Manner = 'reference' | 'live';

/** Settings of a demo desk; all may be left out. */
export interface DemoDeskOptions {
  /** 0 (default) takes any free port. */
  port?: number;
  host?: string;
  /** How many tickets to seed; default 2,000. Ignored when `data` already holds a desk. */
  tickets?: number;
  seed?: number;
  /** A file to keep the data in, or ':memory:' (default). A second organisation gets a file beside it. */
  data?: string;
  manner?: Manner;
  /** How many organisations the agents belong to: 1 (default) or 2. */
  orgs?: number;
  /** Milliseconds: the seeded data ends here and the desk's clock starts here. Default: the real time. */
  now?: number;
  /** The desk's clock, for simulated days; replaces the real one entirely. */
  clock?: () => number;
  /** Credits of the organisation a day; default by the prices of a large edition, more for large desks. */
  creditsPerDay?: number;
  /** Calls in flight beyond which the desk answers TOO_MANY_REQUESTS; default 10. */
  maxConcurrent?: number;
  /** How long search lags behind writes, in ms of the desk's clock; default 2,000. */
  searchLagMs?: number;
  /** How long a sent reply stays PENDING, in ms of the desk's clock; default 1,500. */
  sendMs?: number;
  /** Emits every id as a bare JSON number, beyond 2^53 as they are. */
  bareIds?: boolean;
  /** Optional operations and search parameters of the live service that this desk lacks, e.g. `['conversations', 'modifiedTimeRange']`. */
  without?: readonly string[];
  /** Accepts any port in a 127.0.0.1 redirect URI, in place of the registered ones only. */
  anyLoopbackPort?: boolean;
  /** Adds this to every answer's time, in real ms. */
  latencyMs?: number;
  /** A draft gets a new id when it is sent, as nobody knows whether the live service does. */
  newIdOnSend?: boolean;
  /** Addresses to which mails fail, as a suffix; default '@bounce.example'. */
  bounceSuffix?: string;
}

export interface DemoAgent {
  id: string;
  email: string;
  password: string;
  name: string;
}

/** A running demo desk. */
export interface DemoDesk {
  /** The origin of both the accounts server and the Desk API, without a trailing slash. */
  url: string;
  /** Key for `/__demo`, to be sent as `x-demo-key`. */
  key: string;
  clientId: string;
  clientSecret: string;
  orgId: string;
  orgIds: string[];
  manner: Manner;
  /** Token for the deprecated `<brand>-authtoken` scheme; acts as the first agent. */
  authToken: string;
  agents: DemoAgent[];
  redirectUris: string[];
  /** What was true about the data file: 'seeded' now, or 'kept' as it was found. */
  data: 'seeded' | 'kept';
  /** The desk's time in ms. */
  now(): number;
  advance(ms: number): void;
  /** An access token for an agent without the pages; all scopes. */
  issueToken(email?: string): string;
  /** A refresh token for the first agent without the pages; all scopes. */
  issueRefreshToken(): string;
  /** When access tokens were given for refresh tokens, in ms of the desk's time, oldest first. */
  refreshes(): number[];
  /** Stops answering (connections are refused) until `resume`, on the same port. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** Registered with the demo client; the product listens on one of them. */
export const REDIRECT_PORTS = [53682, 53683, 53684, 53685] as const;
