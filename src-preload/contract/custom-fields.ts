interface Row {
  customFields?: Record<string, unknown> | null | undefined;
  cf?: Record<string, unknown> | null | undefined;
}

/**
 * The reference knows `customFields` (by label), the live service `cf` (by API name) besides it: the same values twice.
 * Rows keep both as they came; this names one. `customFields` wins where it has anything, since both manners have it.
 */
export const customFieldsOf = ({ customFields, cf }: Row): Record<string, unknown> =>
  (customFields && Object.keys(customFields).length > 0 ? customFields : cf) ?? {};
