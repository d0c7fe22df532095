import {
  createContactInput,
  type UpdateContactInput,
  updateContactInput,
} from '../../src-preload/contract/record-writes.ts';
import { createContact, getContact, listContacts, updateContact } from '../api/contacts.ts';
import { editStep } from './edits.ts';
import { defineJob } from './job.ts';
import { type Likeness, lookAmong, reading } from './match.ts';
import { likelyOf } from './pages.ts';
import { definedOnly } from './tickets.ts';

/** The people who write. */
export const contactJobs = [
  defineJob({
    kind: 'contact.create',
    version: 1,
    payload: createContactInput,
    lanes: (_payload, own) => (own === null ? [] : [`contact:${own}`]),
    ticketId: () => null,
    creates: 'contact',
    summary: ({ firstName, lastName }) => [firstName, lastName].filter(Boolean).join(' '),
    steps: [
      {
        name: 'create',
        settle: 'lag',
        async send({ draftKey: _draftKey, ...body }, { client, call }) {
          const { id } = await createContact(client, definedOnly(body) as typeof body, call);
          return { serverId: id, claims: [['contact', id]] };
        },
        async look(payload, context) {
          const { client, call } = context;
          const compare = (row: object): Likeness =>
            reading(row, payload, ['lastName', 'firstName', 'email', 'phone', 'mobile']);
          const rows = await likelyOf(
            (sortBy, page) => listContacts(client, { sortBy, ...page, ...call }),
            (id) => getContact(client, id, call),
            (row) => compare(row) !== 'other',
          );
          return lookAmong(rows, 'contact', context, compare, {
            textOf: ({ lastName, email }) => `${lastName ?? ''} ${email ?? ''}`,
          });
        },
      },
    ],
  }),
  defineJob({
    kind: 'contact.update',
    version: 1,
    payload: updateContactInput,
    lanes: ({ id }) => [`contact:${id}`],
    ticketId: () => null,
    steps: [
      editStep<UpdateContactInput>({
        name: 'update.contact',
        read: ({ id }, { client, call }) => getContact(client, id, call),
        write: ({ id }, fields, { client, call }) => updateContact(client, id, fields, call),
      }),
    ],
  }),
];
