import { z } from 'zod';
import { agentRow } from './agents.ts';
import { method } from './method.ts';

/** Where an account lives: accounts host, desk host, and the Authorization scheme's brand. */
export const profileView = z.object({
  id: z.string(),
  label: z.string(),
  accountsUrl: z.string(),
  deskUrl: z.string(),
  /** Whether this build or the command line brings a client id for it. */
  hasClient: z.boolean(),
});
export type ProfileView = z.output<typeof profileView>;

/** `name` is the company's; `portalName` is its portal's, in lower case without spaces. */
const organizationChoice = z.object({ id: z.string(), name: z.string(), portalName: z.string().nullable() });

/** Why a sign-in ended, in a word. */
export const problemCode = z.enum([
  'denied',
  'portsBusy',
  'badClient',
  'badSecret',
  'badRedirect',
  'badScope',
  'badCode',
  'timeout',
  'cancelled',
  'unknownServer',
  'noRefreshToken',
  'tooManyTokens',
  'offline',
  'sessionEnded',
  'noOrganization',
  'keychain',
  'other',
]);

/** Why the last sign-in ended, in a word for the code and a sentence for people. */
const signInProblem = z.object({
  code: problemCode,
  /** An English sentence for logs; on screen it is said by `code`. */
  message: z.string(),
  /** Of `other`: the service's own words, where it said any. */
  said: z.string().optional(),
  /** Of `badScope`: what to allow for the client, where it is known. */
  scopes: z.array(z.string()).optional(),
});
export type SignInProblem = z.output<typeof signInProblem>;

export const sessionState = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('starting') }),
  z.object({
    phase: z.literal('signedOut'),
    profiles: z.array(profileView),
    defaultProfileId: z.string(),
    problem: signInProblem.nullable(),
  }),
  z.object({
    phase: z.literal('signingIn'),
    profileId: z.string(),
    /** The authorization URL, to copy where no browser opened. It carries no secret. */
    authorizationUrl: z.string().nullable(),
    /** Epoch milliseconds at which the attempt is given up. */
    expiresAt: z.number(),
  }),
  z.object({ phase: z.literal('choosingOrganization'), organizations: z.array(organizationChoice) }),
  /** The service of the reference has no "who am I": the agent says so once. */
  z.object({ phase: z.literal('choosingAgent'), organizationName: z.string(), agents: z.array(agentRow) }),
  z.object({
    phase: z.literal('ready'),
    profileId: z.string(),
    deskUrl: z.string(),
    organization: organizationChoice,
    agent: agentRow,
    /** Set when the network is paused until the agent signs in again; the work goes on. */
    problem: signInProblem.nullable(),
  }),
]);
export type SessionState = z.output<typeof sessionState>;

const customProfile = z.object({
  accountsUrl: z.url(),
  deskUrl: z.url(),
  brand: z.enum(['Zoho', '乐投Letou']),
});

export const signInInput = z.object({
  profileId: z.string(),
  clientId: z.string().min(1).optional(),
  clientSecret: z.string().min(1).optional(),
  /** For the profile `custom`. */
  custom: customProfile.optional(),
  /** The deprecated auth token of the custom profile: no OAuth, no expiry. */
  authToken: z.string().min(1).optional(),
});
export type SignInInput = z.output<typeof signInInput>;

export const methods = {
  'session.get': method(z.object({}), sessionState),
  /** Answers once the browser was asked to open; what follows arrives as `session.changed`. */
  'session.signIn': method(signInInput, z.null()),
  'session.cancelSignIn': method(z.object({}), z.null()),
  'session.chooseOrganization': method(z.object({ id: z.string() }), z.null()),
  'session.chooseAgent': method(z.object({ id: z.string() }), z.null()),
  /** Opens the browser again for the same organisation after the session ended. */
  'session.signInAgain': method(z.object({}), z.null()),
  /** Revokes the token where the service can be reached. The cache and the outbox of the agent stay on disk. */
  'session.signOut': method(z.object({}), z.null()),
};
export const events = {
  'session.changed': z.object({}),
};
