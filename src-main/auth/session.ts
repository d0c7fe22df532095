import type { AgentRow } from '../../src-preload/contract/agents.ts';
import type { SessionState, SignInInput, SignInProblem } from '../../src-preload/contract/session.ts';
import type { Host } from '../host.ts';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import type { AppConfig } from '../lib/config.ts';
import type { Emit } from '../lib/emitter.ts';
import type { Logger } from '../lib/logger.ts';
import type { TokenSource } from '../lib/token-source.ts';
import { createAttempts, problemOf } from './attempts.ts';
import { type Client, missingScopes, revokeToken, signInError } from './oauth.ts';
import { configuredProfile, customProfile, type Profile, PROFILES, profileView } from './profiles.ts';
import { signIn } from './sign-in.ts';
import {
  type Credential,
  deleteStoredSession,
  forgetIdentity,
  keepIdentity,
  readIdentity,
  readStoredSession,
  type StoredSession,
  writeStoredSession,
} from './stored-session.ts';
import { createTokenSource } from './token-source.ts';

const SIGN_IN_TIMEOUT_MS = 5 * 60_000;

export type OrganizationChoice = Extract<SessionState, { phase: 'choosingOrganization' }>['organizations'][number];

/** Questions to the service that a sign-in needs answered; the composition root asks the API. */
export interface Directory {
  listOrganizations(): Promise<OrganizationChoice[]>;
  /** The signed-in agent, or null where the service has no "who am I". */
  findMe(organizationId: string): Promise<AgentRow | null>;
  listAgents(organizationId: string): Promise<AgentRow[]>;
}

/** Whose console is open. */
export interface Identity {
  profile: Profile;
  organization: OrganizationChoice;
  agent: AgentRow;
}

export interface SessionOptions {
  host: Pick<Host, 'secrets' | 'openExternal' | 'settings'>;
  config: AppConfig;
  clock: Clock;
  logger: Logger;
  emit: Emit;
  directory(profile: Profile, tokens: TokenSource): Directory;
  /** Opens the agent's databases and sync. Called again with new tokens after a new sign-in of the same agent. */
  openWorkspace(identity: Identity, tokens: TokenSource): Promise<void>;
  closeWorkspace(): Promise<void>;
  onRefreshing(isRefreshing: boolean): void;
  onSignInNeeded(problem: SignInProblem): void;
  ports?: readonly number[];
}

export interface Session {
  readonly state: SessionState;
  /** Takes up the kept sign-in; works without a network once organisation and agent are known. */
  start(): Promise<void>;
  signIn(input: SignInInput): void;
  signInAgain(): void;
  cancelSignIn(): void;
  chooseOrganization(id: string): Promise<void>;
  chooseAgent(id: string): Promise<void>;
  /** A call was refused because this sign-in lacks a scope. */
  noteScopeMissing(scope: string): void;
  signOut(): Promise<void>;
  /** Ends an attempt that is under way. */
  stop(): void;
}

