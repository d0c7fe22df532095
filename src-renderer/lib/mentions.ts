/** Somebody who can be mentioned: as the screen says it, and as the service writes it. */
export interface Mentionable {
  name: string;
  /** The service's own id of the person (zuid). */
  id: string;
}

const WIRE = /zsu\[@user:(\d+)\]zsu/g;

/** `zsu[@user:ID]zsu` as `@Name`, for whoever edits it. Ids without a name stay as they are. */
export const toScreen = (text: string, names: Readonly<Record<string, string>>): string =>
  text.replace(WIRE, (whole, id: string) => (Object.hasOwn(names, id) ? `@${names[id]}` : whole));

/** `@Name` as the service writes it, for those who were chosen; longer names first, so that none is cut by a shorter one. */
export function toWire(text: string, chosen: readonly Mentionable[]): string {
  const longest = [...chosen].sort((a, b) => b.name.length - a.name.length);
  let result = text;
  for (const { name, id } of longest) {
    let from = 0;
    for (let at = result.indexOf(`@${name}`); at >= 0; at = result.indexOf(`@${name}`, from)) {
      const end = at + name.length + 1;
      // A longer word is another one; Han names need no space after them.
      const isCut = /[\p{Script=Latin}\d_]/u.test(result[end] ?? '') && /[\p{Script=Latin}\d_]$/u.test(name);
      const wire = `zsu[@user:${id}]zsu`;
      if (isCut) from = end;
      else {
        result = result.slice(0, at) + wire + result.slice(end);
        from = at + wire.length;
      }
    }
  }
  return result;
}

/** The word after `@` that the caret is in, and where it begins; null where nobody is being named. */
export function mentionAt(text: string, caret: number): { start: number; word: string } | null {
  const before = text.slice(0, caret);
  const match = /(?:^|[\s(（，。、：,.;:!?])@([^\s@]{0,30}(?: [^\s@]{1,30})?)$/u.exec(before);
  const word = match?.[1];
  return word === undefined ? null : { start: caret - word.length - 1, word };
}

/** The short name after `;` that the caret is in. */
export function cannedAt(text: string, caret: number): { start: number; word: string } | null {
  const match = /(?:^|\s);([^\s;]{0,40})$/u.exec(text.slice(0, caret));
  const word = match?.[1];
  return word === undefined ? null : { start: caret - word.length - 1, word };
}
