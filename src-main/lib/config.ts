import { parseArgs } from 'node:util';
import { AppError } from './app-error.ts';
import { isLoopback, isServiceAddress } from './service-address.ts';

/** What the command line chose; both hosts understand the same options. */
export interface AppConfig {
  /** Where databases, settings and secrets live; null means the platform's usual place. */
  dataDir: string | null;
  /** Port of the browser host; 0 means any free one. */
  port: number;
  /** Base addresses of a custom service; given both or neither. */
  deskUrl: string | null;
  accountsUrl: string | null;
  /** `Zoho` or `乐投Letou`: the brand in the Authorization scheme of the custom service. */
  brand: 'Zoho' | '乐投Letou';
  clientId: string | null;
  clientSecret: string | null;
  /** Organisation to choose without asking, by id. */
  org: string | null;
  /** Agent to choose without asking where the service has no "who am I", by e-mail address. */
  agent: string | null;
  /** Loopback demo desk only: sign in and accept its consent without a browser, as this agent. */
  demoConsent: { email: string; password: string } | null;
  /** How much of the desk a new agent pulls: only open tickets, or those of so many days; null for the usual. */
  depth: 'open' | 30 | 90 | 365 | 'all' | null;
  /** Whether the browser host opens the default browser when it listens. */
  open: boolean;
  /** Print one line of JSON when ready. */
  json: boolean;
}

const options = {
  'data-dir': { type: 'string' },
  port: { type: 'string' },
  'desk-url': { type: 'string' },
  'accounts-url': { type: 'string' },
  brand: { type: 'string' },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
  org: { type: 'string' },
  agent: { type: 'string' },
  'demo-consent': { type: 'string' },
  depth: { type: 'string' },
  'no-open': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

function parseOrigin(name: string, value: string | undefined): string | null {
  if (value === undefined) return null;
  if (!URL.canParse(value)) throw new AppError('invalid', `--${name} is not an address: ${value}`);
  const url = new URL(value);
  if (!isServiceAddress(url))
    throw new AppError('invalid', `--${name} must be https, or http on this machine: ${value}`);
  return url.origin;
}

function parsePort(value: string | undefined): number {
  const port = Number(value ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new AppError('invalid', `--port is a number from 0 to 65535, not ${value}`);
  }
  return port;
}

const DEPTHS = { open: 'open', 30: 30, 90: 90, 365: 365, all: 'all' } as const;

function parseDepth(value: string | undefined): AppConfig['depth'] {
  if (value === undefined) return null;
  if (Object.hasOwn(DEPTHS, value)) return DEPTHS[value as keyof typeof DEPTHS];
  throw new AppError('invalid', `--depth is open, 30, 90, 365 or all, not ${value}`);
}

/**
 * Reads the options that both hosts share. Unknown ones are passed over (`strict` off), because Electron and Chromium
 * bring switches of their own. The secret may also come in DESKHAND_CLIENT_SECRET, where other users' `ps` can't see it.
 */
export function parseConfig(argv: readonly string[], env: NodeJS.ProcessEnv): AppConfig {
  const parsed = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true });
  const values = parsed.values as Partial<Record<keyof typeof options, string | boolean>>;
  const text = (name: keyof typeof options): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  const deskUrl = parseOrigin('desk-url', text('desk-url'));
  const accountsUrl = parseOrigin('accounts-url', text('accounts-url')) ?? deskUrl;
  if (accountsUrl !== null && deskUrl === null) throw new AppError('invalid', '--accounts-url goes with --desk-url');
  const brand = text('brand') ?? 'Zoho';
  if (brand !== 'Zoho' && brand !== '乐投Letou')
    throw new AppError('invalid', `--brand is Zoho or 乐投Letou, not ${brand}`);
  const consent = text('demo-consent');
  if (consent !== undefined && (accountsUrl === null || !isLoopback(new URL(accountsUrl)))) {
    throw new AppError('invalid', '--demo-consent works only with a demo desk on this machine');
  }
  const [email = '', ...password] = consent?.split(':') ?? [];
  return {
    dataDir: text('data-dir') ?? null,
    port: parsePort(text('port')),
    deskUrl,
    accountsUrl,
    brand,
    clientId: text('client-id') ?? null,
    clientSecret: text('client-secret') ?? env['DESKHAND_CLIENT_SECRET'] ?? null,
    org: text('org') ?? null,
    agent: text('agent') ?? null,
    demoConsent: consent === undefined ? null : { email, password: password.join(':') },
    depth: parseDepth(text('depth')),
    open: values['no-open'] !== true,
    json: values.json === true,
  };
}
