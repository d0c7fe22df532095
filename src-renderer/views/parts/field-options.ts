import type { Choices } from '../../state/choices.svelte.ts';
import type { Messages } from '../../locales/en.ts';
import { NEW_TICKET_CHANNELS } from '../../state/new-ticket.svelte.ts';
import { TASK_PRIORITIES, TASK_STATUSES, taskPriorityWord, taskStatusWord } from './task-words.ts';
import { channelWord, priorityWord, statusWord } from './words.ts';

/** One value of a field that is chosen; `label` is what people read. */
export interface Option {
  value: string;
  label: string;
}

/** What a field of a task may be set to; null where it is typed. */
export function taskOptions(name: string, t: Messages): Option[] | null {
  if (name === 'status') return TASK_STATUSES.map((one) => ({ value: one, label: taskStatusWord(one, t) }));
  if (name !== 'priority') return null;
  const named = TASK_PRIORITIES.map((one) => ({ value: one, label: taskPriorityWord(one, t) }));
  return [{ value: '', label: t.records.none }, ...named];
}

/** As `taskOptions` for a ticket; a custom field by its name. */
export function ticketOptions(
  name: string,
  choices: Pick<Choices, 'values' | 'fields' | 'typeOfStatus'>,
  t: Messages,
): Option[] | null {
  const { values, fields } = choices;
  if (name === 'status')
    return values.status.map((status) => ({
      value: status,
      label: statusWord({ status, statusType: choices.typeOfStatus(status) }, t),
    }));
  if (name === 'priority')
    return ['', ...values.priority].map((one) => ({ value: one, label: priorityWord(one || null, t) }));
  if (name === 'channel') {
    const channels = new Set([...NEW_TICKET_CHANNELS, ...fields.channels]);
    return [...channels].map((one) => ({ value: one, label: channelWord(one, t) }));
  }
  const custom = fields.customFields.find((one) => one.name === name && one.kind === 'choice');
  if (custom === undefined) return null;
  return [{ value: '', label: t.records.none }, ...custom.values.map((one) => ({ value: one, label: one }))];
}

/** Values that tickets have in a field which is typed all the same; of a list, those that are offered. */
export function ticketValues(name: string, { fields }: Pick<Choices, 'fields'>): readonly string[] {
  if (name === 'category') return fields.categories;
  if (name === 'classification') return fields.classifications;
  return fields.customFields.find((one) => one.name === name && one.kind === 'list')?.values ?? [];
}
