import got, { RequestError, TimeoutError } from 'got';
import { z } from 'zod';
import type { SignInProblem } from '../../src-preload/contract/session.ts';
import { AppError } from '../lib/app-error.ts';
import { createAgents } from '../lib/proxy-agents.ts';
import type { Profile } from './profiles.ts';

/**
 * What Deskhand asks for: reading everything it shows, writing what an agent writes. Comma separated on the wire; one
 * unknown scope would fail the whole request, so all are from the reference's own table (OAuth 作用域).
 */
export const SCOPES = [
  'Desk.tickets.ALL',
  'Desk.contacts.READ',
  'Desk.contacts.WRITE',
  'Desk.contacts.UPDATE',
  'Desk.contacts.CREATE',
  'Desk.tasks.ALL',
  'Desk.basic.READ',
  'Desk.basic.CREATE',
  'Desk.settings.READ',
  'Desk.search.READ',
] as const;

/** The registered client. The secret is optional for public clients (RFC 8252, 8.5). */
export interface Client {
  clientId: string;
  clientSecret: string | null;
}

export interface AuthorizationRequest {
  profile: Profile;
  client: Client;
  redirectUri: string;
  state: string;
  challenge: string;
}

/** Where the agent's browser goes. `offline` and `consent` are what makes the service give a refresh token. */
export function authorizationUrl({ profile, client, redirectUri, state, challenge }: AuthorizationRequest): string {
  const url = new URL('/oauth/v2/auth', profile.accountsUrl);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: client.clientId,
    scope: SCOPES.join(','),
    redirect_uri: redirectUri,
    access_type: 'offline',
    prompt: 'consent',
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }).toString();
  return url.href;
}

export type ProblemCode = SignInProblem['code'];

const PROBLEMS: Record<string, [ProblemCode, string]> = {
  access_denied: ['denied', 'Access was denied on the consent page. Sign in again and accept to go on.'],
  'access denied': [
    'tooManyTokens',
    'The service allows ten new tokens in ten minutes. Wait ten minutes, then try again.',
  ],
  invalid_code: ['badCode', 'The service no longer knows this sign-in. Start it again.'],
  invalid_client: ['badClient', 'The service does not know this client id. Check it in the developer console.'],
  invalid_client_secret: ['badSecret', 'The client secret is wrong. Copy it again from the developer console.'],
  invalid_redirect_uri: [
    'badRedirect',
    'The redirect address is not registered. Add it to the client in the developer console.',
  ],
  invalid_scope: ['badScope', 'The service refused a scope that Deskhand needs. Allow all of them for this client.'],
  scope_mismatch: ['badScope', 'The service refused a scope that Deskhand needs. Allow all of them for this client.'],
};

/** A sign-in that failed, with the reason as a code for the view (`reason`) and a sentence. */
export const signInError = (code: ProblemCode, message: string, cause?: unknown): AppError =>
  new AppError(code === 'offline' ? 'offline' : code === 'tooManyTokens' ? 'rateLimited' : 'unauthorized', message, {
    reason: code,
    ...(code === 'tooManyTokens' ? { retryAfterMs: 600_000 } : {}),
    ...(cause === undefined ? {} : { cause }),
  });

/** The service's `error` word, from the callback or from a token answer, as a sign-in error. */
export function oauthError(word: string): AppError {
  const known = PROBLEMS[word.toLowerCase()] ?? PROBLEMS[word.toLowerCase().replaceAll(' ', '_')];
  if (known !== undefined) return signInError(...known);
  const said = word.slice(0, 120);
  return new AppError('unauthorized', `The service refused the sign-in: ${said}`, {
    reason: 'other' satisfies ProblemCode,
    service: { status: 200, errorCode: said, said },
  });
}

export interface Tokens {
  accessToken: string;
  /** Null on a refresh: the old one goes on. */
  refreshToken: string | null;
  /** Seconds of life, 3600 as a rule. */
  expiresIn: number;
  /** Scopes that the service says it granted; null where it does not. */
  granted: string[] | null;
}

/** Those of ours that what was granted does not cover. */
export function missingScopes(granted: readonly string[] | null): string[] {
  if (granted === null) return [];
  const has = new Set(granted);
  return SCOPES.filter((scope) => !has.has(scope) && !has.has(scope.replace(/[^.]+$/, 'ALL')));
}

/** Errors of the token endpoint come as HTTP 200 (service-facts, OAuth), so both shapes are read from any answer. */
const tokenAnswer = z.union([
  z.looseObject({ error: z.string() }),
  z.looseObject({
    access_token: z.string().min(1),
    refresh_token: z.string().min(1).optional(),
    expires_in: z.coerce.number().positive().catch(3600),
    scope: z.string().optional().catch(undefined),
  }),
]);

const agent = createAgents(process.env, { keepAlive: false });

async function post(profile: Profile, path: string, form: Record<string, string>): Promise<string> {
  try {
    const response = await got.post(new URL(path, profile.accountsUrl), {
      form,
      agent,
      retry: { limit: 0 },
      throwHttpErrors: false,
      followRedirect: false,
      timeout: { request: 30_000 },
      responseType: 'text',
    });
    if (response.statusCode >= 500)
      throw signInError('offline', `The accounts service has trouble (${response.statusCode}).`);
    return response.body;
  } catch (error) {
    // Got's errors carry the form, and with it the secret: they go no further.
    if (error instanceof TimeoutError) throw signInError('offline', 'The accounts service did not answer in time.');
    if (error instanceof RequestError)
      throw signInError('offline', `The accounts service could not be reached (${error.code}).`);
    throw error;
  }
}

async function requestTokens(profile: Profile, form: Record<string, string>): Promise<Tokens> {
  const body = await post(profile, '/oauth/v2/token', form);
  let answer: z.output<typeof tokenAnswer>;
  try {
    answer = tokenAnswer.parse(JSON.parse(body));
  } catch {
    throw signInError(
      'offline',
      'Something other than the accounts service answered: this network may want you to sign in to it first.',
    );
  }
  if ('error' in answer) throw oauthError(String(answer.error));
  const granted = (answer.scope ?? '').split(/[\s,]+/).filter(Boolean);
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? null,
    expiresIn: answer.expires_in,
    granted: granted.length === 0 ? null : granted,
  };
}

const clientForm = ({ clientId, clientSecret }: Client): Record<string, string> => ({
  client_id: clientId,
  ...(clientSecret === null ? {} : { client_secret: clientSecret }),
});

/** Exchanges the code (RFC 6749, 4.1.3) at the checked accounts host. Fails with a sign-in error. */
export function fetchTokens(
  profile: Profile,
  client: Client,
  { code, redirectUri, verifier }: { code: string; redirectUri: string; verifier: string },
): Promise<Tokens> {
  return requestTokens(profile, {
    grant_type: 'authorization_code',
    ...clientForm(client),
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    scope: SCOPES.join(','),
  });
}

/** A new access token for a refresh token (RFC 6749, 6). The refresh token stays. */
export function refreshTokens(profile: Profile, client: Client, refreshToken: string): Promise<Tokens> {
  return requestTokens(profile, { grant_type: 'refresh_token', ...clientForm(client), refresh_token: refreshToken });
}

/** Revokes a refresh token and what came of it (RFC 7009). Fails `offline`; the caller decides whether that matters. */
export async function revokeToken(profile: Profile, refreshToken: string): Promise<void> {
  await post(profile, '/oauth/v2/token/revoke', { token: refreshToken });
}
