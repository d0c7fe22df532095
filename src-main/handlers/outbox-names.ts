import type { OutboxItem } from '../../src-preload/contract/outbox.ts';
import type { Cache } from '../store/cache.ts';
import type { Job } from '../store/jobs.ts';
import { personName } from './present.ts';
import { mentionNames } from './tickets.ts';

type Named = Pick<OutboxItem, 'about' | 'names'>;
export type NamesCache = Pick<Cache, 'tickets' | 'contacts' | 'accounts' | 'tasks' | 'agents'>;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** The values of a field by its name, wherever a payload or a conflict has it. */
function valuesOf({ payload, conflict }: Job, field: string): string[] {
  const whole = (payload ?? {}) as Record<string, unknown>;
  const fields = (whole['fields'] ?? {}) as Record<string, unknown>;
  const three = (conflict ?? [])
    .filter((one) => one.field === field)
    .flatMap((one) => [one.base, one.mine, one.theirs]);
  return [whole[field], fields[field], ...three].filter(isText);
}

/**
 * What jobs are about, and the names behind ids that they tell, as far as they are held: one lookup of tickets for all of
 * them, one by id for each record. `idOf` gives the service's id of a row that was made here, `makerOf` the job that makes it.
 */
export function namesOf(
  jobs: readonly Job[],
  cache: NamesCache,
  idOf: (id: string) => string,
  makerOf: (localId: string) => Job | null,
): Named[] {
  const ticketOf = ({ ticketId, kind, payload }: Job): string | null => {
    const id = ticketId ?? (kind.startsWith('ticket.') ? (payload as { id?: unknown } | null)?.id : null);
    return isText(id) ? idOf(id) : null;
  };
  const tickets = new Map(
    cache.tickets
      .listTexts([...new Set(jobs.map(ticketOf).filter(isText))])
      .map(({ id, doc }) => [id, JSON.parse(doc) as { ticketNumber?: string | null; subject?: string | null }]),
  );
  /** A ticket of which only the outbox knows. */
  const ticketInMaking = (id: string): { ticketNumber?: null; subject?: string } | undefined => {
    const { subject } = (makerOf(id)?.payload ?? {}) as { subject?: unknown };
    return isText(subject) ? { subject } : undefined;
  };
  const contactName = (id: string): string | null => {
    const doc = cache.contacts.get(idOf(id))?.doc;
    return doc === undefined ? null : personName(doc, doc.email ?? '') || null;
  };
  const accountName = (id: string): string | null => cache.accounts.get(idOf(id))?.doc.accountName || null;
  const ofRecord = (noun: string | undefined, id: unknown): string | null => {
    if (!isText(id)) return null;
    if (noun === 'contact') return contactName(id);
    if (noun === 'account') return accountName(id);
    return noun === 'task' ? cache.tasks.get(idOf(id))?.doc.subject || null : null;
  };
  return jobs.map((job) => {
    const [noun] = job.kind.split('.');
    const record = ofRecord(noun, (job.payload as { id?: unknown } | null)?.id);
    const ticketId = ticketOf(job) ?? '';
    const ticket = tickets.get(ticketId) ?? ticketInMaking(ticketId);
    const about =
      record !== null
        ? { number: null, name: record }
        : ticket === undefined
          ? null
          : { number: ticket.ticketNumber || null, name: ticket.subject ?? '' };
    const names: Record<string, string> = {};
    for (const id of valuesOf(job, 'contactId')) names[id] = contactName(id) ?? id;
    for (const id of valuesOf(job, 'accountId')) names[id] = accountName(id) ?? id;
    const content = (job.payload as { content?: unknown } | null)?.content;
    if (isText(content)) Object.assign(names, mentionNames(cache, content));
    return { about, names };
  });
}
