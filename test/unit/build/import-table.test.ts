import { ESLint } from 'eslint';
import { beforeAll, describe, expect, test } from 'vitest';
import { importTable } from '../../../build/lint/import-table.ts';
import { rooms, roomOf } from '../../../build/lint/rooms.ts';

let eslint: ESLint;
beforeAll(() => {
  eslint = new ESLint();
});

/** What the project's own linter says about the imports of `source`, were it the file at `path`. */
async function complaints(path: string, source: string): Promise<string[]> {
  const config = (await eslint.calculateConfigForFile(path)) as { rules: Record<string, [number]> };
  expect(config.rules['deskhand/import-table']?.[0], `the rule is on for ${path}`).toBe(2);
  const linter = new ESLint({
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: ['**/*.ts', '**/*.svelte'],
        languageOptions: { parser: (await import('typescript-eslint')).parser as never },
        plugins: { deskhand: { rules: { 'import-table': importTable } } },
        rules: { 'deskhand/import-table': 'error' },
      },
    ],
  });
  const results = await linter.lintText(source, { filePath: path });
  return results.flatMap(({ messages }) => messages.map(({ messageId, message }) => messageId ?? message));
}

const value = (module: string): string => `import { x } from '${module}'; export const y = x;`;
const type = (module: string): string => `import type { X } from '${module}'; export type Y = X;`;

/** For each room: a file of it, what it may import, and what it may not. */
const table: [file: string, allowed: string[], forbidden: string[]][] = [
  [
    'src-preload/contract/tickets.ts',
    [value('zod'), value('./wire.ts'), value('./lenient.ts')],
    [value('node:fs'), value('electron'), value('../../src-main/lib/clock.ts')],
  ],
  ['src-preload/contract/wire.ts', [], [value('zod'), value('./tickets.ts'), type('./tickets.ts')]],
  [
    'src-preload/index.ts',
    [value('electron'), value('./contract/wire.ts')],
    [value('zod'), value('./contract/index.ts'), value('node:path'), value('../src-main/lib/clock.ts')],
  ],
  [
    'src-main/host.ts',
    [type('../src-preload/contract/wire.ts')],
    [value('../src-preload/contract/index.ts'), value('electron'), value('./app.ts')],
  ],
  [
    'src-main/lib/x.ts',
    [value('node:fs'), type('../../src-preload/contract/index.ts')],
    [value('../../src-preload/contract/index.ts'), value('../store/database.ts'), value('electron'), value('got')],
  ],
  [
    'src-main/app.ts',
    [
      value('./store/database.ts'),
      value('./auth/login.ts'),
      value('./handlers/tickets.ts'),
      value('./sync/scheduler.ts'),
    ],
    [value('./electron/host.ts'), value('./node/host.ts'), value('electron'), value('./demo-desk/index.ts')],
  ],
  [
    'src-main/index.ts',
    [value('electron'), value('./app.ts'), value('./electron/host.ts'), value('./demo-desk/consent.ts')],
    [value('./node/host.ts'), value('./store/database.ts'), value('./demo-desk/index.ts')],
  ],
  [
    'src-main/serve.ts',
    [value('./app.ts'), value('./node/host.ts'), value('./lib/config.ts'), value('./demo-desk/consent.ts')],
    [value('electron'), value('./electron/host.ts'), value('./store/database.ts')],
  ],
  [
    'src-main/router.ts',
    [value('../src-preload/contract/index.ts')],
    [value('./store/database.ts'), value('./electron/host.ts')],
  ],
  [
    'src-main/electron/x.ts',
    [value('electron'), value('../host.ts'), value('../../src-preload/contract/wire.ts')],
    [
      value('../store/database.ts'),
      value('../../src-preload/contract/index.ts'),
      value('ws'),
      value('../node/host.ts'),
      value('../app.ts'),
    ],
  ],
  [
    'src-main/node/x.ts',
    [value('ws'), value('node:http'), value('../host.ts')],
    [
      value('electron'),
      value('../electron/host.ts'),
      value('better-sqlite3'),
      value('../store/database.ts'),
      value('electron-store'),
    ],
  ],
  [
    'src-main/auth/x.ts',
    [value('got'), value('../host.ts'), value('../lib/clock.ts')],
    [value('../api/client.ts'), value('../store/database.ts'), value('electron')],
  ],
  [
    'src-main/api/x.ts',
    [value('got'), type('../auth/token-source.ts'), value('../../src-preload/contract/tickets.ts')],
    [value('../auth/token-source.ts'), value('../store/database.ts'), value('better-sqlite3'), value('electron')],
  ],
  [
    'src-main/store/x.ts',
    [value('better-sqlite3'), value('../../src-preload/contract/tickets.ts')],
    [value('../api/client.ts'), value('got'), value('../sync/scheduler.ts'), value('electron')],
  ],
  [
    'src-main/sync/x.ts',
    [value('../api/tickets.ts'), value('../store/tickets.ts')],
    [value('../auth/login.ts'), value('../handlers/tickets.ts'), value('electron'), value('better-sqlite3')],
  ],
  [
    'src-main/outbox/x.ts',
    [value('../api/tickets.ts'), value('../store/tickets.ts')],
    [value('../sync/scheduler.ts'), value('electron')],
  ],
  [
    'src-main/notifications/x.ts',
    [value('../store/tickets.ts'), value('../host.ts')],
    [value('../api/client.ts'), value('electron')],
  ],
  [
    'src-main/timers/x.ts',
    [value('../store/timers.ts'), value('../host.ts')],
    [value('../api/client.ts'), value('electron')],
  ],
  [
    'src-main/handlers/x.ts',
    [
      value('../store/tickets.ts'),
      value('../sync/scheduler.ts'),
      value('../auth/login.ts'),
      type('../../src-preload/contract/index.ts'),
    ],
    [value('../api/client.ts'), value('electron'), value('better-sqlite3')],
  ],
  [
    'src-main/demo-desk/x.ts',
    [value('node:http'), value('better-sqlite3'), value('zod'), value('./db.ts')],
    [
      value('../lib/clock.ts'),
      value('../store/database.ts'),
      value('../../src-preload/contract/tickets.ts'),
      value('got'),
    ],
  ],
  [
    'src-renderer/bridge/x.ts',
    [type('../../src-preload/contract/index.ts'), value('../../src-preload/contract/wire.ts')],
    [
      value('../../src-preload/contract/index.ts'),
      value('../state/tickets.svelte.ts'),
      value('zod'),
      value('electron'),
    ],
  ],
  [
    'src-renderer/state/x.svelte.ts',
    [value('../bridge/bridge.ts'), value('../lib/format.ts')],
    [value('../views/ticket-list.svelte'), value('../components/button.svelte'), value('../../src-main/lib/clock.ts')],
  ],
  [
    'src-renderer/components/x.ts',
    [value('svelte'), value('../lib/format.ts')],
    [value('../state/tickets.svelte.ts'), value('../bridge/bridge.ts'), type('../../src-preload/contract/index.ts')],
  ],
  [
    'src-renderer/views/x.ts',
    [value('../state/tickets.svelte.ts'), value('../components/button.svelte'), value('../lib/format.ts')],
    [value('../bridge/bridge.ts'), value('../../src-main/app.ts'), value('node:fs'), value('electron')],
  ],
  ['src-renderer/lib/x.ts', [value('dompurify')], [value('../state/tickets.svelte.ts'), value('../bridge/bridge.ts')]],
];

