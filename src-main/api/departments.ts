import { z } from 'zod';
import { department } from '../../src-preload/contract/departments.ts';
import { defineGet, defineList, pageQuery, path } from './operation.ts';

export const getDepartment = defineGet('getDepartment', (id: string) => path`/departments/${id}`, department);

/** At most 200 a page, 10 unless told otherwise. */
export const listDepartments = defineList(
  'listDepartments',
  () => '/departments',
  department,
  pageQuery.extend({ isEnabled: z.boolean().optional() }),
);
