import type { Plugin } from 'vite';

export interface Licence {
  name: string;
  version: string;
  /** As the package names it, e.g. `MIT`; empty where it does not. */
  licence: string;
  author: string;
  text: string;
}
export function collectLicences(bundledFiles: readonly string[]): Licence[];
export function licences(): Plugin;
