import type { FieldError } from '../errors.ts';

/** A custom field's value: text as the service keeps it, or several texts of one that takes several. */
export type CustomValue = string | readonly string[] | null;
export type CustomValues = Record<string, CustomValue>;
interface Custom {
  /** Its name in `cf` of the live service. */
  api: string;
  /** It holds several values at once. */
  isList?: true;
}

/** The portal's own fields of each noun, by label. */
export const CUSTOM_FIELDS = {
  ticket: {
    secondaryEmail: { api: 'cf_secondary_email' },
    ModelName: { api: 'cf_model_name' },
    severityPercentage: { api: 'cf_severity_percentage' },
    phone: { api: 'cf_phone' },
    numberOfItems: { api: 'cf_number_of_items' },
    dateofPurchase: { api: 'cf_date_of_purchase' },
    permanentAddress: { api: 'cf_permanent_address' },
    url: { api: 'cf_url' },
    affectedParts: { api: 'cf_affected_parts', isList: true },
  },
  contact: {
    permanentAddress: { api: 'cf_permanent_address' },
    lastContactedOn: { api: 'cf_last_contacted_on' },
    interests: { api: 'cf_interests', isList: true },
  },
  account: {
    contactCount: { api: 'cf_contact_count' },
    bookedServices: { api: 'cf_booked_services', isList: true },
  },
  task: { tools: { api: 'cf_tools', isList: true } },
} as const satisfies Record<string, Record<string, Custom>>;
export type CustomNoun = keyof typeof CUSTOM_FIELDS;

const fieldsOf = (noun: CustomNoun): [string, Custom][] => Object.entries(CUSTOM_FIELDS[noun]);

/** The label of a field that is named in `customFields` by it, or in `cf` by its API name; undefined for none. */
export const labelOf = (noun: CustomNoun, name: string, part?: 'customFields' | 'cf'): string | undefined =>
  fieldsOf(noun).find(
    ([label, { api }]) => (part !== 'cf' && label === name) || (part !== 'customFields' && api === name),
  )?.[0];

/** All fields of a noun by label, as both manners say them. */
export const customFieldsOf = (noun: CustomNoun, held: CustomValues = {}): CustomValues =>
  Object.fromEntries(fieldsOf(noun).map(([label]) => [label, held[label] ?? null]));

/** The same by API name, as the live service says it besides. */
export const cfOf = (noun: CustomNoun, held: CustomValues = {}): CustomValues =>
  Object.fromEntries(fieldsOf(noun).map(([label, { api }]) => [api, held[label] ?? null]));

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string' && one.trim() !== '');

/** What is kept of a written value; undefined where the field does not take it. */
function kept({ isList }: Custom, value: unknown): CustomValue | undefined {
  if (value === null || value === '') return null;
  if (isList) return isTexts(value) ? (value.length === 0 ? null : [...new Set(value)]) : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/**
 * `held` with what `customFields` and `cf` of a body change, without the fields that are emptied. What no field takes is
 * told in `errors`.
 */
export function mergeCustom(
  noun: CustomNoun,
  held: CustomValues | undefined,
  body: Record<string, unknown>,
  errors: FieldError[],
): CustomValues {
  const next = { ...held };
  for (const part of ['customFields', 'cf'] as const) {
    const given = body[part];
    if (given === undefined || given === null) continue;
    if (typeof given !== 'object' || Array.isArray(given)) {
      errors.push({ fieldName: `/${part}`, errorType: 'invalid' });
      continue;
    }
    for (const [name, value] of Object.entries(given)) {
      const label = labelOf(noun, name, part);
      const custom = fieldsOf(noun).find(([one]) => one === label)?.[1];
      const now = custom && kept(custom, value);
      if (label === undefined || now === undefined)
        errors.push({ fieldName: `/${part}/${name}`, errorType: 'invalid' });
      else if (now === null) delete next[label];
      else next[label] = now;
    }
  }
  return next;
}
