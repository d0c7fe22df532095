/** Names of fields that hold an id, or a list of them. */
const ID_NAME = /^id$|Ids?$|^(created|modified)By$/;
/** The portal's own fields: whatever they are called, their values are the portal's. */
const CUSTOM = new Set(['customFields', 'cf']);

/**
 * Turns ids that came as bare numbers into strings, in place and wherever they are: some services write ids of 16 digits
 * as numbers and longer ones as text, and code that compares them must meet one kind only. Ids beyond 2^53 are strings
 * already (lib/json.ts).
 */
export function idsToText(value: unknown, name = ''): unknown {
  if (typeof value === 'number') return ID_NAME.test(name) ? String(value) : value;
  if (Array.isArray(value)) value.forEach((item, index) => (value[index] = idsToText(item, name)));
  else if (typeof value === 'object' && value !== null) {
    const row = value as Record<string, unknown>;
    for (const key of Object.keys(row)) if (!CUSTOM.has(key)) row[key] = idsToText(row[key], key);
  }
  return value;
}