describe.each(table)('%s', (file, allowed, forbidden) => {
  test.each(allowed)('may have %s', async (source) => {
    expect(await complaints(file, source)).toEqual([]);
  });
  test.each(forbidden)('may not have %s', async (source) => {
    expect(await complaints(file, source)).toHaveLength(1);
  });
});

test('every room of the table stands in this test', () => {
  const shown = new Set(table.map(([file]) => roomOf(file)!.room));
  const left = rooms.map(({ room }) => room).filter((room) => !shown.has(room));
  expect(left.sort()).toEqual(['consent', 'renderer', 'renderer/locales']);
});

test.each([
  ['export from', "export { x } from '../api/client.ts';"],
  ['export all', "export * from '../api/client.ts';"],
  ['import()', "export const x = await import('../api/client.ts');"],
  ['a type by import()', "export type X = import('../api/client.ts').X;"],
  ['an import for its effect', "import '../api/client.ts';"],
  ['a computed import()', 'export const load = (name: string) => import(name);'],
])('a forbidden import is seen as %s', async (_how, source) => {
  expect(await complaints('src-main/store/x.ts', source)).toHaveLength(1);
});

test('a mixed import of types and values is a value', async () => {
  const path = 'src-main/lib/x.ts';
  expect(await complaints(path, "import { type A, type B } from '../../src-preload/contract/index.ts';")).toEqual([]);
  expect(await complaints(path, "import { type A, b } from '../../src-preload/contract/index.ts';")).toEqual([
    'typesOnly',
  ]);
});

test('a file in no room is told so', async () => {
  expect(await complaints('src-main/new-room/x.ts', 'export const x = 1;')).toEqual(['noRoom']);
});
