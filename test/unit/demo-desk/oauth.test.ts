import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acceptConsent } from '../../../src-main/demo-desk/consent.ts';
import { authorization, startDesk, type Json, type TestDesk } from './client.ts';

let desk: TestDesk;
let redirectUri: string;
let stop: () => void;

beforeEach(async () => {
  desk = await startDesk({ tickets: 20 });
  const server = createServer((_request, response) => response.end('You may close this page.'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  stop = () => server.close();
});

afterEach(async () => {
  stop();
  await desk.close();
});

const verifier = randomBytes(32).toString('base64url');

function authUrl(change: Record<string, string | undefined> = {}): string {
  const url = new URL(`${desk.url}/oauth/v2/auth`);
  const query: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: desk.clientId,
    scope: 'Desk.tickets.READ,Desk.basic.READ',
    redirect_uri: redirectUri,
    access_type: 'offline',
    prompt: 'consent',
    state: 'st-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...change,
  };
  for (const [key, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(key, value);
  return url.href;
}

async function token(form: Record<string, string>): Promise<Json> {
  const response = await fetch(`${desk.url}/oauth/v2/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: desk.clientId, client_secret: desk.clientSecret, ...form }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Json;
}

async function code(change: Record<string, string | undefined> = {}, accept = true): Promise<URL> {
  const { callbackUrl } = await acceptConsent(authUrl(change), {
    email: 'jade@zylker.example',
    password: 'zylker-demo',
    accept,
  });
  return new URL(callbackUrl);
}

async function signIn(change: Record<string, string | undefined> = {}): Promise<Json> {
  const got = await code(change);
  return token({
    grant_type: 'authorization_code',
    code: got.searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
}

async function ticketStatus(access: string): Promise<number> {
  const response = await fetch(`${desk.url}/api/v1/tickets`, {
    headers: { orgId: desk.orgId, Authorization: authorization('live', access) },
  });
  return response.status;
}

describe('the accounts server', () => {
  test('goes from the pages to a working token, with state, location and accounts-server', async () => {
    const got = await code();
    expect(got.searchParams.get('state')).toBe('st-1');
    expect(got.searchParams.get('location')).toBe('us');
    expect(got.searchParams.get('accounts-server')).toBe(desk.url);
    const answer = await token({
      grant_type: 'authorization_code',
      code: got.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
    expect(answer).toMatchObject({ expires_in: 3600, token_type: 'Bearer', api_domain: expect.any(String) });
    expect(await ticketStatus(answer['access_token'] as string)).toBe(200);
    const refreshed = await token({ grant_type: 'refresh_token', refresh_token: answer['refresh_token'] as string });
    expect(refreshed['refresh_token']).toBeUndefined();
    expect(await ticketStatus(refreshed['access_token'] as string)).toBe(200);
  });

  test('the pages work without scripts and name their fields', async () => {
    const html = await (await fetch(authUrl())).text();
    expect(html).not.toContain('<script');
    expect(html).toContain('<label for="email">');
    expect(html).toContain('id="password"');
    expect(html).toContain('>Sign in</button>');
  });

  test('denied consent comes back as an error with the state', async () => {
    const got = await code({}, false);
    expect(got.searchParams.get('error')).toBe('access_denied');
    expect(got.searchParams.get('state')).toBe('st-1');
    expect(got.searchParams.get('code')).toBeNull();
  });

  test('a code works once, for two minutes, with its verifier and redirect URI', async () => {
    const fresh = async (): Promise<string> => (await code()).searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: verifier };
    const used = await fresh();
    await token({ ...form, code: used });
    expect(await token({ ...form, code: used })).toEqual({ error: 'invalid_code' });
    expect(await token({ ...form, code: await fresh(), code_verifier: 'wrong' })).toEqual({ error: 'invalid_code' });
    expect(await token({ ...form, code: await fresh(), redirect_uri: 'http://127.0.0.1:1/callback' })).toEqual({
      error: 'invalid_redirect_uri',
    });
    const late = await fresh();
    desk.advance(121_000);
    expect(await token({ ...form, code: late })).toEqual({ error: 'invalid_code' });
    expect(await token({ ...form, code: 'x', client_id: 'other' })).toEqual({ error: 'invalid_client' });
    expect(await token({ ...form, code: 'x', client_secret: 'bad' })).toEqual({ error: 'invalid_client_secret' });
  });

  test('one unknown scope, another client or another redirect URI stops at the page', async () => {
    for (const change of [
      { scope: 'Desk.tickets.READ,Desk.accounts.READ' },
      { client_id: 'x' },
      { redirect_uri: 'http://evil.example/callback' },
      { response_type: 'token' },
    ]) {
      expect((await fetch(authUrl(change), { redirect: 'manual' })).status).toBe(400);
    }
    await expect(acceptConsent(authUrl(), { email: 'jade@zylker.example', password: 'no' })).rejects.toThrow(
      'do not match',
    );
  });

  test('online access gives no refresh token', async () => {
    expect((await signIn({ access_type: undefined }))['refresh_token']).toBeUndefined();
  });

  test('ten access tokens per refresh token in ten minutes, then Access Denied with HTTP 200', async () => {
    const first = await signIn();
    const refresh = { grant_type: 'refresh_token', refresh_token: first['refresh_token'] as string };
    for (let i = 0; i < 10; i++) expect((await token(refresh))['access_token']).toBeTruthy();
    expect((await token(refresh))['error']).toBe('Access Denied');
    expect(await ticketStatus(first['access_token'] as string)).toBe(401);
    desk.advance(600_001);
    expect((await token(refresh))['access_token']).toBeTruthy();
  });

  test('the 21st refresh token kills the oldest', async () => {
    const first = await signIn();
    for (let i = 0; i < 20; i++) {
      desk.advance(1);
      await signIn();
    }
    expect(await token({ grant_type: 'refresh_token', refresh_token: first['refresh_token'] as string })).toEqual({
      error: 'invalid_code',
    });
  });

  test('revoking ends a refresh token and what came from it', async () => {
    const answer = await signIn();
    const revoked = await fetch(`${desk.url}/oauth/v2/token/revoke?token=${answer['refresh_token'] as string}`, {
      method: 'POST',
    });
    expect(await revoked.json()).toEqual({ status: 'success' });
    expect(await ticketStatus(answer['access_token'] as string)).toBe(401);
    expect(await token({ grant_type: 'refresh_token', refresh_token: answer['refresh_token'] as string })).toEqual({
      error: 'invalid_code',
    });
  });

  test('a token without the scope gets 403 SCOPE_MISMATCH', async () => {
    const access = (await signIn())['access_token'] as string;
    const got = await fetch(`${desk.url}/api/v1/contacts`, {
      headers: { orgId: desk.orgId, Authorization: authorization('live', access) },
    });
    expect(got.status).toBe(403);
    expect(((await got.json()) as Json)['errorCode']).toBe('SCOPE_MISMATCH');
  });
});

describe('access to the API', () => {
  test.each([
    ['no header', {}, 401, 'UNAUTHORIZED'],
    ['another scheme', { Authorization: 'Basic abc' }, 401, 'INVALID_OAUTH'],
    ['an unknown token', { Authorization: 'Zoho-oauthtoken abc' }, 401, 'INVALID_OAUTH'],
  ])('%s', async (_name, headers, status, errorCode) => {
    const got = await fetch(`${desk.url}/api/v1/tickets`, {
      headers: { orgId: desk.orgId, ...(headers as Record<string, string>) },
    });
    expect(got.status).toBe(status);
    expect(((await got.json()) as Json)['errorCode']).toBe(errorCode);
  });

  test('the organisation header is needed and must be one of the agent’s', async () => {
    expect((await desk.api('GET', '/api/v1/tickets', undefined, { orgId: '' })).status).toBe(400);
    const other = await desk.api('GET', '/api/v1/tickets', undefined, { orgId: '42' });
    expect([other.status, other.json['errorCode']]).toEqual([403, 'OAUTH_ORG_MISMATCH']);
  });

  test('tokens die after an hour of the desk’s clock, and when told to', async () => {
    desk.advance(3_600_001);
    expect((await desk.get('/api/v1/tickets')).status).toBe(401);
    const access = desk.issueToken();
    expect(await ticketStatus(access)).toBe(200);
    await desk.control('POST', '/tokens/expire');
    expect(await ticketStatus(access)).toBe(401);
  });

  test('the deprecated authtoken acts as the first agent', async () => {
    const got = await fetch(`${desk.url}/api/v1/myinfo`, {
      headers: { orgId: desk.orgId, Authorization: `Zoho-authtoken ${desk.authToken}` },
    });
    expect(((await got.json()) as Json)['emailId']).toBe('jade@zylker.example');
  });

  test('the reference manner wants its own scheme, as UTF-8 bytes', async () => {
    const reference = await startDesk({ manner: 'reference', tickets: 20 });
    expect((await reference.get('/api/v1/tickets')).status).toBe(200);
    const live = await fetch(`${reference.url}/api/v1/tickets`, {
      headers: { orgId: reference.orgId, Authorization: `Zoho-oauthtoken ${reference.issueToken()}` },
    });
    expect(live.status).toBe(401);
    await reference.close();
  });

  test('two organisations have data and ids of their own', async () => {
    const both = await startDesk({ orgs: 2, tickets: 30 });
    const orgs = (await both.get('/api/v1/organizations')).json['data'] as Json[];
    expect(orgs.map((org) => String(org['id']))).toEqual(both.orgIds);
    const second = await both.api('GET', '/api/v1/tickets', undefined, { orgId: both.orgIds[1] as string });
    const id = (second.json['data'] as Json[])[0]?.['id'] as string;
    expect((await both.get(`/api/v1/tickets/${id}`)).status).toBe(404);
    await both.close();
  });
});
