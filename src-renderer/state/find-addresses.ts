import type { AgentRow } from '../../src-preload/contract/agents.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { bareAddress } from '../lib/addresses.ts';

/** Somebody who may be written to. */
export interface Addressee {
  name: string;
  address: string;
}

const MOST = 8;

/** Who may be meant by what is typed: people on the ticket first, then agents and contacts that are held here. */
export async function findAddresses(
  bridge: Bridge,
  text: string,
  known: readonly string[],
  agents: readonly AgentRow[],
): Promise<Addressee[]> {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const fits = ({ name, address }: Addressee): boolean => `${name} ${address}`.toLowerCase().includes(wanted);
  const near = [
    ...known.map((address) => ({ name: '', address })),
    ...agents.flatMap(({ name, email }) => (email === null ? [] : [{ name, address: email }])),
  ].filter(fits);
  let contacts: Addressee[] = [];
  try {
    const found = await bridge.call('search.query', { text: text.trim(), limit: MOST, kinds: ['contact'] });
    const textOf = (parts: readonly { text: string }[]): string => parts.map((part) => part.text).join('');
    contacts = found.contacts.rows.map(({ name, email }) => ({ name: textOf(name), address: textOf(email) }));
  } catch {
    // Those who are known already are offered all the same.
  }
  const byAddress = new Map<string, Addressee>();
  for (const one of [...near, ...contacts]) {
    const address = bareAddress(one.address);
    const before = byAddress.get(address);
    if (address !== '' && (before === undefined || before.name === '')) {
      byAddress.set(address, { name: one.name || (before?.name ?? ''), address });
    }
  }
  return [...byAddress.values()].slice(0, MOST);
}
