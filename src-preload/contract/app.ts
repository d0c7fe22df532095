import { z } from 'zod';
import { method } from './method.ts';

/** What happened that the agent should know; each has its words in the page's messages. */
const notice = z.discriminatedUnion('id', [
  z.object({ id: z.literal('cacheRebuilt'), level: z.literal('warning') }),
  z.object({
    id: z.literal('agentDatabaseSetAside'),
    level: z.literal('danger'),
    /** How many could be read back. */
    jobs: z.number(),
    drafts: z.number(),
    /** Where the damaged file is kept. */
    path: z.string(),
  }),
  z.object({ id: z.literal('updateReady'), level: z.literal('info'), version: z.string() }),
]);

export const appInfo = z.object({
  version: z.string(),
  host: z.enum(['electron', 'browser']),
  dataDir: z.string(),
  /** Where secrets are kept, in the platform's own words. */
  secretStore: z.string(),
  /** Whether tokens can be kept only under a weak seal, which the agent has not agreed to. */
  isSecretStoreWeak: z.boolean(),
  platform: z.string(),
  /** Whether another program has the tray's key, or what was chosen is none. */
  isShortcutRefused: z.boolean(),
  /** Things the agent should know since this start: a rebuilt cache, a refused database. */
  notices: z.array(notice),
});
export type AppInfo = z.output<typeof appInfo>;

/** A menu of the host's menu bar, made of the page's table of commands. */
export const menuGroup = z.object({
  id: z.enum(['move', 'go', 'write', 'ticket', 'select', 'look', 'app']),
  label: z.string(),
  items: z
    .array(
      z.object({
        /** What `app.command` asks for. */
        id: z.string(),
        label: z.string(),
        /** Its keys as they stand on the keyboard, where a menu can't have them: `J`, `G M`; '' for none. */
        hint: z.string(),
        /** Keys that a menu can have, as Electron names them: `CmdOrCtrl+P`. */
        accelerator: z.string().nullable(),
        isEnabled: z.boolean(),
      }),
    )
    .max(500),
});
export type MenuGroup = z.output<typeof menuGroup>;

export const methods = {
  'app.info': method(z.object({}), appInfo),
  /** The agent's word that tokens may be kept without a keychain. */
  'app.acceptWeakSecrets': method(z.object({}), z.null()),
  /** Shows the console's own window at a route; where the page is the window, it goes there. */
  'app.showWindow': method(z.object({ route: z.string().max(400).regex(/^#\//) }), z.null()),
  /** What the menu bar offers beside the system's own; a host without one takes no notice. */
  'app.setMenu': method(z.object({ groups: z.array(menuGroup).max(20) }), z.null()),
  /** The page could not draw something: for the log. */
  'app.noteFailure': method(z.object({ message: z.string().max(1_000), stack: z.string().max(8_000) }), z.null()),
  /** Ends the program, as the tray's menu does. */
  'app.quit': method(z.object({}), z.null()),
  /** Opens a link of a message in the system's browser: http, https, mailto and tel only. */
  'app.openLink': method(z.object({ url: z.string().max(8192) }), z.null()),
};
export const events = {
  /** `app.info` has something new: a notice. */
  'app.changed': z.object({}),
  /** A menu or tray command for the renderer, by its name. */
  'app.command': z.object({ command: z.string() }),
  /** Browser host only: what a desktop would show, for the page to show in its stead. */
  'app.notification': z.object({ id: z.string(), title: z.string(), body: z.string(), route: z.string().optional() }),
  'app.tray': z.object({ state: z.enum(['attention', 'timer', 'queued', 'offline', 'online']), tooltip: z.string() }),
};
