import type { TimeEntryRow } from '../../src-preload/contract/time-entries.ts';
import { csvText } from '../lib/csv.ts';
import type { Messages } from '../locales/en.ts';
import { toWallInput } from '../lib/zone.svelte.ts';

const hours = (seconds: number): string => (seconds / 3600).toFixed(4).replace(/\.?0+$/, '');

/** The entries on screen for a spreadsheet; times are those on screen. */
export function timeCsv(entries: readonly TimeEntryRow[], t: Messages): string {
  const words = t.sheet.csv;
  return csvText([
    Object.values(words),
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
        entry.isBillable === null ? null : entry.isBillable ? t.log.billables.yes : t.log.billables.no,
        entry.totalCost,
        entry.pending === null ? t.sheet.csvStates.service : t.sheet.csvStates.waiting,
      ];
    }),
  ]);
}
