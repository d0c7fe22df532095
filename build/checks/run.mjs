import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { at, nodePath, project } from '../launch/project.mjs';

const module = (...path) => at('node_modules', ...path);

/** What `npm run check` and the first two runners of `npm test` are made of. */
export const LINT = {
  eslint: [module('eslint', 'bin', 'eslint.js'), '.'],
  prettier: [
    module('prettier', 'bin', 'prettier.cjs'),
    '--check',
    '--log-level=warn',
    '--cache',
    '--cache-location',
    at('.deskhand', 'prettier'),
    '.',
  ],
  colours: [at('build', 'checks', 'colours.mjs')],
  unused: [at('build', 'checks', 'unused.mjs')],
};
export const TYPES = {
  'main and preload': [module('@typescript', 'native', 'bin', 'tsc'), '-p', at('tsconfig.json')],
  'end-to-end tests': [module('@typescript', 'native', 'bin', 'tsc'), '-p', at('test', 'e2e', 'tsconfig.json')],
  'bench of the page': [
    module('@typescript', 'native', 'bin', 'tsc'),
    '-p',
    at('test', 'bench', 'ui', 'tsconfig.json'),
  ],
  renderer: [
    module('svelte-check', 'bin', 'svelte-check'),
    '--tsconfig',
    at('src-renderer', 'tsconfig.json'),
    '--fail-on-warnings',
    '--output',
    'human',
  ],
};

/** Runs checks one after the other. Answers each one's name, whether it held, and what it printed. */
export async function runChecks(checks) {
  const results = [];
  for (const [name, args] of Object.entries(checks)) {
    const child = spawn(nodePath(), args, {
      cwd: project,
      env: { ...process.env, FORCE_COLOR: process.stderr.isTTY ? '1' : '0' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    const [code] = await once(child, 'close');
    results.push({ name, ok: code === 0, output });
  }
  return results;
}
