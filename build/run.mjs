import { createFamily, exitOf } from './launch/family.mjs';
import { runMain } from './launch/say.mjs';
import { setUp } from './launch/setup.mjs';

/** Runs a program of the sources (a bench, the chaos harness) after setting up: `node build/run.mjs FILE [options]`. */
runMain(async () => {
  const [file, ...args] = process.argv.slice(2);
  setUp({ built: false });
  const family = createFamily();
  return exitOf(family.startNode(file, args), family);
});
