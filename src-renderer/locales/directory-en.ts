const plural = (count: number, one: string, many: string): string => (count === 1 ? one : many);

/** What is said of agents, departments and the organisation in English. */
export const directoryEn = {
  directory: {
    state: 'Which agents',
    states: { active: 'Active', disabled: 'Disabled', all: 'All' },
    disabled: 'disabled',
    ofDepartment: (name: string) => `of ${name}`,
    openTickets: 'Open tickets',
    noDepartments: 'In no department.',
    isDefault: 'Default',
    notEnabled: 'switched off',
    countAgents: (count: number, shown: string) => `${shown} ${plural(count, 'agent', 'agents')}`,
    addresses: 'Replies come from',
    noAddresses: 'No address of its own.',
    noAgents: 'Nobody works here.',
    organization: {
      portalName: 'Portal',
      portalUrl: 'Customers’ portal',
      phone: 'Phone',
      edition: 'Edition',
      role: 'You are',
      isAdmin: 'an administrator',
      isMember: 'an agent',
    },
  },
};
