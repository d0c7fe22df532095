import { parseArgs } from 'node:util';
import { Problem } from './say.mjs';

/** Options that the console takes itself; the launcher hands them on. */
const CONSOLE = {
  'data-dir': 'FOLDER    where databases, settings and the sign-in are kept',
  port: 'N         port of the browser host (any free one)',
  'desk-url': 'URL       base address of a custom service',
  'accounts-url': 'URL       its accounts server (the same address)',
  'client-id': 'ID        OAuth client',
  'client-secret': 'SECRET    its secret; also in DESKHAND_CLIENT_SECRET',
  org: 'ID        organisation to choose without asking',
  agent: 'E-MAIL    agent to choose without asking, where the service does not say who one is',
  depth: 'D         tickets to hold: open, 30, 90 or 365 (days) or all, until chosen otherwise',
  brand: 'NAME      Zoho or 乐投Letou: the scheme of the custom service',
};
const DEMO = {
  tickets: 'N         tickets of a new demo desk (2000)',
  seed: 'S         what its data grow from',
  manner: 'M         reference or live: how the demo desk speaks',
  'desk-port': 'N         port of the demo desk',
};

function usage(command, texts) {
  return [
    `npm ${command === 'start' ? 'start' : `run ${command}`} -- [options]`,
    '',
    ...Object.entries(texts).map(([name, text]) => `  --${name} ${text}`),
  ].join('\n');
}

/** Reads the options of `npm start` and `npm run demo`. An unknown one is refused rather than passed over. */
export function parseLaunch(command, argv) {
  const texts = {
    host: 'H         electron or browser (what fits)',
    ...CONSOLE,
    ...(command === 'demo' ? DEMO : {}),
    ...(command === 'demo' ? { login: '          show the pages for signing in instead of going through them' } : {}),
    'no-open': '          open no browser',
    json: '          print one line {"url": "..."} when ready, and nothing else, to stdout',
    help: '          this text',
  };
  const flags = ['login', 'no-open', 'json', 'help'];
  let values;
  try {
    ({ values } = parseArgs({
      args: argv,
      options: Object.fromEntries(
        Object.keys(texts).map((name) => [name, { type: flags.includes(name) ? 'boolean' : 'string' }]),
      ),
    }));
  } catch (error) {
    throw new Problem(`${error.message}\n\n${usage(command, texts)}`, 2);
  }
  if (values.help) return { help: usage(command, texts), values, host: null };
  const { host = null } = values;
  if (host !== null && host !== 'electron' && host !== 'browser') {
    throw new Problem(`--host is electron or browser, not ${host}`, 2);
  }
  return { help: null, values, host };
}

/** The console's own arguments, without the secret: that goes by the environment, where other users' `ps` can't see it. */
export function consoleArguments(values) {
  const args = Object.keys(CONSOLE)
    .filter((name) => name !== 'client-secret' && values[name] !== undefined)
    .map((name) => `--${name}=${values[name]}`);
  return [...args, ...['no-open', 'json'].filter((name) => values[name]).map((name) => `--${name}`)];
}
