import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Cache } from '../store/cache.ts';

/** Departments from the cache. */
export function createDepartmentHandlers(cache: Cache): HandlersOf<'departments'> {
  return {
    'departments.list': () =>
      cache.departments
        .list()
        .map(({ doc }) => ({ id: doc.id, name: doc.name ?? doc.id, isEnabled: doc.isEnabled !== false })),
  };
}
