import { z } from 'zod';
import * as lenient from './lenient.ts';
import { method } from './method.ts';
import { byId, filterText, isReversed, listOf, recordPage, recordView } from './records.ts';

/** Reference: 部门. */
export const department = z.looseObject({
  id: lenient.id,
  name: lenient.text,
  nameInCustomerPortal: lenient.text,
  description: lenient.text,
  isEnabled: lenient.flag,
  isDefault: lenient.flag,
  isVisibleInCustomerPortal: lenient.flag,
  hasLogo: lenient.flag,
  creatorId: lenient.ref,
  associatedAgentIds: lenient.list(lenient.id),
});
export type Department = z.output<typeof department>;

export const departmentRow = z.object({ id: z.string(), name: z.string(), isEnabled: z.boolean() });
export type DepartmentRow = z.output<typeof departmentRow>;

/** A row of the list of departments. */
export const departmentEntry = departmentRow.extend({
  isDefault: z.boolean(),
  description: z.string().nullable(),
  agents: z.number(),
});
export type DepartmentEntry = z.output<typeof departmentEntry>;

export const methods = {
  /** All, for choosing one. */
  'departments.list': method(z.object({}), z.array(departmentRow)),
  'departments.directory': method(
    z.object({
      /** By name, or by how many agents it has, most first. */
      sort: z.enum(['name', 'agents']),
      isReversed,
      text: filterText,
      ...recordPage,
    }),
    listOf(departmentEntry),
  ),
  /** The row of one with its open tickets, up to `VIEW_BOUND + 1`. */
  'departments.entry': method(byId, departmentEntry.extend({ openTickets: z.number() }).nullable()),
  'departments.record': method(byId, recordView.nullable()),
  'departments.refresh': method(byId, z.null()),
};
export const events = {
  'departments.changed': z.object({ ids: z.array(z.string()) }),
};
