import { fileURLToPath } from 'node:url';
import { isAppError } from './lib/app-error.ts';
import { runtimeProblem } from './lib/guard.ts';
import { keepHeapSmall } from './lib/small-heap.ts';

const say = (text: string): boolean => process.stderr.write(`${text}\n`);

/** Rooms are loaded only once the runtime is known to bear them. */
async function main(): Promise<void> {
  keepHeapSmall();
  const [
    { createApp },
    { createBrowserHost },
    { openUrl, hasDesktop },
    { parseConfig },
    { openDataDir, defaultDataDir },
    { acquireInstanceLock },
    { openLogFile },
  ] = await Promise.all([
    import('./app.ts'),
    import('./node/host.ts'),
    import('./node/open-url.ts'),
    import('./lib/config.ts'),
    import('./lib/data-dir.ts'),
    import('./lib/instance-lock.ts'),
    import('./lib/log-file.ts'),
  ]);
  const config = parseConfig(process.argv.slice(2), process.env);
  // The programs that this one starts, a browser above all, have no business with it.
  delete process.env['DESKHAND_CLIENT_SECRET'];

  const dataDir = openDataDir(config.dataDir ?? defaultDataDir(process.env));
  const claim = acquireInstanceLock(dataDir, 'browser');
  if ('holder' in claim) {
    const { pid, url } = claim.holder;
    say(
      `Deskhand already runs on ${dataDir}, as process ${pid}${url === null ? '' : ` at ${url}`}. Use that one, end it, or choose another --data-dir.`,
    );
    process.exitCode = 3;
    return;
  }
  const { lock } = claim;

  const { demoConsent, accountsUrl } = config;
  const openExternal = async (url: string): Promise<void> => {
    if (demoConsent !== null && new URL(url).origin === accountsUrl) {
      const { acceptConsent } = await import('./demo-desk/consent.ts');
      await acceptConsent(url, demoConsent);
    } else {
      await openUrl(url);
    }
  };
  const host = createBrowserHost({
    dataDir,
    pageRoot: fileURLToPath(new URL('../renderer', import.meta.url)),
    port: config.port,
    onQuit: () => void stop(0),
    openExternal,
  });
  const app = createApp({
    host,
    config,
    logger: openLogFile(dataDir),
    parseOutputs: process.env['DESKHAND_PARSE_OUTPUTS'] === '1',
  });

  let stopping: Promise<void> | null = null;
  const stop = (code: number): Promise<void> =>
    (stopping ??= (async () => {
      process.exitCode = code;
      // A database that can't close, or a page that won't go, must not keep the process.
      setTimeout(() => process.exit(code), 5000).unref();
      await app.stop().finally(() => host.close());
      lock.release();
      process.exit(code);
    })());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
  process.on('exit', () => lock.release());

  try {
    const { url } = await host.listen(app.transport);
    if (url !== null) lock.announce(new URL(url).origin);
    await app.start();
    if (config.json) process.stdout.write(`${JSON.stringify({ url })}\n`);
    else say(`Deskhand is at ${url} (the address holds this start's key: keep it to yourself)`);
    const oneVisit = host.browserUrl();
    if (config.open && hasDesktop(process.env) && oneVisit !== null) {
      await openUrl(oneVisit).catch((error: Error) => say(error.message));
    }
  } catch (error) {
    report(error);
    await stop(1);
  }
}

function report(error: unknown): void {
  say(isAppError(error) ? `Deskhand can't start: ${error.message}` : String((error as Error).stack ?? error));
}

const problem = runtimeProblem(process.versions);
if (problem !== null) {
  say(problem);
  process.exitCode = 1;
} else {
  main().catch((error: unknown) => {
    report(error);
    process.exitCode = 1;
  });
}
