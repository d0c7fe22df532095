import { keepHeapSmall } from '../../src-main/lib/small-heap.ts';
import type { Target } from './sync-measure.ts';

/** What bench:sync builds and runs: `node sync-run.js TARGET-AS-JSON TICKETS BODIES`. Prints the measurement. */
keepHeapSmall();
const [target = '', tickets, bodies] = process.argv.slice(2);
const { measureSync } = await import('./sync-measure.ts');
const measured = await measureSync(JSON.parse(target) as Target, Number(tickets), Number(bodies));
process.stdout.write(`${JSON.stringify(measured)}\n`, () => process.exit(0));
