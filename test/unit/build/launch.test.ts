import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../factories/page.ts';
import { until } from '../../fakes/until.ts';

const module = (name: string): string => new URL(`../../../build/launch/${name}`, import.meta.url).href;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A launcher that starts two programs, and what they wrote down: their pids, and how they ended. */
async function startFamily(
  folder: string,
  options: { through?: string } = {},
): Promise<{ launcher: ChildProcess; pids: number[]; child: () => string }> {
  const child = join(folder, 'child.mjs');
  writeFileSync(
    child,
    `import { appendFileSync } from 'node:fs';
     process.on('SIGTERM', () => { appendFileSync(${JSON.stringify(join(folder, 'log'))}, 'ended '); process.exit(0); });
     setInterval(() => undefined, 1000);
     process.stdout.write(JSON.stringify({ pid: process.pid }) + '\\n');`,
  );
  const launcher = join(folder, 'launcher.mjs');
  writeFileSync(
    launcher,
    `import { createFamily, exitOf, firstJson } from ${JSON.stringify(module('family.mjs'))};
     const family = createFamily();
     const children = [1, 2].map(() => family.startNode(${JSON.stringify(child)}, [], { stdout: 'pipe' }));
     const ready = await Promise.all(children.map((each) => firstJson(each, 'child')));
     process.stdout.write(JSON.stringify(ready.map(({ pid }) => pid)) + '\\n');
     process.exitCode = await exitOf(children[0], family);
     await family.end();`,
  );
  writeFileSync(join(folder, 'log'), '');
  const command = options.through ?? process.execPath;
  const started = spawn(
    command,
    options.through === undefined ? [launcher] : ['-c', `"${process.execPath}" "${launcher}"; true`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [line] = (await once(started.stdout!, 'data')) as [Buffer];
  return {
    launcher: started,
    pids: JSON.parse(line.toString()) as number[],
    child: () => readFileSync(join(folder, 'log'), 'utf8'),
  };
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends the launcher and all it started, in order',
  async (signal) => {
    await using folder = temporaryFolder();
    const { launcher, pids, child } = await startFamily(folder.path);
    const ended = once(launcher, 'exit');
    launcher.kill(signal);
    expect(await ended).toEqual([0, null]);
    expect(pids.map(isAlive)).toEqual([false, false]);
    expect(child()).toBe('ended ended ');
  },
);

test('kill -9 of the launcher leaves no orphan', async () => {
  await using folder = temporaryFolder();
  const { launcher, pids, child } = await startFamily(folder.path);
  launcher.kill('SIGKILL');
  await until('both have ended', () => pids.every((pid) => !isAlive(pid)));
  expect(child()).toBe('ended ended ');
});

test.skipIf(process.platform === 'win32')('kill -9 of the shell above it leaves no orphan', async () => {
  await using folder = temporaryFolder();
  const { launcher: shell, pids } = await startFamily(folder.path, { through: '/bin/sh' });
  shell.kill('SIGKILL');
  await until('both have ended', () => pids.every((pid) => !isAlive(pid)));
});

/** What a piece of the launcher answers, run in a process of its own on this Node. */
async function evaluate(code: string, env: NodeJS.ProcessEnv = {}): Promise<unknown> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (err += text.toString()));
  await once(child, 'close');
  if (out === '') throw new Error(err);
  return JSON.parse(out) as unknown;
}

const parse = (command: string, args: string[]): Promise<unknown> =>
  evaluate(`import { consoleArguments, parseLaunch } from ${JSON.stringify(module('options.mjs'))};
    try {
      const { values, host } = parseLaunch(${JSON.stringify(command)}, ${JSON.stringify(args)});
      console.log(JSON.stringify({ args: consoleArguments(values), host }));
    } catch (error) { console.log(JSON.stringify({ problem: error.message.split('\\n')[0], code: error.code })); }`);

