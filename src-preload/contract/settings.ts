import { z } from 'zod';
import { method } from './method.ts';

/** What the agent chose about the look; kept by the host, not in a database. */
export const settings = z.object({
  theme: z.enum(['system', 'light', 'dark']).catch('system').default('system'),
  language: z.enum(['system', 'en', 'zh']).catch('system').default('system'),
  density: z.enum(['comfortable', 'compact']).catch('comfortable').default('comfortable'),
  sidebarWidth: z.number().min(160).max(360).catch(200).default(200),
  listWidth: z.number().min(240).max(640).catch(320).default(320),
  panelWidth: z.number().min(200).max(420).catch(260).default(260),
  panelFolded: z.boolean().catch(false).default(false),
  departmentsFolded: z.boolean().catch(false).default(false),
  sidebarFolded: z.boolean().catch(false).default(false),
  /** Where the last new ticket went; '' before the first. */
  lastDepartmentId: z.string().catch('').default(''),
  /** Keys that the agent gave to commands, by command id (`g m`, `Mod+k`, `Shift+j`); '' for none. */
  keys: z.record(z.string(), z.string().max(40)).catch({}).default({}),
  /** Zone of every time on screen: the agent's own at the service, this computer's, or one by its IANA name. */
  timeZone: z.string().max(60).catch('agent').default('agent'),
  /** Remote pictures of a message: offered, or left out without a word. Those of senders who were allowed show either way. */
  remoteImages: z.enum(['ask', 'never']).catch('ask').default('ask'),
  /** The true target of a link at the foot of the window. */
  linkPreview: z.boolean().catch(true).default(true),
  /** Desktop: words that look wrong are marked while writing. */
  spellcheck: z.boolean().catch(true).default(true),
  /** Desktop: closing the window leaves the tray. */
  keepInTray: z.boolean().catch(true).default(true),
  /** Desktop: https address of the folder with newer versions; '' for none. */
  updateAddress: z.string().max(500).catch('').default(''),
  openAtLogin: z.boolean().catch(false).default(false),
  /** Whose first sync was explained: keys of sessions. */
  depthToldTo: z.array(z.string()).catch([]).default([]),
  /** An accelerator of Electron's that opens the tray's popover from anywhere; '' for none. */
  trayShortcut: z.string().max(60).catch('').default('CommandOrControl+Alt+K'),
});
export type Settings = z.output<typeof settings>;

/** A change of some settings. Here a wrong value is refused rather than replaced by its default. */
export const settingsPatch = z
  .object({
    theme: z.enum(['system', 'light', 'dark']),
    language: z.enum(['system', 'en', 'zh']),
    density: z.enum(['comfortable', 'compact']),
    sidebarWidth: z.number().min(160).max(360),
    listWidth: z.number().min(240).max(640),
    panelWidth: z.number().min(200).max(420),
    panelFolded: z.boolean(),
    departmentsFolded: z.boolean(),
    sidebarFolded: z.boolean(),
    keys: z.record(z.string(), z.string().max(40)),
    lastDepartmentId: z.string(),
    timeZone: z.string().max(60),
    remoteImages: z.enum(['ask', 'never']),
    linkPreview: z.boolean(),
    spellcheck: z.boolean(),
    keepInTray: z.boolean(),
    updateAddress: z.string().max(500),
    openAtLogin: z.boolean(),
    depthToldTo: z.array(z.string()).max(20),
    trayShortcut: z.string().max(60),
  })
  .partial()
  .strict();

export const methods = {
  'settings.get': method(z.object({}), settings),
  /**
   * The host asks the agent before another `updateAddress` is taken: `forbidden` where they say no, or the host is not updated
   * from one. `invalid` where it is no https address.
   */
  'settings.update': method(settingsPatch, settings),
};
export const events = {
  'settings.changed': z.object({}),
};
