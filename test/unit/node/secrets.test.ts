import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFileSecrets } from '../../../src-main/node/secrets.ts';
import { createFileSettings } from '../../../src-main/node/settings.ts';
import { temporaryFolder } from '../../factories/page.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

const mode = (path: string): number => statSync(path).mode & 0o777;
const isPosix = process.platform !== 'win32';

test('secrets outlive the program', async () => {
  const secrets = createFileSecrets(folder.path);
  expect(await secrets.get('token')).toBeNull();
  await secrets.set('token', '1000.abc');
  expect(await createFileSecrets(folder.path).get('token')).toBe('1000.abc');
  await secrets.delete('token');
  expect(await createFileSecrets(folder.path).get('token')).toBeNull();
});

test.runIf(isPosix)('only their owner can read them, and no draft stays behind', async () => {
  await createFileSecrets(folder.path).set('token', 'x');
  const dir = join(folder.path, 'secrets');
  expect(mode(dir)).toBe(0o700);
  expect(mode(join(dir, 'secrets.json'))).toBe(0o600);
  expect(readdirSync(dir)).toEqual(['secrets.json']);
});

test.runIf(isPosix)('a file that others can read is closed to them before it is read', async () => {
  const secrets = createFileSecrets(folder.path);
  await secrets.set('token', 'x');
  chmodSync(join(folder.path, 'secrets', 'secrets.json'), 0o644);
  chmodSync(join(folder.path, 'secrets'), 0o755);
  expect(await secrets.get('token')).toBe('x');
  expect(mode(join(folder.path, 'secrets', 'secrets.json'))).toBe(0o600);
  expect(mode(join(folder.path, 'secrets'))).toBe(0o700);
});

test('changes at the same time lose nothing', async () => {
  const secrets = createFileSecrets(folder.path);
  const names = Array.from({ length: 20 }, (_, index) => `name-${index}`);
  await Promise.all(names.map((name) => secrets.set(name, name)));
  expect(await Promise.all(names.map((name) => secrets.get(name)))).toEqual(names);
});

test('a damaged file is set aside and said so once', async () => {
  mkdirSync(join(folder.path, 'secrets'), { mode: 0o700 });
  const path = join(folder.path, 'secrets', 'secrets.json');
  writeFileSync(path, '{"token', { mode: 0o600 });
  const secrets = createFileSecrets(folder.path);
  await expect(secrets.get('token')).rejects.toMatchObject({ code: 'internal' });
  expect(await secrets.get('token')).toBeNull();
  expect(await readFile(`${path}.damaged`, 'utf8')).toBe('{"token');
});

test('any name and any value come back as they were', async () => {
  const secrets = createFileSecrets(folder.path);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), async (name, value) => {
      await secrets.set(name, value);
      expect(await secrets.get(name)).toBe(value);
      await secrets.delete(name);
      expect(await secrets.get(name)).toBeNull();
    }),
    {
      numRuns: 30,
      examples: [
        ['__proto__', 'x'],
        ['constructor', ''],
      ],
    },
  );
});

test('settings outlive the program, and a damaged file starts anew', () => {
  createFileSettings(folder.path).set('look', { theme: 'dark', 'dotted.name': 1 });
  expect(createFileSettings(folder.path).get('look')).toEqual({ theme: 'dark', 'dotted.name': 1 });
  writeFileSync(join(folder.path, 'settings.json'), '{');
  const settings = createFileSettings(folder.path);
  expect(settings.get('look')).toBeUndefined();
  settings.set('look', 1);
  expect(settings.get('look')).toBe(1);
});
