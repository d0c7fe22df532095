/** Entry of the demo desk as a program of its own: `node src-main/demo-desk/index.ts --help`. */
import { parseArgs } from 'node:util';

if (Number(process.versions['napi'] ?? 0) < 10) {
  console.error(
    `The demo desk needs Node 22 or newer; this is ${process.version}. Run it through npm (npm run demo-desk), which brings its own Node.`,
  );
  process.exit(1);
}

const USAGE = `Usage: demo-desk [options]
  --port N            port to listen on (default: any free one)
  --host H            address to listen on (default 127.0.0.1)
  --tickets N         tickets to seed (default 2000)
  --seed S            seed of the data (default 1)
  --data FILE         keep the data in FILE (default: in memory)
  --manner M          live (default) or reference
  --orgs N            organisations, 1 (default) or 2
  --now ISO           the desk's time at the start (default: the real time)
  --credits N         API credits a day
  --max-concurrent N  calls in flight before TOO_MANY_REQUESTS (default 10)
  --search-lag MS     how long search lags behind writes (default 2000)
  --latency MS        added to every answer
  --bare-ids          ids as bare JSON numbers
  --without A,B       leave out optional operations, e.g. conversations,latestThread
  --any-loopback-port accept any 127.0.0.1 port in redirect URIs
  --json              print one line of JSON when listening`;

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

function readOptions(): { values: Record<string, string | boolean | undefined> } {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        tickets: { type: 'string' },
        seed: { type: 'string' },
        data: { type: 'string' },
        manner: { type: 'string' },
        orgs: { type: 'string' },
        now: { type: 'string' },
        credits: { type: 'string' },
        'max-concurrent': { type: 'string' },
        'search-lag': { type: 'string' },
        latency: { type: 'string' },
        'bare-ids': { type: 'boolean' },
        without: { type: 'string' },
        'any-loopback-port': { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    fail(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

const { values } = readOptions();
if (values['help'] === true) {
  console.log(USAGE);
  process.exit(0);
}

function whole(name: string): number | undefined {
  const text = values[name];
  if (typeof text !== 'string') return undefined;
  if (!/^\d+$/.test(text)) fail(`--${name} wants a whole number, not "${text}".`);
  return Number(text);
}

const manner = values['manner'] ?? 'live';
if (manner !== 'live' && manner !== 'reference') fail('--manner is live or reference.');
const now = typeof values['now'] === 'string' ? Date.parse(values['now']) : undefined;
if (Number.isNaN(now)) fail('--now wants an ISO time, e.g. 2026-03-01T09:00:00Z.');

const given = {
  port: whole('port'),
  tickets: whole('tickets'),
  seed: whole('seed'),
  orgs: whole('orgs'),
  creditsPerDay: whole('credits'),
  maxConcurrent: whole('max-concurrent'),
  searchLagMs: whole('search-lag'),
  latencyMs: whole('latency'),
  now,
  host: values['host'] as string | undefined,
  data: values['data'] as string | undefined,
};
const { createDemoDesk } = await import('./desk.ts');
const desk = await createDemoDesk({
  ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Record<string, never>),
  manner,
  bareIds: values['bare-ids'] === true,
  anyLoopbackPort: values['any-loopback-port'] === true,
  ...(typeof values['without'] === 'string' ? { without: values['without'].split(',') } : {}),
}).catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));

if (desk.data === 'kept' && (given.tickets !== undefined || given.seed !== undefined)) {
  console.error(`${given.data ?? ''} already holds a desk and is used as it is; --tickets and --seed are ignored.`);
}
if (values['json'] === true) {
  const { url, key, clientId, clientSecret, orgId, orgIds, authToken, agents } = desk;
  console.log(JSON.stringify({ url, key, clientId, clientSecret, orgId, orgIds, authToken, manner, agents }));
} else {
  const first = desk.agents[0];
  console.log(`Demo desk at ${desk.url} (${manner} manner)`);
  console.log(
    `  client id ${desk.clientId}\n  client secret ${desk.clientSecret}\n  organisation ${desk.orgIds.join(', ')}`,
  );
  console.log(`  sign in as ${first?.email ?? ''} with password ${first?.password ?? ''}`);
  console.log(`  controls under ${desk.url}/__demo with x-demo-key: ${desk.key}`);
}

let ending = false;
const end = (): void => {
  if (ending) return;
  ending = true;
  void desk.close().then(() => process.exit(0));
};
process.on('SIGINT', end);
process.on('SIGTERM', end);
