import type { DraftDoc, StagedFile } from '../../src-preload/contract/drafts.ts';
import type { Output } from '../../src-preload/contract/index.ts';
import type { ReplyChannel } from '../../src-preload/contract/threads.ts';
import type { BridgeError } from '../bridge/bridge.ts';
import { badAddress, splitAddresses } from '../lib/addresses.ts';
import type { Mentionable } from '../lib/mentions.ts';
import { openPlaceholders } from '../lib/placeholders.ts';
import {
  EMPTY_LINE,
  escapeHtml,
  endsWithQuote,
  findQuote,
  isBlank,
  type MailParts,
  type Quote,
  takeApart,
  textToHtml,
  withQuote,
} from '../lib/mail/outgoing.ts';
import { htmlToText } from '../lib/mail/plain-text.ts';

export type WritingKind = 'reply' | 'forward' | 'comment';
export type ContentType = 'html' | 'plainText';
export type Draft = Output<'drafts.list'>[number];
export type DraftVersion = Output<'drafts.versions'>[number];

/** A picture within a message, by its source there. */
export interface PictureWithin {
  threadId: string;
  source: string;
}

/** A file of another message, or a picture within it. `sha256` once it was copied, to go along. */
export interface Original {
  id: string;
  name: string;
  size: number | null;
  sha256: string | null;
  within: PictureWithin | null;
}

/** A draft of the service as it was found; `time` is ISO 8601. */
export interface Opened {
  mark: string | null;
  time: string | null;
}

/** What a composer holds; what the agent did not touch comes from the ticket. */
export interface Writing {
  kind: WritingKind;
  content: string;
  contentType: ContentType;
  to: string;
  cc: string;
  bcc: string;
  /** Whom it was addressed to when it began, as `addressed` says it: nothing that the agent chose. */
  filled: string;
  fromEmailAddress: string | null;
  isPublic: boolean;
  files: readonly StagedFile[];
  quote: Quote | null;
  /** Files of the message that is forwarded; those that go along are among `files`, under the hash of their copy. */
  originals: readonly Original[];
  /** The message that it answers, where one was chosen. */
  inReplyToThreadId: string | null;
  /** Where an answer goes out: by mail, or where the customer wrote. */
  channel: ReplyChannel;
  /** The service's own draft of this text, by the id made here until the service has named it. */
  draftThreadId: string | null;
  /** What that said, and when it was written, as it was opened: the core tells by it whether others wrote on it since. */
  opened: Opened | null;
  /** The outbox's item that keeps it there; null for a draft that was found there. */
  keptBy: string | null;
  /** What the service keeps is older than what is written here. */
  isKeptOlder: boolean;
  /** Who is named in a comment. */
  mentions: readonly Mentionable[];
  /** What stands at its end by itself; nothing else makes it worth keeping. */
  signature: string;
  /** ISO 8601 time of the newest message when the writing began. */
  seenTime: string | null;
}

/** A file that is being copied into the workspace; `share` is 0 to 1. */
export interface Upload {
  id: number;
  name: string;
  share: number;
}

export type Problem =
  { code: 'address' | 'badAddress' | 'text' | 'files' | 'tooLong' | 'placeholders'; text?: string } | BridgeError;

/** Characters of a comment that the service takes. */
const LONGEST_COMMENT = 32_000;
const LONGEST_MAIL = 1_000_000;
/** Whether a draft is one that the ticket's composer can show. */
export const isWritingKind = (kind: string): kind is WritingKind => ['reply', 'forward', 'comment'].includes(kind);

/** Whom it goes to, in one text that is the same for the same addresses. */
export const addressed = ({ to, cc, bcc }: Pick<Writing, 'to' | 'cc' | 'bcc'>): string =>
  JSON.stringify([to, cc, bcc].map(splitAddresses));

/** A writing that has nothing in it yet. */
export const emptyWriting = (kind: WritingKind): Writing => ({
  kind,
  content: '',
  contentType: kind === 'comment' ? 'plainText' : 'html',
  to: '',
  cc: '',
  bcc: '',
  filled: addressed({ to: '', cc: '', bcc: '' }),
  fromEmailAddress: null,
  isPublic: false,
  files: [],
  quote: null,
  originals: [],
  inReplyToThreadId: null,
  channel: 'EMAIL',
  draftThreadId: null,
  opened: null,
  keptBy: null,
  isKeptOlder: false,
  mentions: [],
  signature: '',
  seenTime: null,
});

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function quoteOf(value: unknown): Quote | null {
  const { head, html } = (value ?? {}) as { head?: unknown; html?: unknown };
  return typeof head === 'string' && typeof html === 'string' ? { head, html } : null;
}

