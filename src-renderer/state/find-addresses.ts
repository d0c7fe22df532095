import type { AgentRow } from '../../src-preload/contract/agents.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { bareAddress } from '../lib/addresses.ts';

/** Somebody who may be written to. */
export interface Addressee {
  name: string;
  address: string;
}

const MOST = 8;

/** Contacts that are held here and may be meant: by their words in any order, or by a name as far as it is typed. */
export async function findContacts(
  bridge: Bridge,
  typed: string,
): Promise<{ id: string; name: string; email: string }[]> {
  const text = typed.trim();
  const { contacts } = await bridge.call('search.query', { text, limit: MOST, kinds: ['contact'] });
  const textOf = (parts: readonly { text: string }[]): string => parts.map((part) => part.text).join('');
  const found = contacts.rows.map(({ id, name, email }) => ({ id, name: textOf(name), email: textOf(email) }));
  // A word of one letter finds itself alone: who begins a surname means a name up to here.
  if (!/\s\S$/u.test(text)) return found;
  const { rows } = await bridge.call('contacts.list', {
    sort: 'name',
    text,
    letter: null,
    accountId: null,
    offset: 0,
    limit: MOST,
  });
  const more = rows.filter(({ id }) => found.every((one) => one.id !== id));
  return [...found, ...more.map(({ id, name, email }) => ({ id, name, email: email ?? '' }))].slice(0, MOST);
}

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
    contacts = (await findContacts(bridge, text)).map(({ name, email }) => ({ name, address: email }));
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
