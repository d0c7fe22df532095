import { z } from 'zod';
import * as lenient from './lenient.ts';

/** Reference: 机构. */
export const organization = z.looseObject({
  id: lenient.id,
  organizationName: lenient.text,
  companyName: lenient.text,
  isDefault: lenient.flag,
  isAdminInOrg: lenient.flag,
  portalURL: lenient.text,
});
export type Organization = z.output<typeof organization>;