const isPlace = (value: unknown): value is number => typeof value === 'number' && value >= 0;
const partsOf = (value: unknown): MailParts | null => {
  const { text: end, quote = null } = (value ?? {}) as Partial<MailParts>;
  if (!isPlace(end)) return null;
  const isQuote = typeof quote?.head === 'string' && isPlace(quote.from) && isPlace(quote.to);
  return quote === null || isQuote ? { text: end, quote } : null;
};

/** What was written, and what it quotes. A mail that came back from the outbox is one text, of which its parts are told, or found. */
function textsOf(doc: DraftDoc): Pick<Writing, 'content' | 'quote'> {
  const { content = '' } = doc;
  const quote = quoteOf(doc['quote']);
  const parts = partsOf(doc['parts']);
  if (parts !== null) {
    const taken = takeApart(content, parts);
    return { ...taken, quote: taken.quote ?? quote };
  }
  const isKnown = 'quote' in doc || doc.kind === 'comment' || doc.contentType !== 'html';
  return (isKnown ? null : findQuote(content)) ?? { content, quote };
}

const withinOf = (value: unknown): PictureWithin | null => {
  const { threadId, source } = (value ?? {}) as Partial<PictureWithin>;
  return typeof threadId === 'string' && typeof source === 'string' ? { threadId, source } : null;
};
const originalsOf = (value: unknown): Original[] =>
  (Array.isArray(value) ? (value as Partial<Original>[]) : []).flatMap(({ id, name, size, sha256, within }) =>
    typeof id === 'string' && typeof name === 'string'
      ? [
          {
            id,
            name,
            size: typeof size === 'number' ? size : null,
            sha256: typeof sha256 === 'string' ? sha256 : null,
            within: withinOf(within),
          },
        ]
      : [],
  );

/** Whether a file of the forwarded message goes along. */
export const goesAlong = ({ files }: Writing, { sha256 }: Original): boolean =>
  sha256 !== null && files.some((file) => file.sha256 === sha256);

const mentionsOf = (value: unknown): Mentionable[] =>
  (Array.isArray(value) ? (value as Partial<Mentionable>[]) : []).flatMap(({ name, id }) =>
    typeof name === 'string' && typeof id === 'string' ? [{ name, id }] : [],
  );

const openedOf = (value: unknown): Opened | null => {
  if (typeof value !== 'object' || value === null) return null;
  const { mark, time } = value as Partial<Opened>;
  return { mark: text(mark) || null, time: text(time) || null };
};

const channels: readonly ReplyChannel[] = ['EMAIL', 'FACEBOOK', 'TWITTER', 'FORUMS'];

/** A draft as it was journaled, by this version or another. */
export function writingOf(doc: DraftDoc): Writing {
  const kind = doc.kind as WritingKind;
  const { to = '', cc = '', bcc = '' } = doc;
  return {
    ...emptyWriting(kind),
    ...textsOf(doc),
    contentType: doc.contentType ?? (kind === 'comment' ? 'plainText' : 'html'),
    to,
    cc,
    bcc,
    filled: text(doc['filled']) || addressed({ to, cc, bcc }),
    fromEmailAddress: doc.fromEmailAddress ?? null,
    isPublic: doc.isPublic === true,
    files: doc.files ?? [],
    originals: originalsOf(doc['originals']),
    inReplyToThreadId: text(doc['inReplyToThreadId']) || null,
    channel: channels.find((one) => one === doc['channel']) ?? 'EMAIL',
    draftThreadId: text(doc['draftThreadId']) || null,
    opened: openedOf(doc['opened']),
    keptBy: text(doc['keptBy']) || null,
    isKeptOlder: doc['isKeptOlder'] === true,
    mentions: mentionsOf(doc['mentions']),
    signature: text(doc['signature']),
    seenTime: text(doc['seenTime']) || null,
  };
}

/** Whether a mail came back from the outbox as one text, and it can't be told where its quote begins. */
export const isQuotePoured = (doc: DraftDoc): boolean =>
  doc.kind !== 'comment' &&
  !('quote' in doc) &&
  partsOf(doc['parts']) === null &&
  writingOf(doc).quote === null &&
  endsWithQuote(doc.content ?? '', doc.contentType ?? 'html');

/** Whether there is anything worth keeping: words, files, or addresses that the agent chose. */
export const hasText = (writing: Writing): boolean =>
  writing.files.some(({ sha256 }) => !writing.originals.some((one) => one.sha256 === sha256)) ||
  addressed(writing) !== writing.filled ||
  (!isBlank(writing.content, writing.contentType) && !isOnlySignature(writing));

/** Whether it has addresses. */
export const isByMail = ({ kind, channel }: Writing): boolean =>
  kind === 'forward' || (kind === 'reply' && channel === 'EMAIL');

/** What the service keeps of a draft. */
const KEPT: readonly (keyof Writing)[] = [
  'content',
  'contentType',
  'to',
  'cc',
  'bcc',
  'fromEmailAddress',
  'files',
  'quote',
];

