import { z } from 'zod';
import { method } from './method.ts';

/** What stands under replies: of an address they are sent from, or (`key` empty) of all that have none of their own. */
export const signature = z.object({ key: z.string().max(320), text: z.string().max(10_000) });
export type Signature = z.output<typeof signature>;

/** An answer written once. Its text may have placeholders like `{{contact.firstName}}`. */
export const cannedReply = z.object({
  id: z.string().min(1).max(80),
  name: z.string().max(200),
  /** Typed after `;` in the composer; lower case, no spaces. */
  shortcut: z
    .string()
    .max(40)
    .regex(/^[^\s;]*$/),
  text: z.string().max(50_000),
});
export type CannedReply = z.output<typeof cannedReply>;

const imported = cannedReply.omit({ id: true }).partial({ shortcut: true });
/** The file that export writes and import reads. */
export const cannedFile = z.object({ deskhand: z.literal('cannedReplies'), replies: z.array(imported).max(2_000) });

export const MOST_CANNED = 2_000;

/** Kept on this machine, for this agent: nothing of it goes to the service. */
export const methods = {
  'signatures.list': method(z.object({}), z.array(signature)),
  /** An empty text takes it away. */
  'signatures.save': method(signature, z.null()),
  'cannedReplies.list': method(z.object({}), z.array(cannedReply)),
  /** `id` null makes a new one. `conflict` when another has the short name, `invalid` when there are too many. */
  'cannedReplies.save': method(cannedReply.extend({ id: z.string().nullable() }), cannedReply),
  'cannedReplies.remove': method(z.object({ id: z.string() }), z.null()),
  /** Adds those that are not there yet word for word; a short name that is taken is left out. */
  'cannedReplies.import': method(z.object({ json: z.string().max(5_000_000) }), z.object({ count: z.number() })),
  'cannedReplies.export': method(z.object({}), z.object({ json: z.string() })),
  /** Addresses whose remote pictures are shown. */
  'trustedSenders.list': method(z.object({}), z.array(z.string())),
  'trustedSenders.set': method(z.object({ address: z.string().min(3).max(320), isTrusted: z.boolean() }), z.null()),
};
export const events = {
  /** Signatures, canned replies or trusted senders are others now. */
  'writingHelps.changed': z.object({}),
};
