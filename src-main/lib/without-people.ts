import { homedir, hostname, userInfo } from 'node:os';

export interface Surroundings {
  /** Folders whose names say who works here. */
  home: string;
  dataDir: string;
  user: string;
  machine: string;
  /** Hosts that are nobody's secret: those of the known services. */
  hosts: ReadonlySet<string>;
}

/** What this machine would tell of its owner. */
export const surroundings = (dataDir: string, hosts: ReadonlySet<string>): Surroundings => ({
  home: homedir(),
  dataDir,
  user: userInfo().username,
  machine: hostname(),
  hosts,
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** A path as a log may spell it: as it is, and with its backslashes doubled. */
const spellings = (path: string): string[] => [path, path.replaceAll('\\', '\\\\')];
const LOCAL = new Set(['127.0.0.1', 'localhost', '[::1]']);
/** Fields whose values are words of people, in lines of JSON. */
const WORDS =
  /("(?:subject|title|content|description|resolution|summary|text|name|firstName|lastName|line|body)"\s*:\s*)"(?:[^"\\]|\\.)*"/g;

/** A day, with the hour behind it: when a line was written is nobody's number. */
const DAY = /^\d{4}-\d\d-\d\d(?: \d\d:)?$/;

/** A text for support without addresses, numbers, names, hosts, folders and words of people: what is left says what happened. */
export function withoutPeople(text: string, { home, dataDir, user, machine, hosts }: Surroundings): string {
  const isKnown = (host: string): boolean => hosts.has(host.toLowerCase()) || LOCAL.has(host.toLowerCase());
  let left = text.replace(WORDS, '$1"[text]"');
  for (const path of spellings(dataDir)) left = left.replaceAll(path, '[data]');
  // Folders below one's own say as much as its name: the last part alone is kept.
  for (const path of spellings(home).filter(({ length }) => length > 1)) {
    left = left.replace(
      new RegExp(`${escaped(path)}(?![\\w-])((?:[/\\\\]+[^/\\\\\\s"'():]+)*)`, 'g'),
      (_all, below: string) => (below === '' ? '~' : `~/…/${below.split(/[/\\]+/).at(-1) ?? ''}`),
    );
  }
  left = left
    .replace(/((?:\/home|\/Users|[A-Za-z]:(?:\\\\|\\)Users)(?:\/|\\\\|\\))[^/\\\s"':]+/g, '$1[user]')
    .replace(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '[address]')
    .replace(
      /\b(https?|wss?):\/\/(\[[\da-f:]+\]|[^\s/"'?#:\\]+)(:\d+)?([^\s"'?#\\]*)([?#][^\s"'\\]*)?/gi,
      (_all, scheme: string, host: string, port = '', path = '', query?: string) =>
        isKnown(host)
          ? `${scheme}://${host}${port as string}${path as string}${query ? '?[query]' : ''}`
          : `${scheme}://[host]`,
    )
    .replace(
      /\b(ENOTFOUND|EAI_AGAIN|E[A-Z]{5,}|getaddrinfo|connect|host|hostname|servername)("?:?\s+"?|":\s*")((?:[\w-]+\.)+[a-z]{2,}|(?:\d{1,3}\.){3}\d{1,3})\b/gi,
      (all, word: string, gap: string, host: string) => (isKnown(host) ? all : `${word}${gap}[host]`),
    )
    .replace(/(?<![\d+-])(?:19|20)\d\d-[01]\d-[0-3]\d(?![\d-])(?: \d\d:)?|\+?\d[\d ()-]{8,}\d/g, (number) =>
      DAY.test(number) || !/[ ()+-]/.test(number) ? number : '[number]',
    )
    // Deskhand's own lines are English: other scripts, and what stands in quotation marks, somebody else wrote.
    .replace(/“[^”\n]{1,500}”/g, '“[text]”')
    .replace(/(?:(?![\x00-\x7f])[\p{L}\p{M}]+[\p{P}\p{Zs}]*)+/gu, '[text]');
  for (const name of [user, machine]) {
    if (name.length > 2) left = left.replace(new RegExp(`(?<![\\w-])${escaped(name)}(?![\\w-])`, 'g'), '[here]');
  }
  return left;
}
