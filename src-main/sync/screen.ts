import { getAccount } from '../api/accounts.ts';
import { PRIORITY } from '../api/client.ts';
import { getContact } from '../api/contacts.ts';
import type { Bodies } from './bodies.ts';
import type { SyncContext } from './context.ts';
import type { Tags } from './tags.ts';

/** What is on screen is asked for again when it is older than this. */
const SCREEN_AGE_MS = 20_000;
const PERSON_AGE_MS = 10 * 60_000;

/** The ticket that the agent looks at, and who wrote it, before everything else. */
export async function refreshScreen(context: SyncContext, bodies: Bodies, tags: Tags, ticketId: string): Promise<void> {
  const { cache } = context;
  const held = cache.tickets.get(ticketId);
  if (held?.isComplete !== true || isOld(context, held.detailAsOf, SCREEN_AGE_MS)) {
    await bodies.pull(ticketId, { priority: PRIORITY.screen, onScreen: true });
  }
  await Promise.all([refreshPerson(context, ticketId), tags.refresh(ticketId)]);
}

const isOld = ({ clock }: SyncContext, asOf: number | null | undefined, maxAge: number): boolean =>
  Math.abs(clock.now() - (asOf ?? 0)) > maxAge;

async function refreshPerson(context: SyncContext, ticketId: string): Promise<void> {
  const { cache, client, clock, emit, signal } = context;
  const contactId = cache.tickets.get(ticketId)?.doc.contactId;
  if (typeof contactId !== 'string') return;
  const call = { priority: PRIORITY.screen, signal };
  if (isOld(context, cache.contacts.get(contactId)?.asOf, PERSON_AGE_MS)) {
    cache.contacts.upsert([await getContact(client, contactId, call)], clock.now());
    emit('contacts.changed', { ids: [contactId] });
  }
  const accountId = cache.contacts.get(contactId)?.doc.accountId;
  if (typeof accountId === 'string' && isOld(context, cache.accounts.get(accountId)?.asOf, PERSON_AGE_MS)) {
    cache.accounts.upsert([await getAccount(client, accountId, call)], clock.now());
    emit('accounts.changed', { ids: [accountId] });
  }
}
