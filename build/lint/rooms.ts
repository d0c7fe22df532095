/**
 * The rooms of ARCHITECTURE.md and what each may import. The first pattern that fits a file names its room.
 * A file always may import from its own room, and `wire` (without zod) from anywhere.
 */

export interface Room {
  room: string;
  files: RegExp;
  /** Names of rooms; `types:room` for types only; `node:` for Node's own modules; `npm:name` for a package. */
  may: string[];
}

const CORE = ['lib', 'contract', 'node:', 'npm:zod'];
/** Rooms that read what the service says. */
const SERVICE = [...CORE, 'npm:got'];

export const rooms: Room[] = [
  { room: 'wire', files: /^src-preload\/contract\/wire\.ts$/, may: [] },
  { room: 'contract', files: /^src-preload\/contract\//, may: ['npm:zod'] },
  { room: 'preload', files: /^src-preload\/index\.ts$/, may: ['npm:electron'] },

  {
    room: 'electron-entry',
    files: /^src-main\/index\.ts$/,
    may: ['app', 'electron', 'consent', 'lib', 'node:', 'npm:electron'],
  },
  { room: 'node-entry', files: /^src-main\/serve\.ts$/, may: ['app', 'node', 'consent', 'lib', 'node:'] },
  {
    room: 'app',
    files: /^src-main\/(app|workspace)\.ts$/,
    may: ['host', 'router', 'auth', 'api', 'store', 'sync', 'outbox', 'notifications', 'timers', 'handlers', ...CORE],
  },
  { room: 'host', files: /^src-main\/host\.ts$/, may: ['types:contract', 'types:lib'] },
  { room: 'router', files: /^src-main\/router\.ts$/, may: ['handlers', ...CORE] },
  {
    room: 'electron',
    files: /^src-main\/electron\//,
    may: ['host', 'lib', 'node:', 'npm:electron', 'npm:electron-store', 'npm:electron-updater'],
  },
  { room: 'node', files: /^src-main\/node\//, may: ['host', 'lib', 'node:', 'npm:ws', 'npm:conf'] },
  { room: 'auth', files: /^src-main\/auth\//, may: ['host', ...SERVICE] },
  { room: 'api', files: /^src-main\/api\//, may: ['npm:p-queue', 'types:auth', ...SERVICE] },
  { room: 'store', files: /^src-main\/store\//, may: ['npm:better-sqlite3', ...CORE] },
  { room: 'sync', files: /^src-main\/sync\//, may: ['api', 'store', ...CORE] },
  { room: 'outbox', files: /^src-main\/outbox\//, may: ['api', 'store', ...CORE] },
  { room: 'notifications', files: /^src-main\/notifications\//, may: ['store', 'host', ...CORE] },
  { room: 'timers', files: /^src-main\/timers\//, may: ['store', 'host', ...CORE] },
  {
    room: 'handlers',
    files: /^src-main\/handlers\//,
    may: ['store', 'sync', 'outbox', 'auth', 'timers', 'notifications', 'types:host', ...CORE],
  },
  { room: 'lib', files: /^src-main\/lib\//, may: ['types:contract', 'node:', 'npm:electron-log'] },
  { room: 'consent', files: /^src-main\/demo-desk\/consent\.ts$/, may: ['demo-desk', 'node:'] },
  { room: 'demo-desk', files: /^src-main\/demo-desk\//, may: ['consent', 'node:', 'npm:better-sqlite3', 'npm:zod'] },

  { room: 'renderer/bridge', files: /^src-renderer\/bridge\//, may: ['types:contract'] },
  {
    room: 'renderer/lib',
    files: /^src-renderer\/lib\//,
    may: ['types:contract', 'renderer/locales', 'npm:dompurify', 'npm:svelte'],
  },
  { room: 'renderer/locales', files: /^src-renderer\/locales\//, may: [] },
  {
    room: 'renderer/state',
    files: /^src-renderer\/state\//,
    may: ['renderer/bridge', 'renderer/lib', 'renderer/locales', 'types:contract', 'npm:svelte'],
  },
  {
    room: 'renderer/components',
    files: /^src-renderer\/components\//,
    may: [
      'renderer/lib',
      'npm:svelte',
      'npm:virtua',
      'npm:bits-ui',
      'npm:@lucide/svelte',
      'npm:@tiptap/core',
      'npm:@tiptap/pm',
      'npm:@tiptap/starter-kit',
    ],
  },
  {
    room: 'renderer/views',
    files: /^src-renderer\/views\//,
    may: [
      'renderer/state',
      'renderer/components',
      'renderer/locales',
      'renderer/lib',
      'types:contract',
      'npm:svelte',
      'npm:@lucide/svelte',
      'npm:virtual:licences',
    ],
  },
  {
    room: 'renderer',
    files: /^src-renderer\/[^/]+$/,
    may: [
      'renderer/bridge',
      'renderer/state',
      'renderer/views',
      'renderer/components',
      'renderer/lib',
      'renderer/locales',
      'types:contract',
      'npm:svelte',
      'npm:@fontsource-variable/inter',
    ],
  },
];

/** The room of a file, by its path from the project's folder, with slashes. */
export const roomOf = (path: string): Room | null => rooms.find(({ files }) => files.test(path)) ?? null;
