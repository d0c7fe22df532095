import type { RecordField } from '../../../src-preload/contract/records.ts';
import { fieldLabel } from '../../lib/field-label.ts';
import type { Messages } from '../../locales/en.ts';

/** A field's name in words; a custom one as its portal calls it. */
export function recordFieldWord(name: string, t: Messages): string {
  const known = t.records.fields;
  if (Object.hasOwn(known, name)) return known[name as keyof Messages['records']['fields']];
  return fieldLabel(name.replace(/^(?:cf|customFields)\./, ''));
}

/** Where a value leads outside: a mail, a call, a page; null for none. */
export function linkOf({ kind, value }: Pick<RecordField, 'kind' | 'value'>): string | null {
  if (value === null) return null;
  if (kind === 'email') return `mailto:${value}`;
  if (kind === 'phone') {
    const digits = value.replace(/[^\d+*#]/g, '');
    return digits === '' ? null : `tel:${digits}`;
  }
  if (kind === 'link')
    return /^https?:\/\//i.test(value) ? value : /^[\w.-]+\.\w+/.test(value) ? `https://${value}` : null;
  return null;
}
