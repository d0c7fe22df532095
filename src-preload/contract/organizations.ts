import { z } from 'zod';
import * as lenient from './lenient.ts';
import { method } from './method.ts';

/** Reference: 机构. */
export const organization = z.looseObject({
  id: lenient.id,
  organizationName: lenient.text,
  companyName: lenient.text,
  isDefault: lenient.flag,
  isAdminInOrg: lenient.flag,
  portalURL: lenient.text,
  phoneNumber: lenient.text,
  logoURL: lenient.text,
  /** The live service tells it. */
  edition: lenient.text,
});
export type Organization = z.output<typeof organization>;

export const organizationView = z.object({
  id: z.string(),
  /** The company's. */
  name: z.string(),
  /** Its portal's, in lower case without spaces. */
  portalName: z.string().nullable(),
  phone: z.string().nullable(),
  portalUrl: z.string().nullable(),
  edition: z.string().nullable(),
  isAdmin: z.boolean(),
  /** Epoch milliseconds. */
  asOf: z.number(),
});
export type OrganizationView = z.output<typeof organizationView>;

export const methods = {
  /** The one whose desk this is; null before it was read for the first time. */
  'organizations.get': method(z.object({}), organizationView.nullable()),
  /** Asks the service; what comes arrives as `organizations.changed`. */
  'organizations.refresh': method(z.object({}), z.null()),
};
export const events = {
  'organizations.changed': z.object({ ids: z.array(z.string()) }),
};