/** Changed; what the service keeps of it falls behind, unless the change comes from there. */
export const withChange = (writing: Writing, patch: Partial<Writing>): Writing => ({
  ...writing,
  isKeptOlder: writing.isKeptOlder || (writing.draftThreadId !== null && KEPT.some((name) => name in patch)),
  ...patch,
});

/** Whether nothing was written above the signature. */
const isOnlySignature = ({ content, contentType, signature }: Writing): boolean =>
  signature !== '' && (contentType === 'html' ? htmlToText(content) : content).trim() === signature.trim();

/** A signature at the end of a text, with the empty line before it. */
const tailWith = (signature: string, contentType: ContentType): string => {
  if (signature === '') return '';
  return contentType === 'html' ? EMPTY_LINE + textToHtml(signature) : `\n\n${signature}`;
};

const OLD_EMPTY_LINE = '<p></p>';
/** A text as versions before wrote it: each line a paragraph. */
const inParagraphs = (text: string): string =>
  text
    .split(/\r\n?|\n/)
    .map((line) => `<p>${escapeHtml(line)}</p>`)
    .join('');

/** What stands at the end of what was written by itself; empty where there is nothing such, or it was changed. */
function tailIn({ content, contentType, signature }: Writing): string {
  if (signature === '') return '';
  const bare = contentType === 'html' ? [textToHtml(signature), inParagraphs(signature)] : [signature];
  const gaps = contentType === 'html' ? [EMPTY_LINE, OLD_EMPTY_LINE] : ['\n\n'];
  // The editor writes quotation marks as they are, and the empty line may be gone.
  const all = bare.flatMap((one) => [one, one.replaceAll('&quot;', '"')]);
  const end = all.find((one) => content.endsWith(one));
  if (end === undefined) return '';
  return (gaps.find((gap) => content.endsWith(gap + end)) ?? '') + end;
}

/** Content with more of its own kind put after it, before the signature. */
export function withMore(writing: Writing, more: string): string {
  const tail = tailIn(writing);
  const before = writing.content.slice(0, writing.content.length - tail.length);
  // The empty line that waits above a signature is the one to write in.
  return (tail !== '' && [EMPTY_LINE, OLD_EMPTY_LINE].includes(before) ? '' : before) + more + tail;
}

/** A writing with plain text put after what it says already. */
export const withText = (writing: Writing, text: string): Writing =>
  text === ''
    ? writing
    : { ...writing, content: withMore(writing, writing.contentType === 'html' ? textToHtml(text) : text) };

/** Blocks at the end that stand there by themselves. */
export const tailOf = (writing: Writing): number => tailIn(writing).split(/<(?:div|p)>/).length - 1;

/** A text that has nothing in it yet but the signature. */
export const withSignature = (signature: string): Pick<Writing, 'content' | 'signature'> => ({
  content: EMPTY_LINE + tailWith(signature, 'html'),
  signature,
});

/** Sent from another address, with that one's signature in place of the one before. */
export function withFrom(writing: Writing, fromEmailAddress: string | null, signature: string): Writing {
  const tail = tailIn(writing);
  if (tail === '' && writing.signature !== '') return { ...writing, fromEmailAddress };
  const before = writing.content.slice(0, writing.content.length - tail.length);
  return { ...writing, fromEmailAddress, signature, content: before + tailWith(signature, writing.contentType) };
}

/** As it is journaled. */
export const docOf = ({ fromEmailAddress, files, ...writing }: Writing): DraftDoc => ({
  ...writing,
  files: [...files],
  ...(fromEmailAddress === null ? {} : { fromEmailAddress }),
});

/** Why it can't be sent as it is; null when it can. A draft may have blanks that are still to be filled. */
export function problemOf(value: Writing, hasUploads: boolean, isDraft = false): Problem | null {
  if (hasUploads) return { code: 'files' };
  const isEmpty = isBlank(value.content, value.contentType) || isOnlySignature(value);
  if (isEmpty && !(value.kind === 'forward' && value.quote !== null)) {
    return { code: 'text' };
  }
  const isComment = value.kind === 'comment';
  const { length } = withQuote(value.content, value.contentType, value.quote);
  if (length > (isComment ? LONGEST_COMMENT : LONGEST_MAIL)) return { code: 'tooLong', text: String(length) };
  const goesByMail = isByMail(value);
  if (goesByMail && value.to.trim() === '') return { code: 'address' };
  // What only agents read may speak of placeholders.
  const open = isDraft || (isComment && !value.isPublic) ? [] : openPlaceholders(value.content);
  if (open.length > 0) return { code: 'placeholders', text: open.join(', ') };
  if (!goesByMail) return null;
  const bad = badAddress(value.to) ?? badAddress(value.cc) ?? badAddress(value.bcc);
  return bad === null ? null : { code: 'badAddress', text: bad };
}
