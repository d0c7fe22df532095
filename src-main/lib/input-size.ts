/** Characters of all texts and names in an input, and the values that it is made of: several times the largest there is. */
const MOST_CHARACTERS = 8_000_000;
const MOST_VALUES = 200_000;

/** Whether an input is larger than anything that the page has to say, or without an end. */
export function isTooLarge(input: unknown): boolean {
  const waiting: unknown[] = [input];
  let characters = 0;
  let values = 1;
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string') characters += value.length;
    else if (ArrayBuffer.isView(value)) characters += value.byteLength;
    else if (value !== null && typeof value === 'object') {
      const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
      if (inner !== value) for (const name of Object.keys(value)) characters += name.length;
      values += inner.length;
      if (values > MOST_VALUES) return true;
      for (const one of inner) waiting.push(one);
    }
    if (characters > MOST_CHARACTERS) return true;
  }
  return false;
}
