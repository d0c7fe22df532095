import { z } from 'zod';
import * as lenient from './lenient.ts';
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
  customFields: strict.fields.optional(),
});
export type UpdateTimeEntryBody = z.input<typeof updateTimeEntryBody>;

/** `executedTime` is ours to choose, and what an entry is found again by after an unknown outcome. */
export const createTimeEntryBody = updateTimeEntryBody.extend({ executedTime: strict.time.unwrap() });
export type CreateTimeEntryBody = z.input<typeof createTimeEntryBody>;
