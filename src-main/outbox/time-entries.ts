import type { TimeEntry } from '../../src-preload/contract/time-entries.ts';
import {
  type CreateTimeEntryInput,
  createTimeEntryInput,
  type DeleteTimeEntryInput,
  deleteTimeEntryInput,
  type EditTimeEntryInput,
  editTimeEntryInput,
} from '../../src-preload/contract/time-entry-writes.ts';
import {
  createTimeEntry,
  deleteTimeEntry,
  getTimeEntry,
  listTimeEntries,
  updateTimeEntry,
} from '../api/time-entries.ts';
import { deleteStep, isFound } from './deletions.ts';
import { editStep } from './edits.ts';
import { defineJob } from './job.ts';
import { least, type Likeness, lookAmong } from './match.ts';
import type { Fields } from './merge.ts';
import { readWhole } from './pages.ts';
import { excerpt, likenessOfText, sameWords } from './text.ts';

const duration = (seconds: number): { hoursSpent: number; minutesSpent: number; secondsSpent: number } => ({
  hoursSpent: Math.floor(seconds / 3600),
  minutesSpent: Math.floor((seconds % 3600) / 60),
  secondsSpent: seconds % 60,
});

const secondsOf = ({ hoursSpent, minutesSpent, secondsSpent }: TimeEntry): number =>
  (hoursSpent ?? 0) * 3600 + (minutesSpent ?? 0) * 60 + (secondsSpent ?? 0);

type Entry = Omit<EditTimeEntryInput, 'id' | 'ticketId'>;

/** An entry's fields as an edit names them; left out what the row does not show. */
export function entryFieldsOf(row: TimeEntry): Fields {
  const { hoursSpent, minutesSpent, secondsSpent, executedTime, description, requestChargeType } = row;
  const { agentCostPerHour, additionalCost, isBillable, customFields } = row;
  const shown = { executedTime, description, requestChargeType, agentCostPerHour, additionalCost, isBillable };
  const showsTime = [hoursSpent, minutesSpent, secondsSpent].some((part) => part != null);
  return {
    ...Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined)),
    ...(showsTime ? { seconds: secondsOf(row) } : {}),
    ...(customFields == null ? {} : { customFields }),
  };
}

function bodyOf(entry: Entry) {
  const { executedTime, seconds, description, requestChargeType, agentCostPerHour, additionalCost } = entry;
  const { isBillable, customFields } = entry;
  return {
    ...(executedTime === undefined ? {} : { executedTime }),
    ...(seconds === undefined ? {} : duration(seconds)),
    ...(description === undefined ? {} : { description }),
    ...(requestChargeType === undefined ? {} : { requestChargeType }),
    ...(agentCostPerHour === undefined ? {} : { agentCostPerHour }),
    ...(additionalCost === undefined ? {} : { additionalCost }),
    ...(isBillable === undefined ? {} : { isBillable }),
    ...(customFields === undefined ? {} : { customFields }),
  };
}

const MS_OF_A_SECOND = 1_000;
/** The service may cut off what is less than a second. */
const sameSecond = (a: string, b: string): boolean => Math.abs(Date.parse(a) - Date.parse(b)) < MS_OF_A_SECOND;

/** How an entry reads in what was given. */
function readingOf(row: TimeEntry, { executedTime, seconds, description }: Entry): Likeness {
  const showsTime = [row.hoursSpent, row.minutesSpent, row.secondsSpent].some((part) => part != null);
  const said = (isShown: boolean, isSame: boolean): Likeness => (!isShown ? 'hidden' : isSame ? 'same' : 'other');
  return least(
    executedTime === undefined
      ? 'same'
      : said(row.executedTime != null, sameSecond(row.executedTime ?? '', executedTime)),
    seconds === undefined ? 'same' : said(showsTime, secondsOf(row) === seconds),
    description === undefined || (description === '' && row.description === undefined)
      ? 'same'
      : likenessOfText(row.description, description),
  );
}

const onTicket = {
  version: 1,
  lanes: ({ ticketId }: { ticketId: string }) => [`ticket:${ticketId}`],
  ticketId: ({ ticketId }: { ticketId: string }) => ticketId,
};

/** Time spent on tickets. `executedTime` is ours to choose, so that an entry can be found again. */
export const timeEntryJobs = [
  defineJob<CreateTimeEntryInput>({
    ...onTicket,
    kind: 'timeEntry.create',
    payload: createTimeEntryInput,
    creates: 'timeEntry',
    summary: ({ description }) => excerpt(description),
    steps: [
      {
        name: 'create',
        settle: 'lag',
        async send(payload, { client, call }) {
          const body = { ...bodyOf(payload), executedTime: payload.executedTime };
          const { id } = await createTimeEntry(client, payload.ticketId, body, call);
          return { serverId: id, claims: [['timeEntry', id]] };
        },
        async look(payload, context) {
          const { client, call, agentId } = context;
          const rows = await readWhole((page) => listTimeEntries(client, payload.ticketId, { ...page, ...call }));
          return lookAmong(
            rows,
            'timeEntry',
            context,
            (entry) => (entry.ownerId == null || entry.ownerId === agentId ? readingOf(entry, payload) : 'other'),
            { textOf: ({ description }) => excerpt(description ?? '') },
          );
        },
      },
    ],
  }),
  defineJob<EditTimeEntryInput>({
    ...onTicket,
    kind: 'timeEntry.edit',
    payload: editTimeEntryInput,
    summary: ({ description }) => excerpt(description ?? ''),
    steps: [
      editStep<EditTimeEntryInput>({
        name: 'edit',
        read: async ({ ticketId, id }, { client, call }) =>
          entryFieldsOf(await getTimeEntry(client, ticketId, id, call)),
        write: ({ ticketId, id }, fields, { client, call }) =>
          updateTimeEntry(client, ticketId, id, bodyOf(fields as Entry), call),
        same: sameWords,
      }),
    ],
  }),
  defineJob<DeleteTimeEntryInput>({
    ...onTicket,
    kind: 'timeEntry.delete',
    isOnce: true,
    payload: deleteTimeEntryInput,
    steps: [
      deleteStep<DeleteTimeEntryInput>({
        name: 'delete',
        idOf: ({ id }) => id,
        remove: ({ ticketId, id }, { client, call }) => deleteTimeEntry(client, ticketId, id, call),
        isThere: ({ ticketId, id }, { client, call }) => isFound(getTimeEntry(client, ticketId, id, call)),
      }),
    ],
  }),
];
