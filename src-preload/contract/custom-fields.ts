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

/**
 * A change of custom fields in the spelling in which the row has those names: an API name that only `cf` knows goes out
 * under `cf`, everything else under `customFields`.
 */
export function customFieldsBody<V>(
  row: Row,
  changes: Record<string, V>,
): { customFields?: Record<string, V>; cf?: Record<string, V> } {
  const isApiName = (name: string): boolean => name in (row.cf ?? {}) && !(name in (row.customFields ?? {}));
  const part = (wanted: boolean): Record<string, V> =>
    Object.fromEntries(Object.entries(changes).filter(([name]) => isApiName(name) === wanted));
  const [cf, customFields] = [part(true), part(false)];
  return {
    ...(Object.keys(customFields).length === 0 ? {} : { customFields }),
    ...(Object.keys(cf).length === 0 ? {} : { cf }),
  };
}
