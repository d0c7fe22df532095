import { z } from 'zod';
import { agentRow } from '../../src-preload/contract/agents.ts';
import type { SecretStore, SettingsStore } from '../host.ts';
import { AppError } from '../lib/app-error.ts';

const SECRET_NAME = 'session';

const profile = z.object({
  id: z.string(),
  label: z.string(),
  accountsUrl: z.string(),
  deskUrl: z.string(),
  brand: z.enum(['Zoho', '乐投Letou']),
});
const organization = z.object({ id: z.string(), name: z.string(), portalName: z.string().nullable() });

const storedSession = z.object({
  version: z.literal(1),
  profile,
  client: z.object({ clientId: z.string(), clientSecret: z.string().nullable() }),
  credential: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('oauth'),
      refreshToken: z.string(),
      accessToken: z.string(),
      /** Epoch milliseconds. */
      expiresAt: z.number(),
      /** Epoch milliseconds of the refreshes of the last ten minutes: the service's limit outlives a restart. */
      refreshes: z.array(z.number()),
    }),
    z.object({ kind: z.literal('authToken'), token: z.string() }),
  ]),
  organization: organization.nullable(),
  agent: agentRow.nullable(),
});
/** A sign-in as the host's secret store keeps it. Organisation and agent are null until chosen. */
export type StoredSession = z.output<typeof storedSession>;
export type Credential = StoredSession['credential'];

/** Reads the kept sign-in: null when there is none, or when it can't be read (then a new sign-in replaces it). */
export async function readStoredSession(secrets: SecretStore): Promise<StoredSession | null> {
  const text = await secrets.get(SECRET_NAME);
  if (text === null) return null;
  try {
    return storedSession.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('unauthorized', 'The kept sign-in could not be read. Sign in again; nothing else is lost.', {
      reason: 'keychain',
      cause,
    });
  }
}

export const writeStoredSession = (secrets: SecretStore, session: StoredSession): Promise<void> =>
  secrets.set(SECRET_NAME, JSON.stringify(session));

export const deleteStoredSession = (secrets: SecretStore): Promise<void> => secrets.delete(SECRET_NAME);

/** Whose console was open last: no secret, and so kept outside the seal, for a start at which the keychain is locked. */
const identity = z.object({ profile, organization, agent: agentRow });
type StoredIdentity = z.output<typeof identity>;
const IDENTITY = 'identity';

export const keepIdentity = (settings: SettingsStore, value: StoredIdentity): void => settings.set(IDENTITY, value);
export const forgetIdentity = (settings: SettingsStore): void => settings.set(IDENTITY, null);
export const readIdentity = (settings: SettingsStore): StoredIdentity | null =>
  identity.safeParse(settings.get(IDENTITY)).data ?? null;
