/** The API name of a custom field as people read it: `numberOfDevices`, `NumberOfDevices` and `cf_number_of_devices` → "Number of devices". Labels stay. */
export function fieldLabel(name: string): string {
  const words = /^(?:cf_)?[a-z][a-z\d]*(?:_[a-z\d]+)*$/.test(name)
    ? name.replace(/^cf_/, '').split('_')
    : /^[A-Za-z][a-z]+(?:[A-Z][a-z\d]*)+$/.test(name)
      ? name.split(/(?=[A-Z])/)
      : null;
  if (words === null) return name;
  const text = words.join(' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
