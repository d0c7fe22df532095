import { chooseHost } from './electron.mjs';
import { project } from './project.mjs';
import { say } from './say.mjs';

/** Starts the console in the host that fits, or in the wanted one, and answers its process. */
export function startConsole(family, wanted, args, secret) {
  const env = secret === undefined ? {} : { DESKHAND_CLIENT_SECRET: secret };
  const { binary, reason } = chooseHost(wanted);
  if (binary === null) {
    if (reason !== null) say(`${reason}: serving the console to a browser instead.`);
    return family.startNode('out/main/serve.js', args, { env });
  }
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  if (isRoot)
    say('Electron runs without its sandbox (--no-sandbox), because as root it can’t have one. Better not be root.');
  return family.start(binary, [...(isRoot ? ['--no-sandbox'] : []), project, ...args], { env });
}
