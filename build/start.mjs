import { startConsole } from './launch/console.mjs';
import { createFamily, exitOf } from './launch/family.mjs';
import { consoleArguments, parseLaunch } from './launch/options.mjs';
import { runMain, say } from './launch/say.mjs';
import { setUp } from './launch/setup.mjs';

runMain(async () => {
  const { help, values, host } = parseLaunch('start', process.argv.slice(2));
  if (help !== null) return say(help);
  setUp();
  const family = createFamily();
  const child = startConsole(family, host, consoleArguments(values), values['client-secret']);
  const code = await exitOf(child, family);
  await family.end();
  return code;
});
