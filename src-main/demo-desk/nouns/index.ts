import type { Handler } from '../call.ts';
import { REFERENCE_OPERATIONS } from '../operations.ts';
import type { Store } from '../store.ts';
import { accountHandlers } from './accounts.ts';
import { attachmentHandlers } from './attachments.ts';
import { commentHandlers } from './comments.ts';
import { contactHandlers } from './contacts.ts';
import { organizationHandlers } from './organizations.ts';
import { peopleHandlers } from './people.ts';
import { contractHandlers } from './contracts.ts';
import { taskHandlers } from './tasks.ts';
import { optionalHandlers } from './optional.ts';
import { searchHandlers } from './search.ts';
import { threadHandlers } from './threads.ts';
import { threadWriteHandlers } from './thread-writes.ts';
import { ticketWriteHandlers } from './ticket-ops.ts';
import { ticketHandlers } from './tickets.ts';
import { timeEntryHandlers } from './time-entries.ts';

/** Every operation's handler, by name. */
export function createHandlers(stores: readonly Store[]): Record<string, Handler> {
  return {
    ...organizationHandlers(stores),
    ...ticketHandlers,
    ...threadHandlers,
    ...commentHandlers,
    ...attachmentHandlers,
    ...contactHandlers,
    ...accountHandlers,
    ...peopleHandlers,
    ...taskHandlers,
    ...contractHandlers,
    ...timeEntryHandlers,
    ...ticketWriteHandlers,
    ...threadWriteHandlers,
    ...searchHandlers,
    ...optionalHandlers,
  };
}

/** Operations of the reference that have no handler; empty unless one was forgotten. */
export function missingOperations(handlers: Readonly<Record<string, Handler>>): string[] {
  return REFERENCE_OPERATIONS.map((item) => item.operation).filter((name) => !(name in handlers));
}
