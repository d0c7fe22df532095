/** What is asked before much that the service no longer lists is removed here, in English. */
export const sweepEn = {
  asked: (noun: string, gone: string, held: string) => `${gone} of ${held} ${noun} are gone from the service`,
  hint: 'That is more than Deskhand removes unasked: it may be a mistake, or your access may have changed. Nothing is removed until you answer.',
  remove: 'Remove them here too',
  keep: 'Keep them',
  failed: 'Your answer was not taken',
  nouns: {
    organization: 'organisations',
    tickets: 'tickets',
    threads: 'messages',
    contacts: 'contacts',
    accounts: 'accounts',
    agents: 'agents',
    departments: 'departments',
    attachments: 'attachments',
    tasks: 'tasks',
    contracts: 'contracts',
    mailReplyAddresses: 'reply addresses',
  },
};