test('the console’s options are handed on, and the secret is not among them', async () => {
  expect(
    await parse('start', [
      '--data-dir',
      '/x',
      '--port=4000',
      '--org',
      '12',
      '--client-id=a',
      '--client-secret=hush',
      '--no-open',
      '--json',
      '--host=browser',
    ]),
  ).toEqual({
    args: ['--data-dir=/x', '--port=4000', '--client-id=a', '--org=12', '--no-open', '--json'],
    host: 'browser',
  });
});

test('a wrong option is said so', async () => {
  expect(await parse('start', ['--data-dri', '/x'])).toMatchObject({
    problem: expect.stringContaining('--data-dri') as string,
    code: 2,
  });
  expect(await parse('start', ['--tickets=5'])).toMatchObject({ code: 2 });
  expect(await parse('demo', ['--host=firefox'])).toMatchObject({
    problem: '--host is electron or browser, not firefox',
    code: 2,
  });
});

const choose = (env: NodeJS.ProcessEnv, wanted: string | null = null): Promise<unknown> =>
  evaluate(
    `import { chooseHost } from ${JSON.stringify(module('electron.mjs'))}; console.log(JSON.stringify(chooseHost(${JSON.stringify(wanted)})));`,
    { CI: '1', DISPLAY: '', WAYLAND_DISPLAY: '', ...env },
  );

test.runIf(process.platform === 'linux')(
  'Electron is chosen on a desktop where its binary is, and the browser host is said why elsewhere',
  async () => {
    await using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'electron'), '');
    const there = { ELECTRON_OVERRIDE_DIST_PATH: folder.path };
    expect(await choose({ ...there, DISPLAY: ':0' })).toEqual({ binary: join(folder.path, 'electron'), reason: null });
    expect(await choose(there)).toEqual({ binary: null, reason: 'There is no desktop here for a window' });
    expect(await choose({ ...there, DISPLAY: ':0' }, 'browser')).toEqual({ binary: null, reason: null });
    expect(await choose({ DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: join(folder.path, 'none') })).toEqual({
      binary: null,
      reason: 'Electron’s binary is not there',
    });
  },
);

const open = (dataDir: string, values: object, keep?: { port: number; pid: number }): Promise<unknown> =>
  evaluate(`import { openDemoData } from ${JSON.stringify(module('demo-data.mjs'))};
    try {
      const data = await openDemoData(${JSON.stringify({ 'data-dir': dataDir, ...values })});
      ${keep === undefined ? '' : `data.keep(${keep.port}, ${keep.pid});`}
      console.log(JSON.stringify({ port: data.port, shape: data.shape }));
    } catch (error) { console.log(JSON.stringify({ problem: error.message, code: error.code })); }`);

test('a demo keeps its port and what its data grew from', async () => {
  await using folder = temporaryFolder();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');

  expect(await open(folder.path, { tickets: '50' }, { port, pid: dead.pid! })).toEqual({
    port: null,
    shape: { tickets: '50', seed: null },
  });
  expect(await open(folder.path, {}), 'the port is taken by a program that is not the desk').toEqual({
    port: null,
    shape: { tickets: '50', seed: null },
  });
  expect(await open(folder.path, { tickets: '60' })).toMatchObject({
    problem: expect.stringContaining('--tickets=50') as string,
    code: 2,
  });

  await open(folder.path, {}, { port, pid: process.pid });
  mkdirSync(folder.path, { recursive: true });
  writeFileSync(join(folder.path, 'instance.lock'), JSON.stringify({ url: 'http://127.0.0.1:4711' }));
  expect(await open(folder.path, {}), 'the desk still runs').toMatchObject({
    problem: expect.stringContaining('http://127.0.0.1:4711') as string,
    code: 3,
  });

  server.close();
  await once(server, 'close');
  expect(await open(folder.path, {})).toEqual({ port: String(port), shape: { tickets: '50', seed: null } });
});
