import { durationText } from '../../lib/durations.ts';
import { fieldLabel } from '../../lib/field-label.ts';
import { fromWallInput, isDay } from '../../lib/zone.svelte.ts';
import type { Messages } from '../../locales/en.ts';
import type { AppState } from '../../state/app.svelte.ts';
import { channelWord, priorityWord, statusWord } from './words.ts';

/** A field's name in words; a custom one as its portal calls it. */
export function fieldWord(field: string, t: Messages): string {
  const known = t.outbox.fields;
  if (Object.hasOwn(known, field)) return known[field as keyof Messages['outbox']['fields']];
  const ofRecords = t.records.fields;
  if (Object.hasOwn(ofRecords, field)) return ofRecords[field as keyof Messages['records']['fields']];
  return fieldLabel(field.replace(/^(?:cf|customFields)\./, ''));
}

/** A field's value as people read it; "empty" where there is none. `names` are those behind ids, as far as they are known. */
export function fieldValue(
  field: string,
  value: unknown,
  app: AppState,
  names: Readonly<Record<string, string>> = {},
): string {
  const { choices } = app;
  const { t, format } = app.i18n;
  if (value === null || value === undefined || value === '') return t.outbox.conflict.empty;
  if (typeof value === 'boolean' && field !== 'isPublic') return value ? t.records.yes : t.records.no;
  if (field === 'seconds' && typeof value === 'number') return durationText(value);
  if (field === 'departmentId')
    return choices.departments.find(({ id }) => id === value)?.name ?? String(value as string);
  if (field === 'ids' && Array.isArray(value)) return t.list.tickets(value.length, format.number(value.length));
  if (Array.isArray(value)) return value.join(', ');
  if ((field === 'status' || field === 'thenStatus') && typeof value === 'string')
    return statusWord({ status: value, statusType: 'Open' }, t);
  if (field === 'channel' && typeof value === 'string') return channelWord(value, t);
  if (field === 'assigneeId' || field === 'ownerId')
    return choices.agents.find(({ id }) => id === value)?.name ?? String(value as string);
  if (typeof value === 'string' && /Id$/.test(field) && Object.hasOwn(names, value)) return names[value] as string;
  if (field === 'priority' && typeof value === 'string') return priorityWord(value, t);
  if (field === 'isPublic') return value === true ? t.outbox.public : t.outbox.private;
  if (/(?:Date|Time)$/.test(field) && typeof value === 'string' && !Number.isNaN(Date.parse(value))) {
    if (isDay(value)) return format.day(fromWallInput(value), app.clock.now);
    const time = Date.parse(value);
    return format.dayTime(time, app.clock.now);
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}
