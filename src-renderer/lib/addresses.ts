const SEPARATORS = ',;，；\n';
const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/;

/** Where addresses part, in one pass from the end: a separator in quotes or angles belongs to its address. */
function cutsOf(list: string): number[] {
  const cuts: number[] = [];
  let isQuoted = false;
  let isInAngles = false;
  for (let at = list.length - 1; at >= 0; at -= 1) {
    const char = list.charAt(at);
    if (char === '"') isQuoted = !isQuoted;
    else if (char === '>') isInAngles = true;
    else if (char === '<') isInAngles = false;
    else if (!isQuoted && !isInAngles && SEPARATORS.includes(char)) cuts.push(at);
  }
  return cuts.reverse();
}

/** Addresses of a field, each as it was written. */
export function splitAddresses(list: string | null | undefined): string[] {
  const text = list ?? '';
  const cuts = [...cutsOf(text), text.length];
  return cuts.map((end, index) => text.slice((cuts[index - 1] ?? -1) + 1, end).trim()).filter((one) => one !== '');
}

/** One address of a field that is being written. */
export interface AddressToken {
  /** Where it stands in the field, characters. */
  start: number;
  end: number;
  /** What is written of it up to the caret. */
  text: string;
}

/** The address that the caret is in. */
export function addressAt(list: string, caret: number): AddressToken {
  const cuts = cutsOf(list);
  const before = cuts.findLast((index) => index < caret);
  const from = before === undefined ? 0 : before + 1;
  const end = cuts.find((index) => index >= caret) ?? list.length;
  const start = Math.min(caret, from + (/^\s*/.exec(list.slice(from, end))?.[0].length ?? 0));
  return { start, end, text: list.slice(start, caret) };
}

/** The field with that address in its place, and where the caret goes on. */
export function withAddress(
  list: string,
  { start, end }: AddressToken,
  address: string,
): { value: string; caret: number } {
  const rest = list.slice(end);
  const head = `${list.slice(0, start)}${address}${rest === '' ? ', ' : ''}`;
  return { value: head + rest, caret: head.length };
}

/** The address alone, in lower case: of `"Ann" <Ann@Example.com>` it is `ann@example.com`. */
export const bareAddress = (one: string): string => (/<([^<>]*)>\s*$/.exec(one)?.[1] ?? one).trim().toLowerCase();

/** One address as people read it: the name where there is one. */
export function nameOf(one: string): string {
  const open = one.lastIndexOf('<');
  const name = (open === -1 ? one : one.slice(0, open)).replaceAll('"', '').trim();
  return name === '' ? bareAddress(one) : name;
}

/** Whether a text is one address, without a name. */
export const isAddress = (text: string): boolean => ADDRESS.test(text.trim());

/** The first of a field's addresses that is none; null when all are. */
export const badAddress = (list: string): string | null =>
  splitAddresses(list).find((one) => !isAddress(bareAddress(one))) ?? null;

/** Addresses as the service takes them: bare, each once, comma separated; null when there are none. */
export function joinAddresses(list: readonly string[]): string {
  return [...new Set(list.map(bareAddress))].filter((one) => one !== '').join(', ');
}

export interface Recipients {
  to: string;
  cc: string;
}

interface Mail {
  direction: 'in' | 'out';
  authorEmail: string | null;
  from: string | null;
  to: string | null;
  cc: string | null;
}

/** Whom an answer to `mail` goes to. `ours` are addresses of the desk and its agents, which nobody answers to. */
export function recipientsOf(
  mail: Mail | null,
  all: boolean,
  ours: ReadonlySet<string>,
  fallback: string | null,
): Recipients {
  const theirs = (list: readonly string[]): string[] => list.filter((one) => !ours.has(bareAddress(one)));
  const sender = mail?.from ?? mail?.authorEmail ?? null;
  const first = mail === null ? [] : mail.direction === 'in' ? splitAddresses(sender) : theirs(splitAddresses(mail.to));
  const to = first.length > 0 ? first : splitAddresses(fallback);
  if (!all || mail === null) return { to: joinAddresses(to), cc: '' };
  const others = mail.direction === 'in' ? theirs(splitAddresses(mail.to)) : [];
  const taken = new Set([...to, ...others].map(bareAddress));
  const cc = theirs(splitAddresses(mail.cc)).filter((one) => !taken.has(bareAddress(one)));
  return { to: joinAddresses([...to, ...others]), cc: joinAddresses(cc) };
}
