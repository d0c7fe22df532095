import { z } from 'zod';
import * as lenient from './lenient.ts';
import { method } from './method.ts';
import { pendingMark } from './outbox.ts';
import * as strict from './strict.ts';

/** Time that an agent spent on a ticket. Reference: 时间条目. */
export const timeEntry = z.looseObject({
  id: lenient.id,
  ownerId: lenient.ref,
  creatorId: lenient.ref,
  executedTime: lenient.time,
  hoursSpent: lenient.count,
  minutesSpent: lenient.count,
  secondsSpent: lenient.count,
  requestChargeType: lenient.text,
  description: lenient.text,
  agentCostPerHour: lenient.count,
  additionalCost: lenient.count,
  totalCost: lenient.count,
  isBillable: lenient.flag,
  customFields: lenient.fields,
  createdTime: lenient.time,
  modifiedTime: lenient.time,
  owner: lenient.nested(z.looseObject({ name: lenient.text, photoURL: lenient.text })),
});
export type TimeEntry = z.output<typeof timeEntry>;

/** `totalCost` is the service's to compute: it is read-only in the reference and must not be sent to the live service. */
export const updateTimeEntryBody = z.strictObject({
  executedTime: strict.time.optional(),
  hoursSpent: strict.unitsText(999).optional(),
  minutesSpent: strict.unitsText(59).optional(),
  secondsSpent: strict.unitsText(59).optional(),
  ownerId: strict.id.optional(),
  requestChargeType: strict.text.optional(),
  description: strict.text.optional(),
  agentCostPerHour: strict.amountText.optional(),
  additionalCost: strict.amountText.optional(),
  /** The live service's rows have it; the reference's body does not name it. */
  isBillable: z.boolean().optional(),
  customFields: strict.fields.optional(),
});

/** `executedTime` is ours to choose, and what an entry is found again by after an unknown outcome. */
export const createTimeEntryBody = updateTimeEntryBody.extend({ executedTime: strict.time.unwrap() });

/** An entry as the time sheet and a ticket's page show it. */
export const timeEntryRow = z.object({
  id: z.string(),
  ticketId: z.string(),
  ticketNumber: z.string(),
  subject: z.string(),
  accountId: z.string().nullable(),
  accountName: z.string().nullable(),
  ownerName: z.string().nullable(),
  /** Whose it is; only one's own can be edited here. */
  isMine: z.boolean(),
  executedTime: z.string().nullable(),
  seconds: z.number(),
  /** Seconds that a timer of this machine counted before rounding; the same as `seconds` where none did. */
  rawSeconds: z.number(),
  description: z.string(),
  requestChargeType: z.string().nullable(),
  agentCostPerHour: z.number().nullable(),
  additionalCost: z.number().nullable(),
  totalCost: z.number().nullable(),
  isBillable: z.boolean().nullable(),
  customFields: z.record(z.string(), z.unknown()),
  /** Set while it is on its way, or its last change is. */
  pending: pendingMark.nullable(),
});
export type TimeEntryRow = z.output<typeof timeEntryRow>;

export const methods = {
  /** The agent's own entries done from `from` to before `to`, ISO 8601 in UTC, oldest first, queued ones among them. */
  'timeEntries.list': method(
    z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
    z.object({ entries: z.array(timeEntryRow), asOf: z.number().nullable() }),
  ),
  'timeEntries.ofTicket': method(
    z.object({ ticketId: z.string() }),
    z.object({ entries: z.array(timeEntryRow), seconds: z.number() }),
  ),
  /** What entries have said so far, for the form: charge types, custom fields, and whether `isBillable` is known. */
  'timeEntries.choices': method(
    z.object({}),
    z.object({
      chargeTypes: z.array(z.string()),
      customFields: z.array(z.string()),
      knowsBillable: z.boolean(),
      agentCostPerHour: z.number().nullable(),
    }),
  ),
};
