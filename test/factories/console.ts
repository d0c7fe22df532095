import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import type { Input, MethodName, Output } from '../../src-preload/contract/index.ts';
import type { ServerFrame, WireEvent } from '../../src-preload/contract/wire.ts';
import { CallError } from './core.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface DeskAddress {
  url: string;
  key: string;
  clientId: string;
  clientSecret: string;
  orgId: string;
  manner: 'live' | 'reference';
  agents: readonly { email: string; password: string }[];
}

async function firstJsonLine(child: ChildProcess): Promise<Record<string, unknown>> {
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  if (child.stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{')) return JSON.parse(line) as Record<string, unknown>;
  }
  throw new Error(`it ended before it was ready: ${errors}`);
}

const children = new Set<ChildProcess>();
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));

/** A child that doesn't outlive this process, however this one ends. */
export function bound<Child extends ChildProcess>(child: Child): Child {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** Starts a program of the sources, as its own process under the Node that runs the tests. */
function start(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return bound(
    spawn(process.execPath, [join(root, file), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    }),
  );
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

/** The demo desk as a process of its own; consoles of tests listen for its redirect on any free port. */
export async function startDeskProcess(
  args: readonly string[],
): Promise<DeskAddress & { child: ChildProcess; stop(): Promise<void>; kill(): Promise<void> }> {
  const child = start('src-main/demo-desk/index.ts', ['--json', '--any-loopback-port', ...args]);
  const address = (await firstJsonLine(child)) as unknown as DeskAddress;
  child.stdout?.resume();
  return { ...address, child, stop: () => end(child, 'SIGTERM'), kill: () => end(child, 'SIGKILL') };
}

export interface ConsoleProcess {
  child: ChildProcess;
  url: string;
  events: WireEvent[];
  call<M extends MethodName>(method: M, input: Input<M>): Promise<Output<M>>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** The console in the browser host as a process of its own, signed in to the desk, with a bridge to call it over. */
export async function startConsoleProcess(
  desk: DeskAddress,
  dataDir: string,
  args: readonly string[] = [],
): Promise<ConsoleProcess> {
  const [agent] = desk.agents;
  const child = start(
    'test/factories/serve.ts',
    [
      '--json',
      '--no-open',
      '--depth=all',
      `--data-dir=${dataDir}`,
      `--desk-url=${desk.url}`,
      `--brand=${desk.manner === 'live' ? 'Zoho' : '乐投Letou'}`,
      `--client-id=${desk.clientId}`,
      `--org=${desk.orgId}`,
      `--agent=${agent?.email}`,
      `--demo-consent=${agent?.email}:${agent?.password}`,
      ...args,
    ],
    { DESKHAND_CLIENT_SECRET: desk.clientSecret },
  );
  const { url } = (await firstJsonLine(child)) as { url: string };
  child.stdout?.resume();
  const address = new URL(url);
  const token = new URLSearchParams(address.hash.slice(1)).get('token') ?? '';
  const socket = new WebSocket(`ws://${address.host}/bridge`, [`deskhand.${token}`], { origin: address.origin });
  await once(socket, 'open');
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const events: WireEvent[] = [];
  let sequence = 0;
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as ServerFrame;
    if ('event' in frame) return void events.push(frame.event);
    const call = waiting.get(frame.id);
    waiting.delete(frame.id);
    if (frame.reply.ok) call?.resolve(frame.reply.value);
    else call?.reject(new CallError(frame.reply.error));
  });
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the console is gone'));
  });
  socket.on('error', () => undefined);
  return {
    child,
    url,
    events,
    call: (method, input) =>
      new Promise((resolve, reject) => {
        sequence += 1;
        waiting.set(sequence, { resolve: resolve as (value: unknown) => void, reject });
        socket.send(JSON.stringify({ id: sequence, method, input }));
      }),
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
  };
}

/** The cache of the only workspace below a data directory. */
export function cacheFile(dataDir: string): string {
  const [workspace, ...others] = readdirSync(join(dataDir, 'workspaces'));
  if (workspace === undefined || others.length > 0) throw new Error(`not exactly one workspace in ${dataDir}`);
  return join(dataDir, 'workspaces', workspace, 'cache.db');
}
