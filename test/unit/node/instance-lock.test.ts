import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireInstanceLock, type InstanceInfo, type InstanceLock } from '../../../src-main/lib/instance-lock.ts';
import { until } from '../../fakes/until.ts';
import { temporaryFolder } from '../../factories/page.ts';

let folder: ReturnType<typeof temporaryFolder>;
const file = (): string => join(folder.path, 'instance.lock');
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

function take(): InstanceLock {
  const claim = acquireInstanceLock(folder.path, 'browser');
  if ('holder' in claim) throw new Error(`held by ${claim.holder.pid}`);
  return claim.lock;
}

test('the second one is told where the first one is, without its token', () => {
  const lock = take();
  lock.announce('http://127.0.0.1:4000');
  const claim = acquireInstanceLock(folder.path, 'electron');
  expect(claim).toMatchObject({ holder: { pid: process.pid, url: 'http://127.0.0.1:4000', host: 'browser' } });
  expect(readdirSync(folder.path)).toEqual(['instance.lock']);
});

test('released, it is free', () => {
  const lock = take();
  lock.release();
  lock.release();
  expect(existsSync(file())).toBe(false);
  take();
});

test('a lock is released by its holder only', () => {
  const lock = take();
  const other: InstanceInfo = { pid: 1, started: 'other', host: 'browser', url: null };
  writeFileSync(file(), JSON.stringify(other));
  lock.release();
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual(other);
});

const holderScript = (): string => `
    const { acquireInstanceLock } = await import(${JSON.stringify(new URL('../../../src-main/lib/instance-lock.ts', import.meta.url).href)});
    process.stdout.write('lock' in acquireInstanceLock(${JSON.stringify(folder.path)}, 'browser') ? 'taken' : 'held');
    setInterval(() => undefined, 1000);`;
/** Another process that takes the lock and stays. */
async function otherHolder(): Promise<ReturnType<typeof spawn>> {
  const script = holderScript();
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  expect(said.toString()).toBe('taken');
  return child;
}

test('a live process keeps it; after kill -9 it is taken over', async () => {
  const child = await otherHolder();
  expect(acquireInstanceLock(folder.path, 'browser')).toMatchObject({ holder: { pid: child.pid } });
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  take();
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ pid: process.pid });
});

test.runIf(process.platform === 'linux')(
  'one that was killed and that its parent did not wait for holds nothing',
  async () => {
    // The shell becomes `sleep`, which waits for no child.
    const parent = spawn(
      'sh',
      ['-c', '"$0" --input-type=module -e "$1" & exec sleep 60', process.execPath, holderScript()],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await once(parent.stdout, 'data');
    const { pid } = JSON.parse(readFileSync(file(), 'utf8')) as InstanceInfo;
    expect(acquireInstanceLock(folder.path, 'browser')).toMatchObject({ holder: { pid } });
    process.kill(pid, 'SIGKILL');
    await until('it is defunct', () => / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')));
    take();
    parent.kill();
  },
);

test.runIf(process.platform === 'linux')('a pid that was used again is not the old holder', () => {
  writeFileSync(file(), JSON.stringify({ pid: process.ppid, started: 'another start', host: 'browser', url: null }));
  take();
});

test.each(['', '{', 'null', '{"pid":0}', '{"pid":-1}', '{"pid":"1"}'])(
  'a lock that can’t be read is taken over: %j',
  (text) => {
    writeFileSync(file(), text);
    take();
  },
);

test('of many that start at once over a dead lock, one gets it', async () => {
  writeFileSync(file(), JSON.stringify({ pid: 2 ** 22 + 1, started: 'x', host: 'browser', url: null }));
  const module = JSON.stringify(new URL('../../../src-main/lib/instance-lock.ts', import.meta.url).href);
  const script = `
    const { acquireInstanceLock } = await import(${module});
    process.stdin.once('data', () => {
      process.stdout.write('lock' in acquireInstanceLock(${JSON.stringify(folder.path)}, 'browser') ? '1' : '0');
      setTimeout(() => process.exit(), 1500);
    });
    process.stdout.write('ready');`;
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  await Promise.all(children.map((child) => once(child.stdout, 'data')));
  const answers = children.map(async (child) => String(((await once(child.stdout, 'data')) as [Buffer])[0]));
  for (const child of children) child.stdin.write('go');
  expect((await Promise.all(answers)).sort().join('')).toBe('000001');
  await Promise.all(children.map((child) => once(child, 'exit')));
});
