import { z } from 'zod';
import { method } from './method.ts';

/** Bytes; what the service takes of one file. */
export const LARGEST_STAGED = 20 * 1024 * 1024;

/** A staged file: its bytes are in the workspace under their hash. */
export const stagedFile = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().min(1).max(255),
  /** Bytes. */
  size: z.number().int().min(0),
});
export type StagedFile = z.output<typeof stagedFile>;

/** Characters of one text: more than can be sent, so that what is too long for that is kept until it is shorter. */
const DRAFT_LIMIT = 4_000_000;

/** What a composer holds. Fields that a composer does not have are left out; unknown ones are kept. */
export const draftDoc = z.looseObject({
  kind: z.enum(['reply', 'forward', 'comment', 'ticket', 'task', 'timeEntry', 'contact', 'account', 'edit']),
  content: z.string().max(DRAFT_LIMIT).optional(),
  contentType: z.enum(['html', 'plainText']).optional(),
  to: z.string().optional(),
  cc: z.string().optional(),
  bcc: z.string().optional(),
  fromEmailAddress: z.string().optional(),
  isPublic: z.boolean().optional(),
  files: z.array(stagedFile).max(50).optional(),
});
export type DraftDoc = z.output<typeof draftDoc>;

export const draft = z.object({
  /** The composer: `reply:<ticketId>`, `comment:<ticketId>`, `ticket:new`... */
  key: z.string(),
  ticketId: z.string().nullable(),
  doc: draftDoc,
  /** Epoch milliseconds. */
  savedAt: z.number(),
});
export type Draft = z.output<typeof draft>;

const byKey = z.object({ key: z.string().min(1).max(200) });

export const methods = {
  /**
   * Journals a composer: one transaction, on disk when it answers. Call it within a second of typing. With `over`, when what it
   * goes on with was saved, null for none: what another window (`doc.by`) saved there since stays, and this is kept beside
   * it, under the `key` of the answer.
   */
  'drafts.save': method(
    byKey.extend({
      ticketId: z.string().nullable().default(null),
      doc: draftDoc,
      over: z.number().nullable().optional(),
    }),
    z.object({ savedAt: z.number(), key: z.string().optional() }),
  ),
  /** With `orBeside`, where nothing is under the key: what was last kept beside it, under its own. */
  'drafts.get': method(byKey.extend({ orBeside: z.boolean().optional() }), draft.nullable()),
  /** All drafts, latest first, or those of a ticket. */
  'drafts.list': method(z.object({ ticketId: z.string().optional() }), z.array(draft)),
  /** Tickets that something unsent is written on, the latest first. */
  'drafts.tickets': method(z.object({}), z.array(z.string())),
  /** Versions to go back to, newest first; at most 50 are kept, old ones thinned. */
  'drafts.versions': method(byKey, z.array(z.object({ id: z.number(), savedAt: z.number(), doc: draftDoc }))),
  /** Forgets the draft and its versions. Answers the last text, so that the agent can take it back. */
  'drafts.discard': method(byKey, draft.nullable()),

  /** Stages a file in pieces: begin, append (base64, at most 1 MiB of text each), finish. */
  'files.begin': method(
    z.object({
      name: z.string().min(1).max(255),
      size: z.number().int().min(0).max(LARGEST_STAGED),
    }),
    z.object({ uploadId: z.string() }),
  ),
  'files.append': method(
    z.object({ uploadId: z.string(), base64: z.string().max(1_048_576) }),
    z.object({ received: z.number() }),
  ),
  /** On disk under its hash when it answers. `invalid` when the size is not the announced one. */
  'files.finish': method(z.object({ uploadId: z.string() }), stagedFile),
  'files.abort': method(z.object({ uploadId: z.string() }), z.null()),
};
export const events = {
  'drafts.changed': z.object({ ids: z.array(z.string()) }),
};
