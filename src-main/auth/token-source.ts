import { isAppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import type { TokenSource } from '../lib/token-source.ts';
import { type Client, refreshTokens, signInError } from './oauth.ts';
import type { Brand, Profile } from './profiles.ts';
import type { Credential } from './stored-session.ts';

/** Service-facts, OAuth: ten access tokens per refresh token in ten minutes. Two are left for another machine. */
const REFRESHES = { limit: 8, windowMs: 10 * 60_000 };
/** A token this near to its end is not used any more. */
const EXPIRY_MARGIN_MS = 60_000;

export interface TokenSourceOptions {
  profile: Profile;
  client: Client;
  credential: Credential;
  clock: Clock;
  /** Told before a new token is used, so that it is kept across restarts. */
  onCredential(credential: Credential): Promise<void>;
  /** The agent must sign in again. Told once for each credential. */
  onEnded(error: unknown): void;
  /** A refresh begins (true) or has ended (false). */
  onRefreshing?(isRefreshing: boolean): void;
}

const authorizationValue = (brand: Brand, credential: Credential): string =>
  credential.kind === 'oauth'
    ? `${brand}-oauthtoken ${credential.accessToken}`
    : `${brand}-authtoken ${credential.token}`;

/** The Authorization header and its renewal: one refresh at a time for the whole process. */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { profile, client, clock, onCredential, onEnded, onRefreshing = () => undefined } = options;
  let credential = options.credential;
  let refreshing: Promise<void> | null = null;
  let ended: unknown = null;

  const value = (): string => authorizationValue(profile.brand, credential);
  /** Near its end, unless it is this young: then its life is that short, and a 401 tells when it is over. */
  const isExpiring = (): boolean =>
    credential.kind === 'oauth' &&
    credential.expiresAt - clock.now() < EXPIRY_MARGIN_MS &&
    clock.now() - (credential.refreshes.at(-1) ?? 0) > EXPIRY_MARGIN_MS;

  function end(error: unknown): never {
    if (ended === null) {
      ended = error;
      onEnded(error);
    }
    throw error;
  }

  async function refresh(): Promise<void> {
    if (credential.kind === 'authToken') {
      end(signInError('sessionEnded', 'The service no longer accepts the auth token. Enter a new one.'));
    }
    const now = clock.now();
    const recent = credential.refreshes.filter((at) => at > now - REFRESHES.windowMs && at <= now);
    if (recent.length >= REFRESHES.limit) {
      throw signInError(
        'tooManyTokens',
        'The service allows ten new tokens in ten minutes. Deskhand waits before it asks again.',
      );
    }
    onRefreshing(true);
    try {
      // Counted before it is asked for: a crash in between must not lose the count.
      credential = { ...credential, refreshes: [...recent, now] };
      await onCredential(credential);
      const tokens = await refreshTokens(profile, client, credential.refreshToken);
      credential = {
        ...credential,
        accessToken: tokens.accessToken,
        refreshToken: tokens.refreshToken ?? credential.refreshToken,
        expiresAt: clock.now() + tokens.expiresIn * 1000,
      };
      await onCredential(credential);
    } catch (error) {
      if (isAppError(error, 'unauthorized')) {
        end(
          signInError(
            'sessionEnded',
            'The service ended this sign-in. Sign in again; everything you wrote is kept.',
            error,
          ),
        );
      }
      throw error;
    } finally {
      onRefreshing(false);
    }
  }

  return {
    async authorization(stale) {
      if (ended !== null) throw ended;
      if (stale === value() || isExpiring()) {
        refreshing ??= refresh().finally(() => (refreshing = null));
        await refreshing;
      }
      return value();
    },
  };
}