/** Who is signed in, and how they get there: one state, one attempt at a time. */
export function createSession(options: SessionOptions): Session {
  const { host, config, clock, logger, emit } = options;
  const configured = configuredProfile(config);
  const profiles = [...(configured === null ? [] : [configured]), ...PROFILES];
  let state: SessionState = { phase: 'starting' };
  let stored: StoredSession | null = null;
  let tokens: TokenSource | null = null;
  let ready: Extract<SessionState, { phase: 'ready' }> | null = null;
  let agents: AgentRow[] = [];
  /** Scopes that this sign-in is known to lack. */
  let lacking = new Set<string>();
  const scopeProblem = (): SignInProblem | null =>
    lacking.size === 0
      ? null
      : {
          code: 'badScope',
          message: `This sign-in lacks scopes: ${[...lacking].join(', ')}. Allow them for the client, then sign in again.`,
          scopes: [...lacking],
        };

  function set(next: SessionState): void {
    state = next;
    emit('session.changed', {});
  }

  const hasClient = (profile: Profile): boolean => profile === configured && config.clientId !== null;

  function signedOut(problem: SignInProblem | null): void {
    const last = host.settings.get('lastProfileId');
    set({
      phase: 'signedOut',
      profiles: profiles.map((profile) => profileView(profile, hasClient(profile))),
      defaultProfileId: configured?.id ?? profiles.find(({ id }) => id === last)?.id ?? 'us',
      problem,
    });
  }

  /** Whatever ends an attempt shows as a problem, on top of an open workspace when there is one. */
  const { run, abort } = createAttempts((problem, error) => {
    logger.info('sign-in ended', { reason: problem.code, error });
    if (ready !== null) set({ ...ready, problem: problem.code === 'cancelled' ? ready.problem : problem });
    else signedOut(problem.code === 'cancelled' ? null : problem);
  });

  function createTokens(session: StoredSession): TokenSource {
    return createTokenSource({
      profile: session.profile,
      client: session.client,
      credential: session.credential,
      clock,
      async onCredential(credential) {
        if (stored === null || stored.credential.kind !== credential.kind) return;
        stored = { ...stored, credential };
        await writeStoredSession(host.secrets, stored);
      },
      onEnded(error) {
        const problem = problemOf(error);
        options.onSignInNeeded(problem);
        if (ready !== null) {
          ready = { ...ready, problem };
          if (state.phase === 'ready') set(ready);
        }
      },
      onRefreshing: options.onRefreshing,
    });
  }

  async function keep(session: StoredSession): Promise<void> {
    stored = session;
    await writeStoredSession(host.secrets, session);
  }

  async function enter(session: StoredSession, tokenSource: TokenSource): Promise<void> {
    const { profile, organization, agent } = session;
    if (organization === null || agent === null)
      throw new AppError('internal', 'A sign-in was entered before it was complete.');
    keepIdentity(host.settings, { profile, organization, agent });
    await options.openWorkspace({ profile, organization, agent }, tokenSource);
    ready = {
      phase: 'ready',
      profileId: profile.id,
      deskUrl: profile.deskUrl,
      organization,
      agent,
      problem: scopeProblem(),
    };
    set(ready);
  }

  async function settleAgent(
    session: StoredSession,
    tokenSource: TokenSource,
    organization: OrganizationChoice,
  ): Promise<void> {
    const directory = options.directory(session.profile, tokenSource);
    const me = await directory.findMe(organization.id);
    const withOrganization = { ...session, organization };
    if (me !== null) {
      await keep({ ...withOrganization, agent: me });
      return enter({ ...withOrganization, agent: me }, tokenSource);
    }
    agents = (await directory.listAgents(organization.id)).filter(({ isActive }) => isActive);
    const named = config.agent?.toLowerCase();
    const known = named === undefined ? undefined : agents.find(({ email }) => email?.toLowerCase() === named);
    if (known !== undefined) {
      await keep({ ...withOrganization, agent: known });
      return enter({ ...withOrganization, agent: known }, tokenSource);
    }
    await keep({ ...withOrganization, agent: null });
    set({ phase: 'choosingAgent', organizationName: organization.name, agents });
  }

  async function settleOrganization(
    session: StoredSession,
    tokenSource: TokenSource,
    preferredId: string | null,
  ): Promise<void> {
    const organizations = await options.directory(session.profile, tokenSource).listOrganizations();
    if (organizations.length === 0)
      throw signInError(
        'noOrganization',
        'This account belongs to no Desk organisation. Ask your administrator to add you.',
      );
    const chosen =
      organizations.find(({ id }) => id === (preferredId ?? config.org)) ??
      (organizations.length === 1 ? organizations[0] : undefined);
    if (chosen !== undefined) return settleAgent(session, tokenSource, chosen);
    set({ phase: 'choosingOrganization', organizations });
  }

  /** The keychain does not open: what is held here is shown all the same, and nothing goes over the network. */
  async function enterLocked(identity: Identity, problem: SignInProblem): Promise<void> {
    const { profile, organization, agent } = identity;
    const locked: TokenSource = {
      authorization: () => Promise.reject(new AppError('unauthorized', problem.message, { reason: problem.code })),
    };
    await options.openWorkspace(identity, locked);
    options.onSignInNeeded(problem);
    ready = { phase: 'ready', profileId: profile.id, deskUrl: profile.deskUrl, organization, agent, problem };
    set(ready);
  }
  /** The keychain may be open by now. */
  async function unlock(): Promise<void> {
    const session = await readStoredSession(host.secrets);
    if (session === null) {
      ready = null;
      await options.closeWorkspace();
      return signedOut(null);
    }
    stored = session;
    tokens = createTokens(session);
    await enter(session, tokens);
  }

  async function obtainCredential(
    profile: Profile,
    client: Client,
    signal: AbortSignal,
  ): Promise<{ profile: Profile; credential: Credential }> {
    set({
      phase: 'signingIn',
      profileId: profile.id,
      authorizationUrl: null,
      expiresAt: clock.now() + SIGN_IN_TIMEOUT_MS,
    });
    const result = await signIn({
      profile,
      client,
      clock,
      signal,
      timeoutMs: SIGN_IN_TIMEOUT_MS,
      openExternal: (url) =>
        host
          .openExternal(url)
          .catch((error: unknown) => logger.warn('no browser could be opened for the sign-in', { error })),
      onAuthorizationUrl(authorizationUrl) {
        if (state.phase === 'signingIn') set({ ...state, authorizationUrl });
      },
      ...(options.ports === undefined ? {} : { ports: options.ports }),
    });
    const { accessToken, refreshToken, expiresIn, granted } = result.tokens;
    lacking = new Set(missingScopes(granted));
    return {
      profile: result.profile,
      credential: {
        kind: 'oauth',
        refreshToken,
        accessToken,
        expiresAt: clock.now() + expiresIn * 1000,
        refreshes: [clock.now()],
      },
    };
  }

  async function begin(
    profile: Profile,
    client: Client,
    authToken: string | null,
    preferredOrg: string | null,
    signal: AbortSignal,
  ): Promise<void> {
    const obtained =
      authToken === null
        ? await obtainCredential(profile, client, signal)
        : { profile, credential: { kind: 'authToken', token: authToken } satisfies Credential };
    signal.throwIfAborted();
    host.settings.set('lastProfileId', profile.id);
    const session: StoredSession = { version: 1, client, organization: null, agent: null, ...obtained };
    await keep(session);
    tokens = createTokens(session);
    await settleOrganization(session, tokens, preferredOrg);
  }

  function profileFor(input: SignInInput): Profile {
    if (input.profileId === 'custom' && input.custom !== undefined) return customProfile(input.custom);
    const profile = profiles.find(({ id }) => id === input.profileId);
    if (profile === undefined)
      throw new AppError('invalid', 'There is no such service.', { fields: { '/profileId': 'unknown' } });
    return profile;
  }

  const current = (): { session: StoredSession; tokenSource: TokenSource } => {
    if (stored === null || tokens === null) throw new AppError('conflict', 'No sign-in is under way.');
    return { session: stored, tokenSource: tokens };
  };

  return {
    get state() {
      return state;
    },
    async start() {
      try {
        stored = await readStoredSession(host.secrets);
      } catch (error) {
        logger.warn('the kept sign-in could not be read', { error });
        const problem: SignInProblem = { ...problemOf(error), code: 'keychain' };
        const identity = readIdentity(host.settings);
        return identity === null ? signedOut(problem) : enterLocked(identity, problem);
      }
      if (stored === null) {
        signedOut(null);
        if (config.demoConsent !== null && configured !== null && config.clientId !== null) {
          this.signIn({ profileId: configured.id });
        }
        return;
      }
      const session = stored;
      const tokenSource = createTokens(session);
      tokens = tokenSource;
      if (session.organization !== null && session.agent !== null) return enter(session, tokenSource);
      run(() => settleOrganization(session, tokenSource, session.organization?.id ?? null));
    },
    signIn(input) {
      const profile = profileFor(input);
      const isConfigured = profile === configured;
      const clientId = input.clientId ?? (isConfigured ? config.clientId : null);
      if (clientId === null && input.authToken === undefined) {
        throw new AppError('invalid', 'Enter the client id of your registered client.', {
          fields: { '/clientId': 'missing' },
        });
      }
      if (input.authToken !== undefined && input.profileId !== 'custom') {
        throw new AppError('invalid', 'An auth token works only with a custom service.', {
          fields: { '/authToken': 'invalid' },
        });
      }
      const client: Client = {
        clientId: clientId ?? '',
        clientSecret: input.clientSecret ?? (isConfigured && input.clientId === undefined ? config.clientSecret : null),
      };
      run((signal) => begin(profile, client, input.authToken ?? null, null, signal));
    },
    signInAgain() {
      if (stored === null && ready !== null) return run(unlock);
      const { session } = current();
      if (session.credential.kind === 'authToken')
        throw signInError('sessionEnded', 'Sign out, then enter a new auth token.');
      run((signal) => begin(session.profile, session.client, null, session.organization?.id ?? null, signal));
    },
    cancelSignIn() {
      abort('The sign-in was cancelled.');
    },
    async chooseOrganization(id) {
      if (state.phase !== 'choosingOrganization')
        throw new AppError('conflict', 'There is no organisation to choose now.');
      const organization = state.organizations.find((candidate) => candidate.id === id);
      if (organization === undefined) throw new AppError('notFound', 'This organisation is not among the choices.');
      const { session, tokenSource } = current();
      await settleAgent(session, tokenSource, organization);
    },
    async chooseAgent(id) {
      if (state.phase !== 'choosingAgent') throw new AppError('conflict', 'There is no agent to choose now.');
      const agent = agents.find((candidate) => candidate.id === id);
      if (agent === undefined) throw new AppError('notFound', 'This agent is not among the choices.');
      const { session, tokenSource } = current();
      await keep({ ...session, agent });
      await enter({ ...session, agent }, tokenSource);
    },
    noteScopeMissing(scope) {
      if (ready === null || lacking.has(scope)) return;
      lacking.add(scope);
      // A sign-in that ended altogether is the graver word.
      if (ready.problem !== null && ready.problem.code !== 'badScope') return;
      ready = { ...ready, problem: scopeProblem() };
      if (state.phase === 'ready') set(ready);
    },
    async signOut() {
      abort('The sign-in was cancelled.');
      const leaving = stored;
      stored = null;
      tokens = null;
      ready = null;
      lacking = new Set();
      forgetIdentity(host.settings);
      await options.closeWorkspace();
      await deleteStoredSession(host.secrets);
      signedOut(null);
      if (leaving?.credential.kind === 'oauth') {
        await revokeToken(leaving.profile, leaving.credential.refreshToken).catch((error: unknown) => {
          logger.info('the token could not be revoked; it is no longer kept here', { error });
        });
      }
    },
    stop() {
      abort('Deskhand is closing.');
    },
  };
}
