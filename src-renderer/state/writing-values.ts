import type { MailReplyAddressRow } from '../../src-preload/contract/mail-reply-addresses.ts';
import { bareAddress, splitAddresses } from '../lib/addresses.ts';
import type { PlaceholderValues } from '../lib/placeholders.ts';
import type { AppState } from './app.svelte.ts';
import { mailsOf } from './start-writing.ts';
import type { OpenTicket } from './ticket.svelte.ts';

/** What placeholders stand for on a ticket. */
export function valuesOf({ detail }: OpenTicket, { ticket, session, i18n }: AppState): PlaceholderValues {
  const { contact } = ticket.peopleOf(detail);
  const agent = session.value.phase === 'ready' ? session.value.agent : null;
  const name = contact?.name || detail.contactName || null;
  const words = (name ?? '').split(/\s+/);
  const isHan = /^\p{Script=Han}+$/u.test(name ?? '');
  return {
    'contact.firstName': isHan ? name : words[0] || null,
    'contact.lastName': isHan ? name : (words.length > 1 ? words.at(-1) : null) || null,
    'contact.name': name,
    'contact.email': contact?.email ?? detail.email,
    'account.name': contact?.accountName ?? detail.accountName,
    'ticket.number': detail.number,
    'ticket.subject': detail.subject,
    'ticket.status': detail.status,
    'ticket.department': detail.departmentName,
    'agent.name': agent?.name ?? null,
    'agent.firstName': agent?.name.split(/\s+/)[0] ?? null,
    'agent.email': agent?.email ?? null,
    today: i18n.format.day(Date.now(), Date.now()),
  };
}

/** The address that the customer wrote to or was answered from, where it is the department's; else the department's first. */
export function defaultFrom(addresses: readonly MailReplyAddressRow[], open: OpenTicket): string | null {
  const used = mailsOf(open.timeline)
    .toReversed()
    .flatMap(({ direction, from, to }) => splitAddresses(direction === 'out' ? from : to).map(bareAddress));
  const known = used.map((one) => addresses.find(({ address }) => address.toLowerCase() === one.toLowerCase()));
  const own = addresses.filter(({ departmentId }) => departmentId === open.detail.departmentId);
  return (known.find((one) => one !== undefined) ?? own[0])?.address ?? null;
}
