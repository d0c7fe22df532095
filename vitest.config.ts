import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { licences } from './build/licences.mjs';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** They wait longest. Nothing but an earlier run would tell: a file goes by its size until then, and these are short. */
const LONGEST = ['outbox/exactly-once', 'sync/sync', 'app/day-offline', 'sync/convergence'];
const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = LONGEST.findIndex((name) => moduleId.endsWith(`test/unit/${name}.test.ts`));
  return place === -1 ? LONGEST.length : place;
};
/** What takes longest begins first, so that the others are done beside it. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

/** `unit` and `chaos` run in Node, `component` in a page made by jsdom. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A worker keeps its modules from file to file, which halves the time of components: what a test changes it puts back.
    isolate: false,
    // A loaded machine may be slower than a deadline: there a failed test is tried once more, and the output says so.
    retry: process.env['CI'] === undefined ? 0 : 1,
    projects: [
      {
        extends: true,
        // Electron's own module is not there under test: its rooms meet a fake.
        resolve: { alias: { electron: at('test/fakes/electron/module.ts') } },
        // They wait for desks and clocks more than they compute: more of them than cores go on side by side.
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], pool: 'forks', maxWorkers: 4 },
      },
      {
        extends: true,
        plugins: [svelte({ configFile: at('svelte.config.js') }), svelteTesting(), licences()],
        test: {
          name: 'component',
          include: ['test/renderer/**/*.test.ts'],
          environment: 'jsdom',
          maxWorkers: 2,
          // The page keeps its frames and the interval that makes them: one begun by a fake clock would outlive it, and stand still.
          fakeTimers: { toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] },
        },
      },
      {
        extends: true,
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
