import type { Thread } from '../../src-preload/contract/threads.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import {
  createTicketInput,
  followTicketInput,
  tagTicketInput,
  markSpamInput,
  mergeTicketsInput,
  moveTicketInput,
  splitThreadInput,
  updateManyInput,
  type UpdateTicketInput,
  updateTicketInput,
} from '../../src-preload/contract/ticket-writes.ts';
import { listContactTickets } from '../api/contacts.ts';
import { isAbsent } from '../api/capabilities.ts';
import type { ApiClient, CallOptions } from '../api/client.ts';
import { isSameTag } from '../../src-preload/contract/ticket-tags.ts';
import {
  addFollowers,
  associateTags,
  dissociateTags,
  listFollowers,
  listTicketTags,
  removeFollowers,
} from '../api/live.ts';
import { getThread, listThreads } from '../api/threads.ts';
import {
  createTicket,
  getTicket,
  markSpam,
  mergeTickets,
  moveTicket,
  splitThread,
  updateManyTickets,
  updateTicket,
} from '../api/tickets.ts';
import { isAppError } from '../lib/app-error.ts';
import { compareEdit, editStep } from './edits.ts';
import { defineJob, type Look, type StepContext } from './job.ts';
import { isNotBefore, likeness, lookAmong } from './match.ts';
import { sameValue } from './merge.ts';
import { readWhole } from './pages.ts';
import { excerpt } from './text.ts';

const lane = (id: string): string => `ticket:${id}`;

async function ticketOrNull({ client, call }: StepContext, id: string): Promise<Ticket | null> {
  try {
    const ticket = await getTicket(client, id, call);
    return ticket.isDeleted === true ? null : ticket;
  } catch (error) {
    if (isAppError(error, 'notFound')) return null;
    throw error;
  }
}

async function hasThread({ client, call }: StepContext, ticketId: string, threadId: string): Promise<boolean> {
  try {
    await getThread(client, ticketId, threadId, call);
    return true;
  } catch (error) {
    if (isAppError(error, 'notFound')) return false;
    throw error;
  }
}

async function threadsOrNone(client: ApiClient, ticketId: string, call: CallOptions): Promise<Thread[]> {
  try {
    return await listThreads(client, ticketId, { limit: 1, ...call });
  } catch (error) {
    if (isAppError(error, 'notFound')) return [];
    throw error;
  }
}

/** Whether every ticket that is still there reads as wanted. */
async function allRead(context: StepContext, ids: readonly string[], isIt: (ticket: Ticket) => boolean): Promise<Look> {
  for (const id of ids) {
    const ticket = await ticketOrNull(context, id);
    if (ticket !== null && !isIt(ticket)) return { found: 'notDone' };
  }
  return { found: 'done' };
}

