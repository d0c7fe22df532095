import type { ProfileView } from '../../src-preload/contract/session.ts';
import { AppError } from '../lib/app-error.ts';
import type { AppConfig } from '../lib/config.ts';
import { isServiceAddress } from '../lib/service-address.ts';

/** The brand in the Authorization scheme: `<brand>-oauthtoken`, `<brand>-authtoken`. */
export type Brand = 'Zoho' | '乐投Letou';

/** One service: where tokens come from and where they are good for. */
export interface Profile {
  id: string;
  label: string;
  accountsUrl: string;
  deskUrl: string;
  brand: Brand;
}

const live = (id: string, label: string, accountsHost: string, deskHost: string): Profile => ({
  id,
  label,
  accountsUrl: `https://${accountsHost}`,
  deskUrl: `https://${deskHost}`,
  brand: 'Zoho',
});

/** Service-facts, Hosts. A code or a token goes to no accounts host that is not here or named by the agent. */
export const PROFILES: readonly Profile[] = [
  live('us', 'Zoho Desk, United States', 'accounts.zoho.com', 'desk.zoho.com'),
  live('eu', 'Zoho Desk, Europe', 'accounts.zoho.eu', 'desk.zoho.eu'),
  live('in', 'Zoho Desk, India', 'accounts.zoho.in', 'desk.zoho.in'),
  live('au', 'Zoho Desk, Australia', 'accounts.zoho.com.au', 'desk.zoho.com.au'),
  live('jp', 'Zoho Desk, Japan', 'accounts.zoho.jp', 'desk.zoho.jp'),
  live('ca', 'Zoho Desk, Canada', 'accounts.zohocloud.ca', 'desk.zohocloud.ca'),
  live('sa', 'Zoho Desk, Saudi Arabia', 'accounts.zoho.sa', 'desk.zoho.sa'),
  live('cn', 'Zoho Desk, China', 'accounts.zoho.com.cn', 'desk.zoho.com.cn'),
  {
    id: 'letou',
    label: '乐投Letou Desk',
    accountsUrl: new URL('https://accounts.乐投Letou.com').origin,
    deskUrl: new URL('https://desk.乐投Letou.com').origin,
    brand: '乐投Letou',
  },
];

/** The profile that the command line describes, if it does. */
export function configuredProfile(config: AppConfig): Profile | null {
  const { deskUrl, accountsUrl, brand } = config;
  if (deskUrl === null || accountsUrl === null) return null;
  return { id: 'configured', label: new URL(deskUrl).host, accountsUrl, deskUrl, brand };
}

/** A service that the agent describes by its addresses. `invalid` unless both are https, or on this machine. */
export function customProfile(input: { accountsUrl: string; deskUrl: string; brand: Brand }): Profile {
  for (const [name, value] of Object.entries({ accountsUrl: input.accountsUrl, deskUrl: input.deskUrl })) {
    if (!isServiceAddress(new URL(value))) {
      throw new AppError('invalid', 'The address must begin with https://.', {
        fields: { [`/custom/${name}`]: 'https' },
      });
    }
  }
  const deskUrl = new URL(input.deskUrl).origin;
  return {
    id: 'custom',
    label: new URL(deskUrl).host,
    accountsUrl: new URL(input.accountsUrl).origin,
    deskUrl,
    brand: input.brand,
  };
}

/**
 * The profile whose accounts host the callback names (`accounts-server`): the chosen one, or another data centre of the
 * table. Null when it is neither: then the code must not be sent anywhere.
 */
export function profileOfAccountsServer(chosen: Profile, accountsServer: string | null): Profile | null {
  if (accountsServer === null) return chosen;
  if (!URL.canParse(accountsServer)) return null;
  const { origin } = new URL(accountsServer);
  if (origin === chosen.accountsUrl) return chosen;
  return PROFILES.find(({ accountsUrl, brand }) => accountsUrl === origin && brand === chosen.brand) ?? null;
}

export const profileView = ({ id, label, accountsUrl, deskUrl }: Profile, hasClient: boolean): ProfileView => ({
  id,
  label,
  accountsUrl,
  deskUrl,
  hasClient,
});
