import { z } from 'zod';
import { createTimeEntryBody, timeEntry, updateTimeEntryBody } from '../../src-preload/contract/time-entries.ts';
import { defineAction, defineGet, defineList, defineWrite, pageQuery, path } from './operation.ts';

const all = (ticketId: string) => path`/tickets/${ticketId}/timeEntry`;
const one = (ticketId: string, id: string) => path`/tickets/${ticketId}/timeEntry/${id}`;
/** `include`: owner. */
const include = z.object({ include: z.string().optional() });

export const getTimeEntry = defineGet('getTimeEntry', one, timeEntry, include);

/** At most 100 a page. `module` chooses the entries of the ticket itself or of its tasks. */
export const listTimeEntries = defineList(
  'listTimeEntries',
  all,
  timeEntry,
  pageQuery.extend({
    ...include.shape,
    module: z.enum(['tickets', 'tasks']).optional(),
    isBillable: z.boolean().optional(),
    orderBy: z.enum(['ASC', 'DESC']).optional(),
  }),
);

export const createTimeEntry = defineWrite('createTimeEntry', 'POST', all, createTimeEntryBody, timeEntry);

/** A PUT, yet only what is named changes. */
export const updateTimeEntry = defineWrite('updateTimeEntry', 'PUT', one, updateTimeEntryBody, timeEntry);

export const deleteTimeEntry = defineAction('deleteTimeEntry', 'DELETE', one);
