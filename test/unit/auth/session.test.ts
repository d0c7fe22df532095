import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { missingScopes, SCOPES } from '../../../src-main/auth/oauth.ts';
import { AppError } from '../../../src-main/lib/app-error.ts';
import { acceptConsent } from '../../../src-main/demo-desk/consent.ts';
import { createDemoDesk, type DemoDesk, type DemoDeskOptions } from '../../../src-main/demo-desk/desk.ts';
import type { SessionState } from '../../../src-preload/contract/session.ts';
import { type Core, startCore } from '../../factories/core.ts';
import { createFakeHost } from '../../fakes/host.ts';
import { until } from '../../fakes/until.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function desk(options: DemoDeskOptions = {}): Promise<DemoDesk> {
  const made = await createDemoDesk({ tickets: 10, anyLoopbackPort: true, ...options });
  closing.push(() => made.close());
  return made;
}
async function core(on: DemoDesk, options: Partial<Parameters<typeof startCore>[0]> = {}): Promise<Core> {
  const started = await startCore({ desk: on, ...options });
  closing.push(() => started.stop());
  return started;
}
/** A person who does nothing in the browser until told to. */
const noBrowser = () => createFakeHost();
const signedOut = { config: { demoConsent: null } };

const phase = <P extends SessionState['phase']>(on: Core, wanted: P): Promise<Extract<SessionState, { phase: P }>> =>
  until(`the session is ${wanted}`, async () => {
    const state = await on.call('session.get', {});
    return state.phase === wanted ? (state as Extract<SessionState, { phase: P }>) : null;
  });
const authorizationUrl = (on: Core): Promise<string> =>
  until('the authorization URL is known', async () => {
    const state = await on.call('session.get', {});
    return state.phase === 'signingIn' ? state.authorizationUrl : null;
  });
const problem = async (on: Core): Promise<string | undefined> =>
  (
    await until('the attempt ended', async () => {
      const state = await on.call('session.get', {});
      return state.phase === 'signedOut' && state.problem !== null ? state.problem : null;
    })
  ).code;
const redirect = (url: string): string => new URL(url).searchParams.get('redirect_uri') ?? '';
const stateOf = (url: string): string => new URL(url).searchParams.get('state') ?? '';
const start = async (on: Core, input: object = {}): Promise<string> => {
  await on.call('session.signIn', { profileId: 'configured', ...input });
  return authorizationUrl(on);
};

