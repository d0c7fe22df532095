import { startConsole } from './launch/console.mjs';
import { openDemoData } from './launch/demo-data.mjs';
import { createFamily, exitOf, firstJson } from './launch/family.mjs';
import { consoleArguments, parseLaunch } from './launch/options.mjs';
import { Problem, runMain, say } from './launch/say.mjs';
import { setUp } from './launch/setup.mjs';

async function startDesk(family, data, manner) {
  const chosen = { data: data.deskFile, port: data.port, ...data.making, manner };
  const args = Object.entries(chosen).flatMap(([name, value]) => (value == null ? [] : [`--${name}=${value}`]));
  const child = family.startNode('out/main/demo-desk.js', [...args, '--json'], { stdout: 'pipe' });
  return { child, desk: await firstJson(child, 'The demo desk') };
}

runMain(async () => {
  const { help, values, host } = parseLaunch('demo', process.argv.slice(2));
  if (help !== null) return say(help);
  for (const name of ['desk-url', 'accounts-url', 'client-id', 'client-secret']) {
    if (values[name] !== undefined) throw new Problem(`--${name} is for npm start: the demo brings its own.`, 2);
  }
  setUp();
  const data = await openDemoData(values);
  const family = createFamily();
  try {
    const { child: deskProcess, desk } = await startDesk(family, data, values.manner);
    data.keep(new URL(desk.url).port, deskProcess.pid);
    const agent = desk.agents[0];
    say(
      `The demo desk is at ${desk.url} (control key ${desk.key}); its agent is ${agent.email}, password ${agent.password}.`,
    );
    deskProcess.once('exit', () => family.isEnding || say('The demo desk ended; the console goes on without it.'));

    const args = consoleArguments({
      ...values,
      'data-dir': data.dataDir,
      'desk-url': desk.url,
      'accounts-url': desk.url,
      'client-id': desk.clientId,
      depth: values.depth ?? 'all',
      brand: values.brand ?? (desk.manner === 'reference' ? '乐投Letou' : 'Zoho'),
      ...(values.login ? {} : { org: values.org ?? desk.orgId, agent: values.agent ?? agent.email }),
    });
    if (!values.login) args.push(`--demo-consent=${agent.email}:${agent.password}`);
    const code = await exitOf(startConsole(family, host, args, desk.clientSecret), family);
    return code;
  } finally {
    await family.end();
  }
});
