import { LINT, runChecks, TYPES } from './checks/run.mjs';
import { runMain, say } from './launch/say.mjs';
import { setUp } from './launch/setup.mjs';

runMain(async () => {
  setUp({ built: false });
  const results = (await Promise.all([runChecks(LINT), runChecks(TYPES)])).flat();
  for (const { name, ok, output } of results) say(ok ? `${name}: in order` : `${output}\n${name}: see above`);
  return results.every(({ ok }) => ok) ? 0 : 1;
});
