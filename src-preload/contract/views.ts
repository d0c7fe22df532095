import { z } from 'zod';
import { method } from './method.ts';

/** A custom field as tickets have it; what it holds is seen from the values met. */
export const customFieldKind = z.object({
  /** As `customFields` of a ticket spells it. */
  name: z.string(),
  kind: z.enum(['text', 'number', 'flag', 'date', 'choice']),
  /** Values met, most frequent first, of a field of few; empty for the others. */
  values: z.array(z.string()),
});
export type CustomFieldKind = z.output<typeof customFieldKind>;

/** What this desk's tickets hold, as far as those of late show it. */
export const ticketFieldValues = z.object({
  channels: z.array(z.string()),
  categories: z.array(z.string()),
  classifications: z.array(z.string()),
  customFields: z.array(customFieldKind),
});
export type TicketFieldValues = z.output<typeof ticketFieldValues>;

export const methods = {
  /** For forms and filters; no setting of the service tells it. */
  'views.fields': method(z.object({}), ticketFieldValues),
};
