const MARK = '\\u0001';

/** Marks an id to be written as a bare JSON number. */
export function bareNumber(id: string): string {
  return `\u0001${id}`;
}

/**
 * JSON text of an answer. Ids marked by `bareNumber` become bare numbers, as the reference writes some of them; with `bareIds` every id of 16 to 19
 * digits does, under keys that end in id, Id or Ids, so that readers which lose digits beyond 2^53 are found out.
 */
export function deskJson(value: unknown, bareIds: boolean): string {
  let text = JSON.stringify(value);
  if (text.includes(MARK)) text = text.replace(/"\\u0001(\d+)"/g, '$1');
  if (!bareIds) return text;
  return text
    .replace(/("(?:id|zuid|[A-Za-z]+Id)":)"(\d{16,19})"/g, '$1$2')
    .replace(
      /("[A-Za-z]+Ids":\[)((?:"\d{16,19}",?)+)\]/g,
      (_whole, head: string, items: string) => `${head}${items.replace(/"/g, '')}]`,
    );
}
