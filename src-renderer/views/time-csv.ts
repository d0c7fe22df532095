import type { TimeEntryRow } from '../../src-preload/contract/time-entries.ts';
import { csvText } from '../lib/csv.ts';
import { fieldLabel } from '../lib/field-label.ts';
import type { Messages } from '../locales/en.ts';
import { toWallInput } from '../lib/zone.svelte.ts';

const hours = (seconds: number): string => (seconds / 3600).toFixed(4).replace(/\.?0+$/, '');

/** The entries on screen for a spreadsheet, a column for each custom field in `fields` or in an entry; times are those on screen. */
export function timeCsv(entries: readonly TimeEntryRow[], fields: readonly string[], t: Messages): string {
  const words = t.sheet.csv;
  const known = [...new Set([...fields, ...entries.flatMap(({ customFields }) => Object.keys(customFields))])];
  const yesOrNo = (flag: boolean): string => (flag ? t.log.billables.yes : t.log.billables.no);
  const text = (value: unknown): string | number | null => {
    if (typeof value === 'string' || typeof value === 'number') return value;
    if (typeof value === 'boolean') return yesOrNo(value);
    if (Array.isArray(value)) return value.map((each) => text(each) ?? '').join('; ');
    return value === null || value === undefined ? null : JSON.stringify(value);
  };
  return csvText([
    [...Object.values(words), ...known.map(fieldLabel)],
    ...entries.map((entry) => {
      const [date = '', start = ''] = toWallInput(Date.parse(entry.executedTime ?? '')).split('T');
      return [
        date,
        start,
        hours(entry.seconds),
        hours(entry.rawSeconds),
        entry.ticketNumber,
        entry.subject,
        entry.accountName,
        entry.description,
        entry.requestChargeType,
        entry.isBillable === null ? null : yesOrNo(entry.isBillable),
        entry.agentCostPerHour,
        entry.additionalCost,
        entry.totalCost,
        entry.pending === null ? t.sheet.csvStates.service : t.sheet.csvStates.waiting,
        ...known.map((name) => text(entry.customFields[name])),
      ];
    }),
  ]);
}
