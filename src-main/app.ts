import { getMyInfo, listAgents } from './api/agents.ts';
import { createApiClient } from './api/client.ts';
import { listOrganizations } from './api/organizations.ts';
import type { Profile } from './auth/profiles.ts';
import { createSession, type Directory, type Identity } from './auth/session.ts';
import { type Handlers, type MethodName, methods } from '../src-preload/contract/index.ts';
import type { Transport } from '../src-preload/contract/wire.ts';
import { rm } from 'node:fs/promises';
import { createAppHandlers } from './handlers/app.ts';
import type { Notice } from './handlers/notices.ts';
import { createDataHandlers } from './handlers/data.ts';
import { agentRow } from './handlers/present.ts';
import { createSessionHandlers } from './handlers/session.ts';
import { createSettingsHandlers, languageOf, readSettings } from './handlers/settings.ts';
import type { Host } from './host.ts';
import { AppError, isAppError } from './lib/app-error.ts';
import { type Clock, systemClock } from './lib/clock.ts';
import type { AppConfig } from './lib/config.ts';
import { createEmitter, type Emit } from './lib/emitter.ts';
import { type Logger, silentLogger } from './lib/logger.ts';
import type { TokenSource } from './lib/token-source.ts';
import { VERSION } from './lib/version.ts';
import { createRouter } from './router.ts';
import { createTrayRoom } from './timers/tray-room.ts';
import { isCorruption } from './store/database.ts';
import { deleteCache } from './store/workspace-dir.ts';
import { readAll } from './sync/pages.ts';
import { openWorkspace, ownerOf, type Workspace, type WorkspaceHandlers } from './workspace.ts';

export interface App {
  /** What hosts carry to their renderers. */
  readonly transport: Transport;
  /** Opens the databases and resumes the last session. */
  start(): Promise<void>;
  /** Something the agent should know, of the host. */
  note(notice: Notice): void;
  /** How many things that the agent wrote are not at the service yet. */
  unsettled(): number;
  /** Ends every timer, request and database. Safe to call twice. */
  stop(): Promise<void>;
}

export interface AppOptions {
  host: Host;
  config: AppConfig;
  clock?: Clock;
  logger?: Logger;
  /** Loopback ports of the sign-in, for tests that run side by side. */
  ports?: readonly number[];
  parseOutputs?: boolean;
}

type WorkspaceMethod = keyof WorkspaceHandlers;
/** Methods that answer whether or not somebody is signed in; all others are the open workspace's. */
const ALWAYS = /^(app|data|session|settings)\./;

