import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AgentRow } from '../call.ts';
import { htmlAnswer, readBody, type Answer } from '../http.ts';
import { agentName } from '../nouns/people.ts';
import type { Manner } from '../options.ts';
import { DEMO_PASSWORD } from '../seed/company.ts';
import type { Store } from '../store.ts';
import { consentPage, errorPage, loginPage } from './pages.ts';
import { ACCESS_LIFE, challengeOf, SCOPES, type Grant, type Tokens } from './tokens.ts';

export interface OAuthDeps {
  store: Store;
  tokens: Tokens;
  clientId: string;
  clientSecret: string;
  redirectUris: readonly string[];
  anyLoopbackPort: boolean;
  manner: Manner;
  authToken: string;
  origin(): string;
  now(): number;
}

/** Answers the accounts server's paths; the name is for the call counts. Undefined for other paths. */
export type OAuthRoutes = (
  request: IncomingMessage,
  url: URL,
) => Promise<{ operation: string; answer: Answer }> | undefined;

interface Pending extends Omit<Grant, 'agent'> {
  state: string | null;
  agent: number | null;
  session: string;
  expires: number;
}

const PENDING_LIFE = 600_000;
const COOKIE = 'desk_session';

function badRequest(title: string, detail: string): Answer {
  return htmlAnswer(400, errorPage(title, detail));
}

