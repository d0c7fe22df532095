import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Step } from './history.ts';

/** A history that once left the cache unlike the desk, as short as it could be made. */
export interface KeptHistory {
  /** What was wrong then. */
  why: string;
  manner: 'live' | 'reference';
  /** Of the desk and of everything random in the console. */
  seed: number;
  steps: Step[];
}

const FILE = fileURLToPath(new URL('convergence-corpus.json', import.meta.url));

export const readCorpus = (file = FILE): KeptHistory[] =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as KeptHistory[]) : [];

/** Keeps a history for all later runs; once only. */
export function keep(history: KeptHistory, file = FILE): void {
  const corpus = readCorpus(file);
  const key = ({ manner, seed, steps }: KeptHistory): string => JSON.stringify([manner, seed, steps]);
  if (corpus.some((kept) => key(kept) === key(history))) return;
  writeFileSync(file, `${JSON.stringify([...corpus, history], null, 2)}\n`);
}
