import { z } from 'zod';

/**
 * Strict writers for what goes to the service: a body that is not exactly right must not leave this machine. Where the
 * reference's examples write numbers and booleans as text, these take numbers and booleans and write the text.
 */

/** An id of the service as its own digits. An id that was made up here never passes. */
export const id = z.string().regex(/^\d{1,20}$/);
/** A reference to another row; null and the empty string clear it. */
export const ref = z.union([id, z.literal(''), z.null()]);
/** Text that may be cleared by null. */
export const text = z.string().nullable();
/** A time of the service: ISO-8601 in UTC, with milliseconds as in the reference's examples. Null clears it. */
export const time = z.iso.datetime({ precision: 3 }).nullable();
/** A boolean that goes out as `"true"` or `"false"`. */
export const flagText = z.boolean().transform(String);
/** Whole units of time from 0 to `max` that go out as text. */
export const unitsText = (max: number) => z.int().min(0).max(max).transform(String);
/** An amount of money that goes out as text. */
export const amountText = z.number().nonnegative().transform(String);
/** Values of custom fields by name. */
export const fields = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
);
/** Custom fields in both spellings of the service; see custom-fields.ts for which one to use. */
export const customFields = { customFields: fields.optional(), cf: fields.optional() };