export function createOAuthRoutes(deps: OAuthDeps): OAuthRoutes {
  const pending = new Map<string, Pending>();

  const redirectAllowed = (uri: string): boolean =>
    deps.redirectUris.includes(uri) || (deps.anyLoopbackPort && /^http:\/\/127\.0\.0\.1:\d+\/callback$/.test(uri));

  const authorize = (url: URL): Answer => {
    const query = url.searchParams;
    const redirectUri = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== deps.clientId) return badRequest('Invalid client', 'invalid_client');
    if (!redirectAllowed(redirectUri)) return badRequest('Invalid redirect URI', 'invalid_redirect_uri');
    if (query.get('response_type') !== 'code') return badRequest('Invalid response type', 'invalid_response_type');
    const scopes = (query.get('scope') ?? '')
      .split(',')
      .map((scope) => scope.trim())
      .filter((scope) => scope !== '');
    const unknown = scopes.filter((scope) => !SCOPES.includes(scope));
    if (scopes.length === 0 || unknown.length > 0)
      return badRequest('Invalid scope', `invalid_scope: ${unknown.join(', ') || 'none given'}`);
    const challenge = query.get('code_challenge');
    if (challenge !== null && (query.get('code_challenge_method') ?? 'plain') !== 'S256')
      return badRequest('Invalid request', 'code_challenge_method must be S256');
    const now = deps.now();
    for (const [key, item] of pending) if (item.expires < now) pending.delete(key);
    const id = randomBytes(16).toString('hex');
    const session = randomBytes(16).toString('hex');
    pending.set(id, {
      client: deps.clientId,
      scopes: [...new Set(scopes)],
      redirectUri,
      offline: query.get('access_type') === 'offline',
      challenge,
      state: query.get('state'),
      agent: null,
      session,
      expires: now + PENDING_LIFE,
    });
    return htmlAnswer(200, loginPage(id, 'jade@zylker.example', DEMO_PASSWORD, undefined), {
      'Set-Cookie': `${COOKIE}=${session}; Path=/oauth; HttpOnly; SameSite=Lax`,
    });
  };

  const findPending = (request: IncomingMessage, form: URLSearchParams): [string, Pending] | undefined => {
    const id = form.get('request') ?? '';
    const item = pending.get(id);
    if (!item || item.expires < deps.now()) return undefined;
    return (request.headers.cookie ?? '').includes(`${COOKIE}=${item.session}`) ? [id, item] : undefined;
  };

  const login = (request: IncomingMessage, form: URLSearchParams): Answer => {
    const found = findPending(request, form);
    if (!found) return badRequest('This sign-in has expired', 'expired_request');
    const [id, item] = found;
    const email = form.get('email') ?? '';
    const agent = deps.store.sql('SELECT * FROM agents WHERE email = ? COLLATE NOCASE').get(email) as
      AgentRow | undefined;
    if (!agent || agent.password !== form.get('password') || agent.status !== 'ACTIVE') {
      return htmlAnswer(401, loginPage(id, email, '', 'This email address and password do not match.'));
    }
    item.agent = agent.n;
    return htmlAnswer(200, consentPage(id, agentName(agent), 'Deskhand', item.scopes));
  };

  const consent = (request: IncomingMessage, form: URLSearchParams): Answer => {
    const found = findPending(request, form);
    if (!found || found[1].agent === null) return badRequest('This sign-in has expired', 'expired_request');
    const [id, item] = found;
    pending.delete(id);
    const target = new URL(item.redirectUri);
    if (form.get('decision') === 'accept') {
      target.searchParams.set('code', deps.tokens.issueCode({ ...item, agent: item.agent as number }, deps.now()));
      if (deps.manner === 'live') {
        target.searchParams.set('location', 'us');
        target.searchParams.set('accounts-server', deps.origin());
      }
    } else target.searchParams.set('error', 'access_denied');
    if (item.state !== null) target.searchParams.set('state', item.state);
    return {
      status: 302,
      headers: {
        Location: target.href,
        'Cache-Control': 'no-store',
        'Set-Cookie': `${COOKIE}=; Path=/oauth; Max-Age=0`,
      },
    };
  };

  const failure = (error: string): Answer => ({ status: 200, json: { error } });

  const success = (access: string, refresh: string | undefined): Answer => ({
    status: 200,
    json: {
      access_token: access,
      ...(refresh === undefined ? {} : { refresh_token: refresh }),
      ...(deps.manner === 'live' ? {} : { expires_in_sec: ACCESS_LIFE }),
      expires_in: ACCESS_LIFE,
      api_domain: deps.manner === 'live' ? 'https://www.zohoapis.example' : deps.origin(),
      token_type: 'Bearer',
    },
    headers: { 'Cache-Control': 'no-store' },
  });

  const token = (form: URLSearchParams): Answer => {
    const now = deps.now();
    if (form.get('client_id') !== deps.clientId) return failure('invalid_client');
    const secret = form.get('client_secret');
    if (secret !== null && secret !== '' && secret !== deps.clientSecret) return failure('invalid_client_secret');
    const grantType = form.get('grant_type');
    if (grantType === 'refresh_token') {
      const outcome = deps.tokens.refresh(form.get('refresh_token') ?? '', deps.clientId, now);
      if (outcome === 'unknown') return failure('invalid_code');
      if (outcome === 'limit')
        return {
          status: 200,
          json: {
            error: 'Access Denied',
            error_description: 'You have made too many requests continuously. Please try again after some time.',
            status: 'failure',
          },
        };
      return success(outcome.access, undefined);
    }
    if (grantType !== 'authorization_code') return failure('invalid_grant_type');
    const grant = deps.tokens.redeemCode(form.get('code') ?? '', now);
    if (!grant) return failure('invalid_code');
    if (form.get('redirect_uri') !== grant.redirectUri) return failure('invalid_redirect_uri');
    if (grant.challenge !== null && challengeOf(form.get('code_verifier') ?? '') !== grant.challenge)
      return failure('invalid_code');
    if (grant.challenge === null && (secret === null || secret === '')) return failure('invalid_client_secret');
    const refresh = grant.offline ? deps.tokens.issueRefresh(grant, now) : undefined;
    return success(deps.tokens.issueAccess(grant, refresh ?? null, now), refresh);
  };

  const legacyToken = (form: URLSearchParams): Answer => {
    const agent = deps.store
      .sql('SELECT * FROM agents WHERE email = ? COLLATE NOCASE')
      .get(form.get('EMAIL_ID') ?? '') as AgentRow | undefined;
    const good = agent !== undefined && agent.password === form.get('PASSWORD');
    const text = good
      ? `#${new Date(deps.now()).toUTCString()}\nAUTHTOKEN=${deps.authToken}\nRESULT=TRUE\n`
      : 'CAUSE=INVALID_PASSWORD\nRESULT=FALSE\n';
    return { status: 200, text, headers: { 'Content-Type': 'text/plain; charset=utf-8' } };
  };

  const formOf = async (request: IncomingMessage, url: URL): Promise<URLSearchParams> => {
    const form = new URLSearchParams((await readBody(request)).toString('utf8'));
    for (const [key, value] of url.searchParams) if (!form.has(key)) form.set(key, value);
    return form;
  };

  return (request, url) => {
    const key = `${request.method ?? 'GET'} ${url.pathname}`;
    switch (key) {
      case 'GET /oauth/v2/auth':
        return Promise.resolve({ operation: 'oauthAuthorize', answer: authorize(url) });
      case 'POST /oauth/v2/login':
        return formOf(request, url).then((form) => ({ operation: 'oauthLogin', answer: login(request, form) }));
      case 'POST /oauth/v2/consent':
        return formOf(request, url).then((form) => ({ operation: 'oauthConsent', answer: consent(request, form) }));
      case 'POST /oauth/v2/token':
        return formOf(request, url).then((form) => ({
          operation: form.get('grant_type') === 'refresh_token' ? 'oauthRefresh' : 'oauthToken',
          answer: token(form),
        }));
      case 'POST /oauth/v2/token/revoke':
        return formOf(request, url).then((form) => ({
          operation: 'oauthRevoke',
          answer: deps.tokens.revoke(form.get('token') ?? '')
            ? { status: 200, json: { status: 'success' } }
            : failure('invalid_code'),
        }));
      case 'POST /apiauthtoken/nb/create':
        return formOf(request, url).then((form) => ({ operation: 'legacyToken', answer: legacyToken(form) }));
      default:
        return url.pathname.startsWith('/oauth/')
          ? Promise.resolve({
              operation: 'oauthUnknown',
              answer: htmlAnswer(404, errorPage('Not found', 'This page does not exist.')),
            })
          : undefined;
    }
  };
}
