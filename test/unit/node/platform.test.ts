import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultDataDir, openDataDir } from '../../../src-main/lib/data-dir.ts';
import { externalUrl } from '../../../src-main/lib/external-url.ts';
import { runtimeProblem } from '../../../src-main/lib/guard.ts';
import { hasDesktop, openUrl } from '../../../src-main/node/open-url.ts';
import { watchResume } from '../../../src-main/node/resume.ts';
import { temporaryFolder } from '../../factories/page.ts';

test('a runtime that would crash is refused with what to do', () => {
  expect(runtimeProblem(process.versions)).toBeNull();
  expect(runtimeProblem({ node: '20.20.2', napi: '9' })).toMatch(
    /Node 22\.14 or newer.*this is Node 20\.20\.2.*npm start/,
  );
  expect(runtimeProblem({})).not.toBeNull();
  expect(runtimeProblem({ node: '22.14.0', napi: '10' })).toBeNull();
});

test.each<[NodeJS.Platform, NodeJS.ProcessEnv, string]>([
  ['linux', {}, '/home/ada/.local/share/deskhand'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/deskhand'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada/.local/share/deskhand'],
  ['darwin', { XDG_DATA_HOME: '/data' }, '/home/ada/Library/Application Support/Deskhand'],
])('the data folder on %s with %o is %s', (platform, env, expected) => {
  expect(defaultDataDir(env, platform, '/home/ada')).toBe(expected);
});

test('the data folder is made, and closed to others', async () => {
  await using folder = temporaryFolder();
  const path = join(folder.path, 'a', 'b');
  await mkdir(path, { recursive: true });
  await chmod(path, 0o755);
  expect(openDataDir(path)).toBe(path);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o700);
});

test('a data folder that can’t be one is refused with its name', async () => {
  await using folder = temporaryFolder();
  const path = join(folder.path, 'file');
  writeFileSync(path, '');
  expect(() => openDataDir(path)).toThrow(
    expect.objectContaining({ code: 'forbidden', message: expect.stringContaining(path) as string }) as Error,
  );
});

test.each([
  'javascript:alert(1)',
  'file:///etc/passwd',
  'data:text/html,x',
  'ms-msdt:/id',
  'smb://host/x',
  'nonsense',
  '',
  '--help',
])('the system is never handed %j', (url) => {
  expect(() => externalUrl(url)).toThrow(expect.objectContaining({ code: 'invalid' }) as Error);
});

test.each(['https://example.com/a?b=c#d', 'http://127.0.0.1:4000/', 'mailto:ada@example.com', 'tel:+4930123'])(
  '%s may be opened',
  (url) => {
    expect(externalUrl(url)).toBe(url);
  },
);

test.runIf(process.platform === 'linux')(
  'without a desktop it is said so; with one its opener gets the address as one argument',
  async () => {
    await expect(openUrl('https://example.com/', {})).rejects.toMatchObject({ code: 'notFound' });
    expect(hasDesktop({ DISPLAY: ':0' })).toBe(true);
    expect(hasDesktop({ WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(hasDesktop({})).toBe(false);

    await using folder = temporaryFolder();
    const bin = join(folder.path, 'bin');
    const log = join(folder.path, 'log');
    mkdirSync(bin);
    writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\nprintf '%s|' "$#" "$1" > ${log}\n`, { mode: 0o755 });
    const path = process.env['PATH'];
    process.env['PATH'] = `${bin}:${path}`;
    try {
      await openUrl('https://example.com/?a=$(touch x)&b=";rm', { DISPLAY: ':0' });
    } finally {
      process.env['PATH'] = path;
    }
    expect(readFileSync(log, 'utf8')).toBe('1|https://example.com/?a=$(touch%20x)&b=%22;rm|');
  },
);

test('sleep and a network that came back are told; a day without either is not', async () => {
  let now = 0;
  let addresses = '10.0.0.2';
  let jump = 0;
  let looks = 0;
  const told: number[] = [];
  const steps: Record<number, () => void> = {
    3: () => (jump = 3_600_000),
    5: () => (addresses = ''),
    7: () => (addresses = '10.0.0.3'),
  };
  const watch = watchResume(
    {
      now: () => now,
      monotonic: () => now,
      sleep: async (ms, signal) => {
        await Promise.resolve();
        looks += 1;
        steps[looks]?.();
        now += ms + jump;
        jump = 0;
        if (looks > 20)
          await new Promise((_resolve, reject) =>
            signal!.addEventListener('abort', () => reject(signal!.reason as Error)),
          );
      },
    },
    () => addresses,
  );
  watch.onResume(() => told.push(looks));
  await expect.poll(() => looks).toBe(21);
  watch.stop();
  expect(told).toEqual([3, 7]);
});
