import { afterEach, expect, it } from 'vitest';
import { createDemoDesk, type DemoDesk } from '../../../src-main/demo-desk/desk.ts';
import { createTokenSource } from '../../../src-main/auth/token-source.ts';
import { systemClock } from '../../../src-main/lib/clock.ts';
import { createApiClient } from '../../../src-main/api/client.ts';
import { listDepartments } from '../../../src-main/api/departments.ts';
import type { Credential } from '../../../src-main/auth/stored-session.ts';
import { startCore } from '../../factories/core.ts';

let desk: DemoDesk;
afterEach(() => desk.close());

/** A credential from a real sign-in. */
async function credentialOf(service: DemoDesk): Promise<Credential & { kind: 'oauth' }> {
  const core = await startCore({ desk: service });
  await core.ready();
  await core.stop();
  return (JSON.parse(core.host.secretsMap.get('session') ?? '') as { credential: Credential & { kind: 'oauth' } })
    .credential;
}

const profileOf = (service: DemoDesk) => ({
  id: 'x',
  label: 'x',
  accountsUrl: service.url,
  deskUrl: service.url,
  brand: 'Zoho' as const,
});

const refreshes = async (service: DemoDesk): Promise<number> => {
  const response = await fetch(`${service.url}/__demo/calls`, { headers: { 'x-demo-key': service.key } });
  return (
    ((await response.json()) as { operations: Record<string, { calls: number }> }).operations['oauthRefresh']?.calls ??
    0
  );
};

it('fifty concurrent 401s make one refresh, and every call then succeeds', async () => {
  desk = await createDemoDesk({ tickets: 5, anyLoopbackPort: true });
  const credential = await credentialOf(desk);
  await fetch(`${desk.url}/__demo/tokens/expire`, { method: 'POST', headers: { 'x-demo-key': desk.key } });
  const before = await refreshes(desk);
  const kept: Credential[] = [];
  const tokens = createTokenSource({
    profile: profileOf(desk),
    client: { clientId: desk.clientId, clientSecret: desk.clientSecret },
    credential,
    clock: systemClock,
    onCredential: (next) => Promise.resolve(void kept.push(next)),
    onEnded: () => undefined,
  });
  const client = createApiClient({ deskUrl: desk.url, orgId: desk.orgId, tokens, clock: systemClock });
  const answers = await Promise.all(Array.from({ length: 50 }, () => listDepartments(client, { limit: 200 })));
  expect(answers.every((rows) => rows.length > 0)).toBe(true);
  expect((await refreshes(desk)) - before).toBe(1);
  // Even all at once, past the client's own limit of three.
  await fetch(`${desk.url}/__demo/tokens/expire`, { method: 'POST', headers: { 'x-demo-key': desk.key } });
  const stale = await tokens.authorization();
  const values = await Promise.all(Array.from({ length: 50 }, () => tokens.authorization(stale)));
  expect(new Set(values).size).toBe(1);
  expect(values[0]).not.toBe(stale);
  expect((await refreshes(desk)) - before).toBe(2);
});

it('stops short of the ten refreshes in ten minutes that the service allows, across restarts', async () => {
  desk = await createDemoDesk({ tickets: 5, anyLoopbackPort: true });
  let credential: Credential = await credentialOf(desk);
  const before = await refreshes(desk);
  const outcomes: string[] = [];
  for (let start = 0; start < 12; start += 1) {
    const tokens = createTokenSource({
      profile: profileOf(desk),
      client: { clientId: desk.clientId, clientSecret: desk.clientSecret },
      credential,
      clock: systemClock,
      onCredential: (next) => {
        credential = next;
        return Promise.resolve();
      },
      onEnded: () => outcomes.push('ended'),
    });
    outcomes.push(
      await tokens.authorization(await tokens.authorization()).then(
        () => 'refreshed',
        (error: { code: string }) => error.code,
      ),
    );
  }
  expect((await refreshes(desk)) - before).toBeLessThanOrEqual(9);
  expect(outcomes.at(-1)).toBe('rateLimited');
  expect(outcomes).not.toContain('ended');
});
