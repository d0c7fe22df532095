import type { Clock } from '../lib/clock.ts';
import { openLoopback } from './loopback.ts';
import { authorizationUrl, type Client, fetchTokens, signInError, type Tokens } from './oauth.ts';
import { createPkce, createState } from './pkce.ts';
import { type Profile, profileOfAccountsServer } from './profiles.ts';

export interface SignInOptions {
  profile: Profile;
  client: Client;
  clock: Clock;
  signal: AbortSignal;
  /** Milliseconds after which the attempt is given up. */
  timeoutMs: number;
  /** Never rejects: it says itself that there is no browser. */
  openExternal(url: string): Promise<void>;
  /** Told once the loopback listens: the URL to copy where no browser opens. */
  onAuthorizationUrl(url: string): void;
  ports?: readonly number[];
}

export interface SignedIn {
  /** The chosen profile, or that of the data centre where the account lives. */
  profile: Profile;
  tokens: Tokens & { refreshToken: string };
}

/** OAuth for native apps (RFC 8252): system browser, loopback redirect, PKCE. Rejects with a sign-in error. */
export async function signIn(options: SignInOptions): Promise<SignedIn> {
  const { profile, client, clock, signal, timeoutMs, openExternal, onAuthorizationUrl } = options;
  const giveUp = new AbortController();
  const timer = new AbortController();
  void clock.sleep(timeoutMs, timer.signal).then(
    () => giveUp.abort(signInError('timeout', 'Nobody finished the sign-in in the browser. Start it again.')),
    () => undefined,
  );
  const state = createState();
  const { verifier, challenge } = createPkce();
  const loopback = await openLoopback({
    state,
    signal: AbortSignal.any([signal, giveUp.signal]),
    ...(options.ports === undefined ? {} : { ports: options.ports }),
  }).catch((error: unknown) => {
    timer.abort();
    throw error;
  });
  try {
    const { redirectUri } = loopback;
    const url = authorizationUrl({ profile, client, redirectUri, state, challenge });
    onAuthorizationUrl(url);
    // Without a browser the URL can still be copied; and a browser may answer only after the callback is through.
    void openExternal(url);
    const { code, accountsServer, respond } = await loopback.callback;
    try {
      const home = profileOfAccountsServer(profile, accountsServer);
      if (home === null) {
        throw signInError(
          'unknownServer',
          `The sign-in names an accounts server that Deskhand does not know. Nothing was sent to it.`,
        );
      }
      const tokens = await fetchTokens(home, client, { code, redirectUri, verifier });
      const { refreshToken } = tokens;
      if (refreshToken === null) {
        throw signInError(
          'noRefreshToken',
          'The service gave no refresh token. Remove Deskhand from the connected apps of your account, then sign in again.',
        );
      }
      respond('done');
      return { profile: home, tokens: { ...tokens, refreshToken } };
    } catch (error) {
      respond('failed');
      throw error;
    }
  } finally {
    timer.abort();
    loopback.close();
  }
}
