/** What a canned reply or signature may name, and what it stands for in one ticket; null where nobody knows. */
export type PlaceholderValues = Readonly<Record<PlaceholderName, string | null>>;

export const PLACEHOLDERS = [
  'contact.firstName',
  'contact.lastName',
  'contact.name',
  'contact.email',
  'account.name',
  'ticket.number',
  'ticket.subject',
  'ticket.status',
  'ticket.department',
  'agent.name',
  'agent.firstName',
  'agent.email',
  'today',
] as const;
export type PlaceholderName = (typeof PLACEHOLDERS)[number];

const PLACEHOLDER = /\{\{\s*([\w.]{1,40})\s*(?:\|([^{}]{0,200}))?\}\}/g;

/** `{{ticket.number}}` becomes its value, `{{contact.firstName|there}}` the word after the bar where there is none; the rest stays to be seen. */
export const fillPlaceholders = (text: string, values: Partial<PlaceholderValues>): string =>
  text.replace(PLACEHOLDER, (whole, name: string, otherwise?: string) => {
    const value = Object.hasOwn(values, name) ? values[name as PlaceholderName] : undefined;
    return value || (otherwise?.trim() ?? whole);
  });

/** Placeholders that nothing was put in for: they must not go out to a customer. */
export const openPlaceholders = (text: string): string[] => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map(([whole]) => whole)),
];
