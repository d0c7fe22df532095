import { z } from 'zod';

/**
 * Lenient readers for what the service sends. Fields come and go with the profile's permissions, numbers and booleans
 * come as strings, and unknown values appear: none of these readers ever fails. A missing field stays missing.
 */

const toText = (value: unknown): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;

const toCount = (value: unknown): number | null => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
};

const toFlag = (value: unknown): boolean | null =>
  value === true || value === 'true' ? true : value === false || value === 'false' ? false : null;

const CANONICAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const toTime = (value: unknown): string | null => {
  if (typeof value === 'string' && CANONICAL_TIME.test(value)) return value;
  const epoch = typeof value === 'string' && /^\d{12,14}$/.test(value) ? Number(value) : value;
  if (typeof epoch !== 'string' && typeof epoch !== 'number') return null;
  const date = new Date(epoch);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
};

/** An id of the service: 16 to 19 digits, beyond 2^53, so always a string. The only reader that insists on a value. */
export const id = z.union([z.string().min(1), z.number().transform(String), z.bigint().transform(String)]);

/** A reference to another row, or null. The empty string and "0" mean none. */
export const ref = z
  .unknown()
  .transform((value) => {
    const text = toText(value);
    return text === '' || text === '0' ? null : text;
  })
  .optional();

export const text = z.unknown().transform(toText).optional();
/** A number, also when sent as a string. */
export const count = z.unknown().transform(toCount).optional();
/** A boolean, also when sent as a string. */
export const flag = z.unknown().transform(toFlag).optional();
/** A time as `YYYY-MM-DDTHH:mm:ss.sssZ`, also when sent as epoch milliseconds, so that times compare as text. */
export const time = z.unknown().transform(toTime).optional();

/** An object of unknown fields, or null. */
export const fields = z
  .unknown()
  .transform((value) =>
    value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : null,
  )
  .optional();

/** A list in which rows that can't be read are dropped; anything but a list is empty. */
export const list = <S extends z.ZodType>(row: S) =>
  z
    .unknown()
    .transform((value): z.output<S>[] =>
      Array.isArray(value)
        ? value.flatMap((entry) => {
            const parsed = row.safeParse(entry);
            return parsed.success ? [parsed.data] : [];
          })
        : [],
    )
    .optional();

/** A list of names, or of objects that have one; anything else is a missing field. */
export const names = z
  .unknown()
  .transform((value): string[] | undefined =>
    Array.isArray(value)
      ? value
          .map((one) => (typeof one === 'string' ? one : toText((one as { name?: unknown } | null)?.name)))
          .filter((name) => name !== null && name !== '')
          .map(String)
      : undefined,
  )
  .optional();

/** A nested object, or null when it is absent or can't be read. */
export const nested = <S extends z.ZodType>(schema: S) =>
  z
    .unknown()
    .transform((value): z.output<S> | null => {
      const parsed = schema.safeParse(value);
      return parsed.success ? parsed.data : null;
    })
    .optional();