describe('sign-in', () => {
  it('asks for offline access with PKCE, and signs in once the consent is given', async () => {
    const service = await desk();
    const console_ = await core(service, { ...signedOut, host: noBrowser() });
    const url = new URL(await start(console_));
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      access_type: 'offline',
      code_challenge_method: 'S256',
    });
    expect(url.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    await acceptConsent(url.href, service.agents[0] as { email: string; password: string });
    const ready = await phase(console_, 'ready');
    expect(ready.agent.email).toBe(service.agents[0]?.email);
    expect(console_.host.opened).toEqual([url.href]);
  });

  it('says that consent was denied', async () => {
    const console_ = await core(await desk(), { ...signedOut, host: noBrowser() });
    const url = await start(console_);
    await fetch(`${redirect(url)}?error=access_denied&state=${stateOf(url)}`);
    expect(await problem(console_)).toBe('denied');
  });

  it('never sends the code to an accounts server that it does not know', async () => {
    const asked: string[] = [];
    const evil = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('{}');
    });
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => void evil.close(() => resolve())));
    const console_ = await core(await desk(), { ...signedOut, host: noBrowser() });
    const url = await start(console_);
    const server = encodeURIComponent(`http://127.0.0.1:${(evil.address() as AddressInfo).port}`);
    await fetch(`${redirect(url)}?code=c0de&state=${stateOf(url)}&accounts-server=${server}`);
    expect(await problem(console_)).toBe('unknownServer');
    expect(asked).toEqual([]);
  });

  it.each([
    [{ clientId: '1000.NOBODY', clientSecret: 'x' }, 'badClient'],
    [{ clientSecret: 'wrong' }, 'badSecret'],
  ])('reads the error that comes as HTTP 200: %j', async (input, code) => {
    const service = await desk();
    const console_ = await core(service, { ...signedOut, host: noBrowser() });
    const url = await start(console_, { clientId: service.clientId, ...input });
    if (code === 'badSecret')
      await acceptConsent(url, service.agents[0] as { email: string; password: string }).catch(() => undefined);
    else await fetch(`${redirect(url)}?code=1000.x.y&state=${stateOf(url)}`);
    expect(await problem(console_)).toBe(code);
  });

  it('says that the code is no good', async () => {
    const console_ = await core(await desk(), { ...signedOut, host: noBrowser() });
    const url = await start(console_);
    await fetch(`${redirect(url)}?code=1000.made.up&state=${stateOf(url)}`);
    expect(await problem(console_)).toBe('badCode');
  });

  it('can be cancelled, and leaves no port held', async () => {
    const console_ = await core(await desk(), { ...signedOut, host: noBrowser() });
    const url = await start(console_);
    await console_.call('session.cancelSignIn', {});
    expect(await phase(console_, 'signedOut')).toMatchObject({ problem: null });
    await expect(fetch(redirect(url))).rejects.toThrow();
  });

  it('says which ports are busy', async () => {
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => void busy.close(() => resolve())));
    const console_ = await core(await desk(), {
      ...signedOut,
      host: noBrowser(),
      ports: [(busy.address() as AddressInfo).port],
    });
    await console_.call('session.signIn', { profileId: 'configured' });
    expect(await problem(console_)).toBe('portsBusy');
  });

  it('says so when nobody finishes it', async () => {
    let now = Date.now();
    const wakes: (() => void)[] = [];
    const clock = {
      now: () => now,
      monotonic: () => now,
      sleep: (ms: number, signal?: AbortSignal) =>
        new Promise<void>((resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason as Error));
          if (ms >= 60_000) wakes.push(resolve);
        }),
    };
    const console_ = await core(await desk(), { ...signedOut, host: noBrowser(), clock });
    await start(console_);
    now += 5 * 60_000;
    for (const wake of wakes) wake();
    expect(await problem(console_)).toBe('timeout');
  });

  it('lets the agent choose among several organisations', async () => {
    const service = await desk({ orgs: 2 });
    const console_ = await core(service, { config: { org: null } });
    const choice = await phase(console_, 'choosingOrganization');
    expect(choice.organizations).toHaveLength(2);
    await expect(console_.call('session.chooseOrganization', { id: '1' })).rejects.toMatchObject({
      error: { code: 'notFound' },
    });
    const wanted = choice.organizations[1];
    await console_.call('session.chooseOrganization', { id: wanted?.id ?? '' });
    expect((await phase(console_, 'ready')).organization).toEqual(wanted);
  });

  it('asks who the agent is where the service has no "who am I"', async () => {
    const service = await desk({ manner: 'reference' });
    const console_ = await core(service, { config: { agent: null } });
    const choice = await phase(console_, 'choosingAgent');
    const wanted = choice.agents[3];
    await console_.call('session.chooseAgent', { id: wanted?.id ?? '' });
    expect((await phase(console_, 'ready')).agent).toEqual(wanted);
  });

  it('takes the deprecated auth token of a custom service', async () => {
    const service = await desk({ manner: 'reference' });
    const console_ = await core(service, signedOut);
    await console_.call('session.signIn', {
      profileId: 'custom',
      authToken: service.authToken,
      custom: { accountsUrl: service.url, deskUrl: service.url, brand: '乐投Letou' },
    });
    await phase(console_, 'ready');
    await console_.synced();
    expect((await console_.call('tickets.counts', {})).allOpen).toBeGreaterThan(0);
  });
});

describe('a service that can not be reached', () => {
  it('is a reason that the page knows, whatever the network said', async () => {
    const service = await desk();
    const console_ = await core(service, signedOut);
    // Nobody listens there.
    const nowhere = 'http://127.0.0.1:9';
    await console_.call('session.signIn', {
      profileId: 'custom',
      authToken: 'any',
      custom: { accountsUrl: nowhere, deskUrl: nowhere, brand: 'Zoho' },
    });
    expect(await problem(console_)).toBe('offline');
  });
});

