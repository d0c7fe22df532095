import { expect } from 'vitest';
import type { Json } from './reference.ts';

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a known field must be once it was read; null where the name alone does not tell. */
function kindOf(name: string): 'string' | 'number' | 'boolean' | null {
  if (/^id$|Ids?$|^(created|modified)By$/.test(name)) return 'string';
  if (/Count$|Percentage$|^size$|Spent$|Cost$|CostPerHour$|^notifyBefore$/.test(name)) return 'number';
  if (/^is[A-Z]|^has[A-Z]/.test(name)) return 'boolean';
  return null;
}

function sameScalar(raw: unknown, read: unknown, where: string): void {
  if (raw === '') return expect(['', null], where).toContain(read);
  if (typeof read === 'number') return expect(read, where).toBe(Number(raw));
  if (typeof read === 'string' && read !== String(raw))
    return expect(Date.parse(read), where).toBe(Date.parse(String(raw)));
  expect(String(read), where).toBe(String(raw));
}

/**
 * Every value of the service's row is in what was read of it: the same, in the right type. Custom fields are the portal's
 * own and pass through untouched.
 */
export function sameRow(raw: Json, read: unknown, where: string): void {
  expect(isRecord(read), where).toBe(true);
  for (const [name, value] of Object.entries(raw)) {
    const got = (read as Json)[name];
    const at = `${where}.${name}`;
    if (name === 'customFields') expect(got, at).toEqual(value);
    else if (value === null) expect(got ?? null, at).toBeNull();
    else if (Array.isArray(value)) {
      expect(got, at).toHaveLength(value.length);
      value.forEach((each: unknown, index) => {
        const item = (got as unknown[])[index];
        if (isRecord(each)) sameRow(each, item, `${at}.${index}`);
        else {
          sameScalar(each, item, `${at}.${index}`);
          if (kindOf(name) !== null) expect(typeof item, at).toBe(kindOf(name));
        }
      });
    } else if (isRecord(value)) sameRow(value, got, at);
    else {
      sameScalar(value, got, at);
      const kind = kindOf(name);
      if (kind !== null && value !== '') expect(typeof got, at).toBe(kind);
    }
  }
}

/** The rows of a reference's example answer, whatever shape it has. */
export const rawRows = (answer: Json): Json[] =>
  Array.isArray(answer['data']) ? (answer['data'] as Json[]) : [answer];

/** The rows of what one of our functions returned. */
export function readRows(result: unknown): unknown[] {
  if (Array.isArray(result)) return result;
  if (isRecord(result) && Array.isArray(result['rows'])) {
    return (result['rows'] as unknown[]).map((row) => (isRecord(row) && 'row' in row ? row['row'] : row));
  }
  return [result];
}