/** Joins the rooms. The one core behind both hosts. */
export function createApp({
  host,
  config,
  clock = systemClock,
  logger = silentLogger,
  ports,
  parseOutputs = false,
}: AppOptions): App {
  const emitter = createEmitter(logger);
  const { emit } = emitter;
  let workspace: Workspace | null = null;
  let current: { identity: Identity; tokens: TokenSource } | null = null;
  let notices: Notice[] = [];
  /** Of the host: whoever is signed in. */
  let lasting: Notice[] = [];

  function directory(profile: Profile, tokens: TokenSource): Directory {
    const client = (orgId: string | null) => createApiClient({ deskUrl: profile.deskUrl, orgId, tokens, clock });
    return {
      async listOrganizations() {
        const rows = await listOrganizations(client(null));
        return rows.map(({ id, organizationName, companyName }) => ({
          id,
          name: companyName ?? organizationName ?? id,
          portalName: organizationName ?? null,
        }));
      },
      async findMe(organizationId) {
        try {
          return agentRow(await getMyInfo(client(organizationId)));
        } catch (error) {
          if (isAppError(error, 'notFound', 'invalid', 'forbidden')) return null;
          throw error;
        }
      },
      async listAgents(organizationId) {
        const api = client(organizationId);
        return (await readAll((query) => listAgents(api, query), 200)).map(agentRow);
      },
    };
  }

  async function closeWorkspace(): Promise<void> {
    const closing = workspace;
    workspace = null;
    current = null;
    await closing?.close();
  }

  async function open(identity: Identity, tokens: TokenSource): Promise<void> {
    await closeWorkspace();
    workspace = openWorkspace({
      dataDir: host.dataDir,
      identity,
      host,
      language: () => languageOf(host.settings),
      timeZone: () => readSettings(host.settings).timeZone,
      tokens,
      clock,
      logger,
      emit,
      depth: config.depth,
      onCorruption: recover,
      onScopeMissing: (scope) => session.noteScopeMissing(scope),
    });
    current = { identity, tokens };
    notices = [...workspace.notices];
    emit('tickets.changed', { ids: [] });
    emit('sync.changed', {});
  }

  /** Throws the cache away and pulls it again; what the agent wrote is in the other database. */
  async function rebuildCache(): Promise<void> {
    if (current === null) return;
    const { identity, tokens } = current;
    await closeWorkspace();
    deleteCache(host.dataDir, ownerOf(identity));
    await open(identity, tokens);
  }

  /** Damage in the cache. Runs once however many reads met it. */
  function recover(error: unknown): void {
    if (current === null || workspace === null) return;
    logger.error('the cache is damaged and is thrown away', { error });
    void rebuildCache()
      .then(() => {
        notices.push({ id: 'cacheRebuilt', level: 'warning' });
        emit('app.changed', {});
      })
      .catch((failure: unknown) => logger.error('the cache could not be rebuilt', { error: failure }));
  }

  const session = createSession({
    host,
    config,
    clock,
    logger,
    emit,
    directory,
    openWorkspace: open,
    closeWorkspace,
    onRefreshing: (isRefreshing) => workspace?.connection.noteRefreshing(isRefreshing),
    onSignInNeeded: ({ message }) => workspace?.connection.noteSignInNeeded(message),
    ...(ports === undefined ? {} : { ports }),
  });

  /** A method of the open workspace; `unauthorized` while nobody is signed in. */
  const inWorkspace = (method: WorkspaceMethod) => (input: unknown) => {
    if (workspace === null) throw new AppError('unauthorized', 'Sign in first.');
    try {
      return (workspace.handlers[method] as (input: unknown) => unknown)(input);
    } catch (error) {
      if (!isCorruption(error)) throw error;
      recover(error);
      throw new AppError(
        'internal',
        'The cache was damaged and is being pulled again. Nothing that you wrote is affected.',
        { cause: error },
      );
    }
  };
  const workspaceHandlers = Object.fromEntries(
    (Object.keys(methods) as MethodName[])
      .filter((method) => !ALWAYS.test(method))
      .map((method) => [method, inWorkspace(method as WorkspaceMethod)]),
  ) as unknown as WorkspaceHandlers;

  /** What the platform does by the settings is done before the answer; pages hear of it a little later. */
  const applyAndEmit: Emit = (name, payload) => {
    if (name === 'settings.changed') host.applySettings(readSettings(host.settings));
    emit(name, payload);
  };
  const handlers: Handlers = {
    ...createAppHandlers(host, VERSION, logger, () => [...lasting, ...notices]),
    ...createDataHandlers({
      host,
      version: VERSION,
      open() {
        if (workspace === null) throw new AppError('unauthorized', 'Sign in first.');
        return workspace.data;
      },
      eraseCache: () => rebuildCache(),
      async eraseAll() {
        const folder = workspace?.data.folder;
        await session.signOut();
        await closeWorkspace();
        current = null;
        if (folder !== undefined) await rm(folder, { recursive: true, force: true });
      },
    }),
    ...createSessionHandlers(session),
    ...createSettingsHandlers(host, applyAndEmit),
    ...workspaceHandlers,
  };
  const stopListening = host.onResume(() => workspace?.sync.wake());
  const tray = createTrayRoom({
    host,
    emitter,
    clock,
    logger,
    desk: () => workspace?.tray ?? null,
    language: () => languageOf(host.settings),
  });

  return {
    transport: createRouter({ handlers, emitter, logger, parseOutputs }),
    note(notice) {
      lasting = [...lasting.filter(({ id }) => id !== notice.id), notice];
      emit('app.changed', {});
    },
    unsettled: () => workspace?.outbox.counts().unsettled ?? 0,
    start() {
      host.applySettings(readSettings(host.settings));
      tray.show();
      return session.start();
    },
    async stop() {
      stopListening();
      tray.stop();
      session.stop();
      await closeWorkspace();
    },
  };
}
