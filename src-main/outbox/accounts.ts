import {
  createAccountInput,
  type UpdateAccountInput,
  updateAccountInput,
} from '../../src-preload/contract/record-writes.ts';
import { createAccount, getAccount, listAccounts, updateAccount } from '../api/accounts.ts';
import { editStep } from './edits.ts';
import { defineJob } from './job.ts';
import { type Likeness, lookAmong, reading } from './match.ts';
import { likelyOf } from './pages.ts';
import { definedOnly } from './tickets.ts';

/** The companies that contacts belong to. */
export const accountJobs = [
  defineJob({
    kind: 'account.create',
    version: 1,
    payload: createAccountInput,
    lanes: (_payload, own) => (own === null ? [] : [`account:${own}`]),
    ticketId: () => null,
    creates: 'account',
    summary: ({ accountName }) => accountName,
    steps: [
      {
        name: 'create',
        settle: 'lag',
        async send({ draftKey: _draftKey, ...body }, { client, call }) {
          const { id } = await createAccount(client, definedOnly(body) as typeof body, call);
          return { serverId: id, claims: [['account', id]] };
        },
        async look(payload, context) {
          const { client, call } = context;
          const compare = (row: object): Likeness =>
            reading(row, payload, ['accountName', 'email', 'phone', 'website']);
          const rows = await likelyOf(
            (sortBy, page) => listAccounts(client, { sortBy, ...page, ...call }),
            (id) => getAccount(client, id, call),
            (row) => compare(row) !== 'other',
          );
          return lookAmong(rows, 'account', context, compare, { textOf: ({ accountName }) => accountName ?? '' });
        },
      },
    ],
  }),
  defineJob({
    kind: 'account.update',
    version: 1,
    payload: updateAccountInput,
    lanes: ({ id }) => [`account:${id}`],
    ticketId: () => null,
    steps: [
      editStep<UpdateAccountInput>({
        name: 'update.account',
        read: ({ id }, { client, call }) => getAccount(client, id, call),
        write: ({ id }, fields, { client, call }) => updateAccount(client, id, fields, call),
      }),
    ],
  }),
];
