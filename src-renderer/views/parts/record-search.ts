/** What the search box takes for the tickets of someone or something with this name. */
export const named = (field: 'contact' | 'account' | 'assignee', name: string): string =>
  `${field}:"${name.replaceAll('"', '')}"`;