describe('a kept session', () => {
  it('is taken up again without a browser and without a refresh', async () => {
    const service = await desk();
    const first = await core(service);
    await first.ready();
    await first.stop();
    const before = first.host.secretsMap.get('session');
    const second = await core(service, {
      ...signedOut,
      host: createFakeHost({ dataDir: first.host.dataDir, secretsMap: first.host.secretsMap }),
    });
    await second.ready();
    await second.synced();
    expect(second.host.opened).toEqual([]);
    expect(second.host.secretsMap.get('session')).toBe(before);
  });

  it('that the service ended pauses the network and never the work', async () => {
    const service = await desk();
    const first = await core(service);
    await first.ready();
    await first.synced();
    const session = JSON.parse(first.host.secretsMap.get('session') ?? '') as { credential: { refreshToken: string } };
    await fetch(`${service.url}/oauth/v2/token/revoke?token=${session.credential.refreshToken}`, { method: 'POST' });
    await fetch(`${service.url}/__demo/tokens/expire`, { method: 'POST', headers: { 'x-demo-key': service.key } });
    await first.call('sync.now', {});
    await until('the session says that it ended', async () => {
      const state = await first.call('session.get', {});
      return state.phase === 'ready' && state.problem?.code === 'sessionEnded';
    });
    expect((await first.call('sync.status', {})).connection).toBe('signInNeeded');
    expect((await first.call('tickets.list', { view: 'allOpen', offset: 0, limit: 5 })).rows.length).toBeGreaterThan(0);
    await first.call('session.signInAgain', {});
    await until('the session is whole again', async () => {
      const state = await first.call('session.get', {});
      return state.phase === 'ready' && state.problem === null;
    });
    await until('it is online again', async () => (await first.call('sync.status', {})).connection === 'online');
  });

  it('is revoked and forgotten at sign-out, while the cache stays', async () => {
    const service = await desk();
    const first = await core(service);
    await first.ready();
    await first.synced();
    const session = JSON.parse(first.host.secretsMap.get('session') ?? '') as { credential: { refreshToken: string } };
    await first.call('session.signOut', {});
    expect(first.host.secretsMap.has('session')).toBe(false);
    const answer = await fetch(`${service.url}/oauth/v2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: service.clientId,
        client_secret: service.clientSecret,
        refresh_token: session.credential.refreshToken,
      }),
    });
    expect(await answer.json()).toHaveProperty('error');
    await expect(first.call('tickets.counts', {})).rejects.toMatchObject({ error: { code: 'unauthorized' } });
  });

  it('that can not be read costs a new sign-in and nothing else', async () => {
    const service = await desk();
    const console_ = await core(service, {
      ...signedOut,
      host: createFakeHost({ secretsMap: new Map([['session', '{"version":99}']]) }),
    });
    expect(await phase(console_, 'signedOut')).toMatchObject({ problem: { code: 'keychain' } });
  });
});

it('no token is in any reply or event', async () => {
  const service = await desk();
  const console_ = await core(service);
  await console_.ready();
  await console_.synced();
  const { credential } = JSON.parse(console_.host.secretsMap.get('session') ?? '') as {
    credential: { refreshToken: string; accessToken: string };
  };
  const replies = await Promise.all([
    console_.call('session.get', {}),
    console_.call('app.info', {}),
    console_.call('sync.status', {}),
    console_.call('settings.get', {}),
  ]);
  const text = JSON.stringify([replies, console_.events, console_.host.opened]);
  for (const secret of [credential.refreshToken, credential.accessToken, service.clientSecret])
    expect(text).not.toContain(secret);
});

describe('a keychain that does not open', () => {
  it('shows what is held here, sends nothing, and goes on when it opens', async () => {
    const service = await desk();
    const host = createFakeHost();
    let isLocked = false;
    const { get } = host.secrets;
    const locked: typeof host = Object.assign(host, {
      secrets: {
        ...host.secrets,
        get: (name: string) =>
          isLocked
            ? Promise.reject(new AppError('forbidden', 'The keychain is locked.', { reason: 'keychain' }))
            : get(name),
      },
    });
    const openExternal = async (url: string): Promise<void> =>
      void (await acceptConsent(url, service.agents[0] as { email: string; password: string }));
    Object.assign(locked, { openExternal });
    const first = await core(service, { host: locked });
    await first.ready();
    await first.synced();
    await first.stop();
    isLocked = true;
    const second = await core(service, { host: locked, ...signedOut });
    const state = await phase(second, 'ready');
    expect(state.problem?.code).toBe('keychain');
    const { total } = await second.call('tickets.list', { view: 'allOpen', offset: 0, limit: 5 });
    expect(total).toBeGreaterThan(0);
    expect((await second.call('sync.status', {})).connection).toBe('signInNeeded');
    await second.call('session.signInAgain', {});
    await until('it is still locked', async () => (await phase(second, 'ready')).problem?.code === 'keychain');
    isLocked = false;
    await second.call('session.signInAgain', {});
    await until('the console goes on', async () => {
      const now = await phase(second, 'ready');
      return now.problem === null && (await second.call('sync.status', {})).connection === 'online';
    });
    await second.call('session.signOut', {});
    expect(locked.settings.get('identity')).toBeNull();
  });
});

describe('a scope that is missing', () => {
  it('is named with what to do, while the rest goes on', async () => {
    const service = await desk();
    await fetch(`${service.url}/__demo/faults`, {
      method: 'PUT',
      headers: { 'x-demo-key': service.key },
      body: JSON.stringify([
        {
          match: { path: '/api/v1/contacts' },
          fault: {
            kind: 'status',
            status: 403,
            body: { errorCode: 'SCOPE_MISMATCH', message: 'The OAuth token lacks a scope.' },
          },
        },
      ]),
    });
    const console_ = await core(service);
    await console_.ready();
    const state = await until('it is said', async () => {
      const now = await phase(console_, 'ready');
      return now.problem === null ? null : now;
    });
    expect(state.problem).toMatchObject({ code: 'badScope', scopes: ['Desk.contacts.READ'] });
    expect((await console_.call('sync.status', {})).connection).toBe('online');
  });

  it('is found by what was granted', () => {
    expect(missingScopes(null)).toEqual([]);
    expect(missingScopes([...SCOPES])).toEqual([]);
    expect(missingScopes(['Desk.tickets.READ', 'Desk.contacts.ALL', 'Desk.tasks.ALL', 'Desk.basic.ALL'])).toEqual([
      'Desk.tickets.ALL',
      'Desk.settings.READ',
      'Desk.search.READ',
    ]);
  });
});
