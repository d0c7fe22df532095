import { type ApiClient, PRIORITY } from '../api/client.ts';
import { type Capabilities, isAbsent } from '../api/capabilities.ts';
import { type HistoryEntry, listTicketHistory } from '../api/live.ts';
import type { Output } from '../../src-preload/contract/index.ts';

type History = Output<'tickets.history'>;

/** Entries of one ticket that are asked for. */
const MOST = 50;

const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;

/** The service writes a value, or an object of the one before and the one after; fields of other kinds are left out. */
function changesOf(entry: HistoryEntry): { name: string; value: string | null }[] {
  const rows = Array.isArray(entry['eventInfo']) ? (entry['eventInfo'] as Record<string, unknown>[]) : [];
  return rows.flatMap(({ propertyName, propertyValue }) => {
    const name = text(propertyName);
    if (name === null || /Id$|^id$|modifiedTime/i.test(name)) return [];
    const { updatedValue } = (propertyValue ?? {}) as { updatedValue?: unknown };
    return [{ name, value: text(updatedValue ?? propertyValue) }];
  });
}

/** What was done to a ticket's fields, as far as this service tells. Costs one call. */
export async function fetchTicketHistory(
  client: ApiClient,
  capabilities: Capabilities,
  ticketId: string,
): Promise<History> {
  try {
    const rows = await listTicketHistory(client, capabilities, ticketId, { limit: MOST, priority: PRIORITY.screen });
    const entries = rows.flatMap((entry) => {
      const changes = changesOf(entry);
      const { name } = (entry['actor'] ?? {}) as { name?: unknown };
      return changes.length === 0 || entry.eventTime == null
        ? []
        : [{ time: entry.eventTime, who: text(name), changes }];
    });
    return { isKnown: true, entries };
  } catch (error) {
    if (isAbsent(error)) return { isKnown: false, entries: [] };
    throw error;
  }
}
