import { z } from 'zod';
import { method } from './method.ts';
import { fromForm, receipt } from './outbox.ts';
import { rowId } from './replies.ts';
import * as strict from './strict.ts';

/** What an entry says, whoever writes it. */
export const entryFields = z.object({
  /** `YYYY-MM-DDTHH:mm:ss.sssZ`: when the work was done. */
  executedTime: z.iso.datetime({ precision: 3 }),
  /** Whole seconds worked. */
  seconds: z
    .number()
    .int()
    .min(1)
    .max(999 * 3600 + 3599),
  description: z.string().default(''),
  /** The service's default when left out. */
  requestChargeType: z.string().optional(),
  agentCostPerHour: z.number().nonnegative().optional(),
  additionalCost: z.number().nonnegative().optional(),
  /** Only where the service is known to take it; its default when left out. */
  isBillable: z.boolean().optional(),
  customFields: strict.fields.optional(),
});

export const createTimeEntryInput = entryFields.extend({ ticketId: rowId, ...fromForm });
export type CreateTimeEntryInput = z.output<typeof createTimeEntryInput>;

/** Only what the agent changed. */
export const editTimeEntryInput = entryFields
  .partial()
  .extend({ description: z.string().optional(), ticketId: rowId, id: rowId, draftKey: z.string().optional() });
export type EditTimeEntryInput = z.output<typeof editTimeEntryInput>;

export const deleteTimeEntryInput = z.object({ ticketId: rowId, id: rowId });
export type DeleteTimeEntryInput = z.output<typeof deleteTimeEntryInput>;

export const methods = {
  'timeEntries.create': method(createTimeEntryInput, receipt),
  'timeEntries.edit': method(editTimeEntryInput, receipt),
  'timeEntries.delete': method(deleteTimeEntryInput, receipt),
};
