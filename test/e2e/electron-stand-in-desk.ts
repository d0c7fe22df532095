import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface RunningDesk {
  url: string;
  key: string;
  /** Arguments that sign the console in to this desk without a browser. */
  signedIn: string[];
  secret: string;
  agent: { email: string; password: string };
  stop(): Promise<void>;
}

/** The built demo desk as a process of its own, with data in memory. */
export async function startDesk(tickets: number): Promise<RunningDesk> {
  const child = spawn(process.execPath, ['out/main/demo-desk.js', `--tickets=${tickets}`, '--manner=live', '--json'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const desk = JSON.parse(line) as {
    url: string;
    key: string;
    clientId: string;
    clientSecret: string;
    orgId: string;
    agents: RunningDesk['agent'][];
  };
  const agent = desk.agents[0]!;
  return {
    url: desk.url,
    key: desk.key,
    secret: desk.clientSecret,
    agent,
    signedIn: [
      `--desk-url=${desk.url}`,
      `--accounts-url=${desk.url}`,
      `--client-id=${desk.clientId}`,
      `--org=${desk.orgId}`,
      `--agent=${agent.email}`,
      `--demo-consent=${agent.email}:${agent.password}`,
    ],
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
