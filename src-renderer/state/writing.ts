import type { DraftDoc, StagedFile } from '../../src-preload/contract/drafts.ts';
import type { Output } from '../../src-preload/contract/index.ts';
import type { BridgeError } from '../bridge/bridge.ts';
import { badAddress } from '../lib/addresses.ts';
import { isBlank, type Quote, textToHtml } from '../lib/mail/outgoing.ts';

export type WritingKind = 'reply' | 'forward' | 'comment';
export type ContentType = 'html' | 'plainText';
export type Draft = Output<'drafts.list'>[number];
export type DraftVersion = Output<'drafts.versions'>[number];

/** What a composer holds; what the agent did not touch comes from the ticket. */
export interface Writing {
  kind: WritingKind;
  content: string;
  contentType: ContentType;
  to: string;
  cc: string;
  bcc: string;
  fromEmailAddress: string | null;
  isPublic: boolean;
  files: readonly StagedFile[];
  quote: Quote | null;
  /** ISO 8601 time of the newest message when the writing began. */
  seenTime: string | null;
}

/** A file that is being copied into the workspace; `share` is 0 to 1. */
export interface Upload {
  id: number;
  name: string;
  share: number;
}

export type Problem = { code: 'address' | 'badAddress' | 'text' | 'files' | 'tooLong'; text?: string } | BridgeError;

/** Characters of a comment that the service takes. */
const LONGEST_COMMENT = 32_000;
/** Whether a draft is one that the ticket's composer can show. */
export const isWritingKind = (kind: string): kind is WritingKind => ['reply', 'forward', 'comment'].includes(kind);

/** A writing that has nothing in it yet. */
export const emptyWriting = (kind: WritingKind): Writing => ({
  kind,
  content: '',
  contentType: kind === 'comment' ? 'plainText' : 'html',
  to: '',
  cc: '',
  bcc: '',
  fromEmailAddress: null,
  isPublic: false,
  files: [],
  quote: null,
  seenTime: null,
});

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function quoteOf(value: unknown): Quote | null {
  const { head, html } = (value ?? {}) as { head?: unknown; html?: unknown };
  return typeof head === 'string' && typeof html === 'string' ? { head, html } : null;
}

/** A draft as it was journaled, by this version or another. */
export function writingOf(doc: DraftDoc): Writing {
  const kind = doc.kind as WritingKind;
  return {
    ...emptyWriting(kind),
    content: doc.content ?? '',
    contentType: doc.contentType ?? (kind === 'comment' ? 'plainText' : 'html'),
    to: doc.to ?? '',
    cc: doc.cc ?? '',
    bcc: doc.bcc ?? '',
    fromEmailAddress: doc.fromEmailAddress ?? null,
    isPublic: doc.isPublic === true,
    files: doc.files ?? [],
    quote: quoteOf(doc['quote']),
    seenTime: text(doc['seenTime']) || null,
  };
}

/** Whether there is anything worth keeping. */
export const hasText = (writing: Writing): boolean =>
  writing.files.length > 0 || !isBlank(writing.content, writing.contentType);

/** A writing with plain text put after what it says already. */
export function withText(writing: Writing, text: string): Writing {
  if (text === '') return writing;
  return { ...writing, content: writing.content + (writing.contentType === 'html' ? textToHtml(text) : text) };
}

/** As it is journaled. */
export const docOf = ({ fromEmailAddress, files, ...writing }: Writing): DraftDoc => ({
  ...writing,
  files: [...files],
  ...(fromEmailAddress === null ? {} : { fromEmailAddress }),
});

/** Why it can't be sent as it is; null when it can. */
export function problemOf(value: Writing, hasUploads: boolean): Problem | null {
  if (hasUploads) return { code: 'files' };
  if (isBlank(value.content, value.contentType) && !(value.kind === 'forward' && value.quote !== null)) {
    return { code: 'text' };
  }
  if (value.kind === 'comment') return value.content.length > LONGEST_COMMENT ? { code: 'tooLong' } : null;
  if (value.to.trim() === '') return { code: 'address' };
  const bad = badAddress(value.to) ?? badAddress(value.cc) ?? badAddress(value.bcc);
  return bad === null ? null : { code: 'badAddress', text: bad };
}
