import type { Transport } from '../src-preload/contract/wire.ts';
import type { Host } from './host.ts';
import type { Clock } from './lib/clock.ts';
import type { AppConfig } from './lib/config.ts';

export interface App {
  /** What hosts carry to their renderers. */
  readonly transport: Transport;
  /** Opens the databases and resumes the last session. */
  start(): Promise<void>;
  /** Ends every timer, request and database. Safe to call twice. */
  stop(): Promise<void>;
}

export interface AppOptions {
  host: Host;
  config: AppConfig;
  clock?: Clock;
}
