import { z } from 'zod';
import * as lenient from './lenient.ts';
import { method } from './method.ts';

/** Reference: 客服. */
export const agent = z.looseObject({
  id: lenient.id,
  firstName: lenient.text,
  lastName: lenient.text,
  emailId: lenient.text,
  status: lenient.text,
  photoURL: lenient.text,
  /** IANA name; only newer editions say it. */
  timeZone: lenient.text,
  zuid: lenient.ref,
  associatedDepartmentIds: lenient.list(lenient.id),
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

export const methods = {
  'agents.list': method(z.object({}), z.array(agentRow)),
};
