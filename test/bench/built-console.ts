import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { bound, type DeskAddress } from '../factories/console.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The built console in the browser host, as its own process. */
export interface BuiltConsole {
  child: ChildProcess;
  url: string;
  /** Milliseconds from the process's start to its address. */
  startedMs: number;
  stop(): Promise<void>;
}

/** Builds what changed, as `npm run build` does. */
export function buildConsole(): void {
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL('../../build/build.mjs', import.meta.url))], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('the build did not work');
}

/** Starts the built console signed in to a desk, or as that desk's agent without a network. */
export async function startBuiltConsole(desk: DeskAddress, dataDir: string): Promise<BuiltConsole> {
  const [agent] = desk.agents;
  const startedAt = performance.now();
  const child = bound(
    spawn(
      process.execPath,
      [
        'out/main/serve.js',
        '--json',
        '--no-open',
        '--depth=all',
        `--data-dir=${dataDir}`,
        `--desk-url=${desk.url}`,
        `--client-id=${desk.clientId}`,
        `--org=${desk.orgId}`,
        `--agent=${agent?.email}`,
        `--demo-consent=${agent?.email}:${agent?.password}`,
      ],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, DESKHAND_CLIENT_SECRET: desk.clientSecret },
      },
    ),
  );
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    const { url } = JSON.parse(line) as { url: string };
    return {
      child,
      url,
      startedMs: performance.now() - startedAt,
      async stop() {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      },
    };
  }
  throw new Error('the console ended before it was ready');
}
