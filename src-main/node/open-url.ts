import { spawn } from 'node:child_process';
import { AppError } from '../lib/app-error.ts';
import { externalUrl } from '../lib/external-url.ts';

/** The command that hands an address to the desktop, never through a shell. */
function opener(platform: NodeJS.Platform): [command: string, ...args: string[]] {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return ['xdg-open'];
}

/** Whether this process runs on a desktop that could show a browser. */
export function hasDesktop(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): boolean {
  if (platform === 'linux') return Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY']);
  return env['SSH_CONNECTION'] === undefined;
}

/** Opens `url` in the system's own program. Rejects when there is no desktop, or it has no program for it. */
export async function openUrl(url: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const href = externalUrl(url);
  const noProgram = (cause?: unknown): AppError =>
    new AppError('notFound', 'No browser can be opened from here. Open the address in a browser of your own.', {
      cause,
    });
  if (!hasDesktop(env)) throw noProgram();
  const [command, ...args] = opener(process.platform);
  const child = spawn(command, [...args, href], { stdio: 'ignore', detached: true });
  await new Promise<void>((resolve, reject) => {
    // Some desktops' openers stay until the browser ends: still running after a while is as good as done.
    const patience = setTimeout(resolve, 3000);
    child.once('error', (error) => reject(noProgram(error)));
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(noProgram(new Error(`${command} ended with ${code}`))),
    );
    child.once('close', () => clearTimeout(patience));
  });
  child.unref();
}
