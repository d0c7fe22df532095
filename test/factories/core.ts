import { type App, createApp } from '../../src-main/app.ts';
import type { DemoDesk } from '../../src-main/demo-desk/desk.ts';
import { acceptConsent } from '../../src-main/demo-desk/consent.ts';
import type { AppConfig } from '../../src-main/lib/config.ts';
import type { Clock } from '../../src-main/lib/clock.ts';
import type { Logger } from '../../src-main/lib/logger.ts';
import type { Input, MethodName, Output } from '../../src-preload/contract/index.ts';
import type { ReplyError, WireEvent } from '../../src-preload/contract/wire.ts';
import { createFakeHost, type FakeHost } from '../fakes/host.ts';
import { until } from '../fakes/until.ts';

/** An error that crossed the bridge. */
export class CallError extends Error {
  readonly error: ReplyError;
  constructor(error: ReplyError) {
    super(`${error.code}: ${error.message}`);
    this.error = error;
  }
}

export interface Core {
  app: App;
  host: FakeHost;
  events: WireEvent[];
  call<M extends MethodName>(method: M, input: Input<M>): Promise<Output<M>>;
  /** Waits until somebody is signed in. */
  ready(): Promise<void>;
  /** Waits until everything that the lists promise is held. */
  synced(): Promise<void>;
  stop(): Promise<void>;
}

export interface CoreOptions {
  desk: DemoDesk;
  host?: FakeHost;
  config?: Partial<AppConfig>;
  clock?: Clock;
  logger?: Logger;
  ports?: readonly number[];
}

export function testConfig(desk: DemoDesk, config: Partial<AppConfig> = {}): AppConfig {
  const [agent] = desk.agents;
  return {
    dataDir: null,
    port: 0,
    deskUrl: desk.url,
    accountsUrl: desk.url,
    brand: desk.manner === 'live' ? 'Zoho' : '乐投Letou',
    clientId: desk.clientId,
    clientSecret: desk.clientSecret,
    org: desk.orgId,
    agent: agent?.email ?? null,
    demoConsent: agent === undefined ? null : { email: agent.email, password: agent.password },
    depth: 'all',
    open: false,
    json: false,
    ...config,
  };
}

/** The real core on a host without a platform, signed in to a demo desk unless `config.demoConsent` is null. */
export async function startCore(options: CoreOptions): Promise<Core> {
  const { desk } = options;
  const [agent] = desk.agents;
  const host =
    options.host ??
    createFakeHost({
      openExternal: async (url) => {
        if (agent !== undefined && new URL(url).origin === desk.url) await acceptConsent(url, agent);
      },
    });
  const app = createApp({
    host,
    config: testConfig(desk, options.config),
    parseOutputs: true,
    ports: options.ports ?? [0],
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  });
  const events: WireEvent[] = [];
  app.transport.onEvent((event) => events.push(event));
  const call = async <M extends MethodName>(method: M, input: Input<M>): Promise<Output<M>> => {
    const reply = await app.transport.call(method, input);
    if (!reply.ok) throw new CallError(reply.error);
    return reply.value as Output<M>;
  };
  await app.start();
  return {
    app,
    host,
    events,
    call,
    ready: async () =>
      void (await until('somebody is signed in', async () => (await call('session.get', {})).phase === 'ready')),
    async synced() {
      await until(
        'the sync is quiet',
        async () => {
          const { asOf, progress } = await call('sync.status', {});
          return asOf !== null && progress === null;
        },
        60_000,
      );
    },
    stop: () => app.stop(),
  };
}
