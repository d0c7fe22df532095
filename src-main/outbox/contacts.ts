import {
  createContactInput,
  type UpdateContactInput,
  updateContactInput,
} from '../../src-preload/contract/record-writes.ts';
import { createContact, getContact, listContacts, updateContact } from '../api/contacts.ts';
import { editStep } from './edits.ts';
import { defineJob } from './job.ts';
import { foundRow, matchOne } from './match.ts';
import { sameValue } from './merge.ts';
import { newestOf } from './pages.ts';
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
          const rows = await newestOf(
            (sortBy, page) => listContacts(client, { sortBy, ...page, ...call }),
            (id) => getContact(client, id, call),
          );
          const row = matchOne(rows, 'contact', context, (contact) =>
            (['lastName', 'firstName', 'email', 'phone', 'mobile'] as const).every(
              (name) => payload[name] === undefined || sameValue(contact[name], payload[name]),
            ),
          );
          return foundRow('contact', row);
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
    summary: ({ fields }) => Object.keys(fields).join(', '),
    steps: [
      editStep<UpdateContactInput>(
        'contact',
        (payload) => payload,
        (client, id, call) => getContact(client, id, call),
        (client, id, fields, call) => updateContact(client, id, fields, call),
      ),
    ],
  }),
];
