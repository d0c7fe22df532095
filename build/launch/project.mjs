import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from './say.mjs';

export const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const at = (...path) => resolve(project, ...path);
/** A program finds what an earlier start of it has compiled, of TypeScript too. */
export const COMPILED = { NODE_COMPILE_CACHE: at('.deskhand', 'compiled') };

/** The Node that the product runs on: the one that came with the packages, or this one where it is new enough. */
export function nodePath() {
  const brought = at('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(brought)) return brought;
  if (Number(process.versions.napi) >= 10) return process.execPath;
  throw new Problem(
    `Deskhand needs Node 22.14 or newer and brings its own, but npm did not install it (scripts switched off?). This is Node ${process.versions.node}.`,
  );
}