/** Writes to tickets. */
export const ticketJobs = [
  defineJob({
    kind: 'ticket.create',
    version: 1,
    payload: createTicketInput,
    lanes: (_payload, own) => (own === null ? [] : [lane(own)]),
    ticketId: () => null,
    creates: 'ticket',
    summary: ({ subject }) => excerpt(subject),
    steps: [
      {
        name: 'create',
        settle: 'lag',
        async send({ draftKey: _draftKey, ...body }, { client, call }) {
          const { id } = await createTicket(client, definedOnly(body) as typeof body, call);
          return { serverId: id, claims: [['ticket', id]] };
        },
        async look({ subject, contactId, departmentId }, context) {
          const { client, call } = context;
          const rows = await readWhole((page) => listContactTickets(client, contactId, { ...page, ...call }));
          return lookAmong(
            rows,
            'ticket',
            context,
            (ticket) =>
              ticket.departmentId == null || ticket.departmentId === departmentId
                ? likeness('subject', ticket.subject, subject)
                : 'other',
            { textOf: (ticket) => ticket.subject ?? '' },
          );
        },
      },
    ],
  }),
  defineJob({
    kind: 'ticket.update',
    version: 1,
    payload: updateTicketInput,
    lanes: ({ id }) => [lane(id)],
    ticketId: ({ id }) => id,
    isGated: ({ fields }) => fields.status !== undefined,
    steps: [
      editStep<UpdateTicketInput>({
        name: 'update.ticket',
        read: ({ id }, { client, call }) => getTicket(client, id, call),
        write: ({ id }, fields, { client, call }) => updateTicket(client, id, fields, call),
      }),
    ],
  }),
  defineJob({
    kind: 'ticket.move',
    isOnce: true,
    version: 1,
    payload: moveTicketInput,
    lanes: ({ id }) => [lane(id)],
    ticketId: ({ id }) => id,
    steps: [
      {
        name: 'move',
        settle: 'now',
        async prepare({ id, departmentId }, { client, call, job }) {
          const { departmentId: theirs } = await getTicket(client, id, call);
          const prepared = compareEdit({ departmentId }, { departmentId: theirs ?? undefined }, job);
          return 'done' in prepared ? { go: false, done: { serverId: id } } : prepared;
        },
        async send({ id, departmentId }, { client, call }) {
          await moveTicket(client, id, { departmentId }, call);
          return { serverId: id };
        },
        look: ({ id, departmentId }, context) =>
          allRead(context, [id], (ticket) => ticket.departmentId === departmentId),
      },
    ],
  }),
  defineJob({
    kind: 'ticket.merge',
    isOnce: true,
    version: 1,
    payload: mergeTicketsInput,
    lanes: ({ id, ids }) => [id, ...ids].map(lane),
    ticketId: ({ id }) => id,
    steps: [
      {
        name: 'merge',
        settle: 'lag',
        lookOnRefusal: true,
        // A message of each, by which it can be told that a ticket which is gone was merged, not deleted.
        async prepare({ ids }, { client, call, results }) {
          const marks: Record<string, string> = { ...(results['marks'] as Record<string, string> | undefined) };
          for (const id of ids) {
            const [thread] = marks[id] === undefined ? await threadsOrNone(client, id, call) : [];
            if (thread !== undefined) marks[id] = thread.id;
          }
          return { go: true, results: { marks } };
        },
        async send({ id, ids, source }, { client, call }) {
          await mergeTickets(client, id, { ids, ...(Object.keys(source).length === 0 ? {} : { source }) }, call);
          return { serverId: id };
        },
        async look({ id, ids }, context): Promise<Look> {
          const marks = (context.results['marks'] ?? {}) as Record<string, string>;
          const others = await Promise.all(
            ids.map(async (other) => {
              const ticket = await ticketOrNull(context, other);
              const mark = marks[other];
              const isMerged = ticket === null && (mark === undefined || (await hasThread(context, id, mark)));
              return { other, ticket, isMerged };
            }),
          );
          if (others.every(({ isMerged }) => isMerged)) return { found: 'done', serverId: id };
          if (others.every(({ ticket }) => ticket !== null)) return { found: 'notDone' };
          return {
            found: 'undecided',
            question: {
              why: 'ambiguous',
              message: 'Some of the tickets are still there, or are gone without being part of this one.',
              candidates: others
                .filter(({ isMerged }) => !isMerged)
                .map(({ other, ticket }) => ({
                  id: other,
                  time: ticket?.createdTime ?? null,
                  text: ticket?.subject ?? '',
                })),
            },
          };
        },
        adopt: (_serverId, { id }) => ({ serverId: id }),
      },
    ],
  }),
  defineJob({
    kind: 'ticket.split',
    isOnce: true,
    version: 1,
    payload: splitThreadInput,
    lanes: ({ ticketId }) => [lane(ticketId)],
    ticketId: ({ ticketId }) => ticketId,
    creates: 'ticket',
    steps: [
      {
        name: 'split',
        settle: 'lag',
        lookOnRefusal: true,
        async send({ ticketId, threadId }, { client, call }) {
          const { id } = await splitThread(client, ticketId, threadId, call);
          return { serverId: id, claims: [['ticket', id]] };
        },
        async look({ ticketId, threadId }, context): Promise<Look> {
          const { client, call, isTaken, since } = context;
          const isOn = (id: string): Promise<boolean> => hasThread(context, id, threadId);
          if (await isOn(ticketId)) return { found: 'notDone' };
          const { contactId } = await getTicket(client, ticketId, call);
          const rows =
            contactId == null
              ? []
              : await readWhole((page) => listContactTickets(client, contactId, { ...page, ...call }));
          const newer = rows.filter(
            ({ id, createdTime }) => id !== ticketId && isNotBefore(createdTime, since) && !isTaken('ticket', id),
          );
          for (const { id } of newer)
            if (await isOn(id)) return { found: 'done', serverId: id, claims: [['ticket', id]] };
          return {
            found: 'undecided',
            question: {
              why: 'notFound',
              message: 'The message is no longer on the ticket, and no new ticket with it could be found.',
              candidates: newer.map(({ id, createdTime, subject }) => ({
                id,
                time: createdTime ?? null,
                text: subject ?? '',
              })),
            },
          };
        },
      },
    ],
  }),
  defineJob({
    kind: 'ticket.markSpam',
    isOnce: true,
    version: 1,
    payload: markSpamInput,
    lanes: ({ ids }) => ids.map(lane),
    ticketId: ({ ids }) => (ids.length === 1 ? (ids[0] as string) : null),
    steps: [
      {
        name: 'markSpam',
        settle: 'now',
        async send({ ids, isSpam }, { client, call }) {
          await markSpam(client, { ids, isSpam }, call);
          return {};
        },
        look: ({ ids, isSpam }, context) => allRead(context, ids, (ticket) => (ticket.isSpam === true) === isSpam),
      },
    ],
  }),
  defineJob({
    kind: 'ticket.follow',
    isOnce: true,
    version: 1,
    payload: followTicketInput,
    // It waits for nothing else that is written to the ticket.
    lanes: ({ id }) => [`follow:${id}`],
    ticketId: ({ id }) => id,
    isGated: () => false,
    steps: [
      {
        name: 'follow',
        settle: 'now',
        async send({ id, isFollowed }, { client, capabilities, agentId, call }) {
          const change = isFollowed ? addFollowers : removeFollowers;
          try {
            await change(client, capabilities, id, { agentIds: [agentId] }, call);
          } catch (error) {
            // Where the service has no followers, what this machine knows is all there is.
            if (!isAbsent(error)) throw error;
          }
          return {};
        },
        async look({ id, isFollowed }, { client, capabilities, agentId, call }): Promise<Look> {
          try {
            const followers = await listFollowers(client, capabilities, id, call);
            return { found: followers.some((one) => one.id === agentId) === isFollowed ? 'done' : 'notDone' };
          } catch (error) {
            if (isAbsent(error)) return { found: 'done' };
            throw error;
          }
        },
      },
    ],
  }),
  defineJob({
    kind: 'ticket.tag',
    isOnce: true,
    version: 1,
    payload: tagTicketInput,
    // It waits for other tags of the ticket alone.
    lanes: ({ id }) => [`tags:${id}`],
    ticketId: ({ id }) => id,
    isGated: () => false,
    summary: ({ name, isTagged }) => excerpt(isTagged ? `+ ${name}` : `− ${name}`),
    steps: [
      {
        name: 'tag',
        settle: 'now',
        async send({ id, name, isTagged }, { client, capabilities, call }) {
          await (isTagged ? associateTags : dissociateTags)(client, capabilities, id, { tags: [name] }, call);
          return {};
        },
        async look({ id, name, isTagged }, { client, capabilities, call }): Promise<Look> {
          const rows = await listTicketTags(client, capabilities, id, call);
          const hasIt = rows.some((row) => isSameTag(row.name ?? '', name));
          return { found: hasIt === isTagged ? 'done' : 'notDone' };
        },
      },
    ],
  }),
  defineJob({
    kind: 'ticket.updateMany',
    version: 1,
    payload: updateManyInput,
    lanes: ({ ids }) => ids.map(lane),
    ticketId: ({ ids }) => (ids.length === 1 ? (ids[0] as string) : null),
    isGated: () => false,
    steps: [
      {
        name: 'updateMany',
        settle: 'now',
        async send({ ids, fieldName, isCustomField, fieldValue }, { client, call }) {
          await updateManyTickets(client, { ids, fieldName, isCustomField, fieldValue }, call);
          return {};
        },
        look: ({ ids, fieldName, isCustomField, fieldValue }, context) =>
          allRead(context, ids, (ticket) =>
            sameValue(
              isCustomField
                ? (ticket.customFields?.[fieldName] ?? ticket.cf?.[fieldName])
                : (ticket as Record<string, unknown>)[fieldName],
              fieldValue,
            ),
          ),
      },
    ],
  }),
];

/** Without the fields that are undefined: a strict body has none. */
export function definedOnly(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
