const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', '#39': "'" };

const character = (code: number): string => (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd');

/** What a person reads of HTML or plain text: no tags, entities decoded, white space joined. */
export const plainText = (content: string): string =>
  content
    .replace(/<(br|\/p|\/div|\/li|\/tr)\b[^>]*>/gi, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#\d+|#x[0-9a-f]+|\w+);/gi, (whole, name: string) => {
      if (/^#x/i.test(name)) return character(Number.parseInt(name.slice(2), 16));
      if (name.startsWith('#') && !(name in ENTITIES)) return character(Number(name.slice(1)));
      return ENTITIES[name.toLowerCase()] ?? whole;
    })
    .replace(/\s+/g, ' ')
    .trim();

/** Whether two messages say the same: the service may clean or wrap the HTML that it was given. */
export const sameText = (a: string | null | undefined, b: string | null | undefined): boolean =>
  a === b || plainText(a ?? '') === plainText(b ?? '');

export const excerpt = (content: string, length = 160): string => {
  const text = plainText(content.slice(0, 4_000));
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
};

/** Whether two address lists name the same people, whatever the order, case and display names. */
export const sameAddresses = (a: string | null | undefined, b: string | null | undefined): boolean => {
  const set = (list: string | null | undefined): string =>
    (list ?? '')
      .split(',')
      .map((entry) => (/<([^>]+)>/.exec(entry)?.[1] ?? entry).trim().toLowerCase())
      .filter(Boolean)
      .sort()
      .join();
  return set(a) === set(b);
};
