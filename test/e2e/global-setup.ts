import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUN } from './preview.ts';
import { REACHED } from './story.ts';

/** What an earlier run reached proves nothing. What the workers of this one share goes with it. */
export default function begin(): () => void {
  rmSync(REACHED, { recursive: true, force: true });
  const run = mkdtempSync(join(tmpdir(), 'deskhand-e2e-'));
  process.env[RUN] = run;
  return () => rmSync(run, { recursive: true, force: true });
}
