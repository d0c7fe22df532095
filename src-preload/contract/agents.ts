import { z } from 'zod';
import * as lenient from './lenient.ts';
import { method } from './method.ts';
import { byId, filterText, isReversed, listOf, recordPage, recordView } from './records.ts';
import { ticketRow } from './tickets.ts';

/** A role, a profile or a department, as `include` names it. */
const named = z.looseObject({ id: lenient.ref, name: lenient.text });

/** Reference: 客服. `role`, `profile` and `associatedDepartments` come only where a single agent is asked for them. */
export const agent = z.looseObject({
  id: lenient.id,
  firstName: lenient.text,
  lastName: lenient.text,
  emailId: lenient.text,
  phone: lenient.text,
  mobile: lenient.text,
  extn: lenient.text,
  status: lenient.text,
  photoURL: lenient.text,
  /** IANA name; only newer editions say it. */
  timeZone: lenient.text,
  zuid: lenient.ref,
  roleId: lenient.ref,
  role: lenient.nested(named),
  profileId: lenient.ref,
  profile: lenient.nested(named),
  langCode: lenient.text,
  countryCode: lenient.text,
  isConfirmed: lenient.flag,
  associatedDepartmentIds: lenient.list(lenient.id),
  associatedDepartments: lenient.list(named),
  associatedChatDepartmentIds: lenient.list(lenient.id),
  associatedChatDepartments: lenient.list(named),
});
export type Agent = z.output<typeof agent>;

export const agentRow = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  isActive: z.boolean(),
  /** What mentions name them by. */
  zuid: z.string().optional(),
  /** IANA name of the zone that the service keeps for them, where it says so. */
  timeZone: z.string().optional(),
});
export type AgentRow = z.output<typeof agentRow>;

/** A row of the list of agents. */
export const agentEntry = agentRow.extend({
  phone: z.string().nullable(),
  /** Departments by name. */
  departments: z.array(z.object({ id: z.string(), name: z.string() })),
  openTickets: z.number(),
});
export type AgentEntry = z.output<typeof agentEntry>;

export const methods = {
  /** All, for choosing one. */
  'agents.list': method(z.object({}), z.array(agentRow)),
  'agents.directory': method(
    z.object({
      state: z.enum(['active', 'disabled', 'all']),
      /** By name, or by open tickets, most first. */
      sort: z.enum(['name', 'load']),
      isReversed,
      /** Only those of one department. */
      departmentId: z.string().nullable().default(null),
      text: filterText,
      ...recordPage,
    }),
    listOf(agentEntry),
  ),
  /** The row of one, as the directory has it. */
  'agents.entry': method(byId, agentEntry.nullable()),
  'agents.record': method(byId, recordView.nullable()),
  /** Open ones, by the customer's last word. */
  'agents.tickets': method(byId.extend(recordPage), listOf(ticketRow)),
  'agents.refresh': method(byId, z.null()),
};
export const events = {
  'agents.changed': z.object({ ids: z.array(z.string()) }),
};
