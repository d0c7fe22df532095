import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApp } from '../../src-main/app.ts';
import { acceptConsent } from '../../src-main/demo-desk/consent.ts';
import { parseConfig } from '../../src-main/lib/config.ts';
import { openLogFile } from '../../src-main/lib/log-file.ts';
import { createBrowserHost } from '../../src-main/node/host.ts';

/** The core in the browser host, from the sources and with an empty page: for tests that kill it. */
const config = parseConfig(process.argv.slice(2), process.env);
const { dataDir, demoConsent } = config;
if (dataDir === null || demoConsent === null) throw new Error('--data-dir and --demo-consent are needed');
const pageRoot = join(dataDir, 'page');
mkdirSync(pageRoot, { recursive: true });
writeFileSync(join(pageRoot, 'index.html'), '<!doctype html>');
const host = createBrowserHost({
  dataDir,
  pageRoot,
  port: 0,
  onQuit: () => process.exit(0),
  openExternal: async (url) => void (await acceptConsent(url, demoConsent)),
});
const app = createApp({ host, config, logger: openLogFile(dataDir), parseOutputs: true, ports: [0] });
process.on('SIGTERM', () => void app.stop().then(() => process.exit(0)));
const { url } = await host.listen(app.transport);
await app.start();
process.stdout.write(`${JSON.stringify({ url })}\n`);
