import { z } from 'zod';
import * as lenient from './lenient.ts';
import { method } from './method.ts';

/** Reference: 部门. */
export const department = z.looseObject({
  id: lenient.id,
  name: lenient.text,
  description: lenient.text,
  isEnabled: lenient.flag,
  isDefault: lenient.flag,
  associatedAgentIds: lenient.list(lenient.id),
});
export type Department = z.output<typeof department>;

export const departmentRow = z.object({ id: z.string(), name: z.string(), isEnabled: z.boolean() });
export type DepartmentRow = z.output<typeof departmentRow>;

export const methods = {
  'departments.list': method(z.object({}), z.array(departmentRow)),
};
