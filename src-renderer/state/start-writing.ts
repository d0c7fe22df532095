import type { ReplyChannel, ThreadItem } from '../../src-preload/contract/threads.ts';
import type { TimelineItem } from '../../src-preload/contract/tickets.ts';
import { goesAlong, type Original, type Writing } from './writing.ts';
import type { OpenTicket } from './ticket.svelte.ts';
import { bareAddress, recipientsOf, splitAddresses } from '../lib/addresses.ts';
import { foldSpaces, textToHtml } from '../lib/mail/outgoing.ts';
import { embeddedIn, sanitiseQuote } from '../lib/mail/sanitise.ts';

/** Words of the quote's first lines. */
export interface QuoteWords {
  wrote: (time: string, name: string) => string;
  forwarded: string;
  from: string;
  date: string;
  to: string;
  subject: string;
  someone: string;
  time: (time: number) => string;
}

const isMail = (item: TimelineItem): item is ThreadItem =>
  item.kind === 'thread' && item.status !== 'DRAFT' && item.pending === undefined;

/** Messages that the service has, newest last. */
export const mailsOf = (timeline: readonly TimelineItem[]): ThreadItem[] => timeline.filter(isMail);

/** The message that a reply answers: the customer's last, or else the last there is. */
export function answeredMail(timeline: readonly TimelineItem[]): ThreadItem | null {
  const mails = mailsOf(timeline);
  return mails.findLast(({ direction }) => direction === 'in') ?? mails.at(-1) ?? null;
}

/** What the customer sees of a ticket, newest last: messages and public comments that the service has. */
const seenByCustomer = (timeline: readonly TimelineItem[]): TimelineItem[] =>
  timeline.filter((item) => isMail(item) || (item.kind === 'comment' && item.isPublic && item.pending === undefined));

/** Time of the newest message or public comment; what comes after it is news to who writes. */
export const newestTime = (timeline: readonly TimelineItem[]): string | null =>
  seenByCustomer(timeline).reduce<string | null>(
    (last, { time }) => (time !== null && time > (last ?? '') ? time : last),
    null,
  );

/** The newest of what others told the customer, or the customer wrote, since then; null when there is nothing. */
export function newsSince(
  timeline: readonly TimelineItem[],
  seenTime: string | null,
  agentEmail: string | null,
): TimelineItem | null {
  const isOwn = (item: TimelineItem): boolean =>
    item.isMine ??
    (item.kind === 'thread' &&
      item.byAgent &&
      agentEmail !== null &&
      item.authorEmail?.toLowerCase() === agentEmail.toLowerCase());
  return (
    seenByCustomer(timeline).findLast((item) => item.time !== null && item.time > (seenTime ?? '') && !isOwn(item)) ??
    null
  );
}

/** Addresses that belong to the desk, as far as the ticket tells. */
function ownAddresses({ timeline }: OpenTicket, agentEmail: string | null): Set<string> {
  const mails = mailsOf(timeline);
  const sent = mails.filter(({ direction }) => direction === 'out').flatMap(({ from }) => splitAddresses(from));
  const first = mails.find(({ direction }) => direction === 'in');
  // Before anyone answered, the desk is the one that the customer wrote to.
  const written = sent.length > 0 ? [] : splitAddresses(first?.to).slice(0, 1);
  return new Set([...sent, ...written, ...splitAddresses(agentEmail)].map(bareAddress));
}

const htmlOf = ({ content, contentType, summary }: ThreadItem): string => {
  if (content === null) return textToHtml(summary);
  return contentType === 'html' ? sanitiseQuote(content) : textToHtml(content);
};
const timeOf = ({ time }: ThreadItem, words: QuoteWords): string => (time === null ? '' : words.time(Date.parse(time)));

/** What a reply starts with: whom it goes to, and the quote of what it answers. */
export function startReply(
  open: OpenTicket,
  all: boolean,
  agentEmail: string | null,
  words: QuoteWords,
  chosen?: ThreadItem,
): Partial<Writing> {
  const mail = chosen ?? answeredMail(open.timeline);
  const recipients = recipientsOf(mail, all, ownAddresses(open, agentEmail), open.detail.email);
  const channel = channelOf(mail);
  const isByMail = mail !== null && /mail/i.test(mail.channel);
  // Where there are no addresses there is no quote either: the answer stands under what it answers, as plain text.
  const form = channel === 'EMAIL' ? recipients : ({ channel, contentType: 'plainText' } as const);
  return {
    ...form,
    quote: isByMail
      ? { head: words.wrote(timeOf(mail, words), mail.authorName || words.someone), html: htmlOf(mail) }
      : null,
    seenTime: newestTime(open.timeline),
    // In public, an answer needs what it stands under.
    inReplyToThreadId: chosen?.id ?? (channel === 'EMAIL' ? null : (mail?.id ?? null)),
  };
}

/** Where an answer to it goes: back to where it came from, where the service takes answers, and else by mail. */
export const channelOf = (mail: ThreadItem | null): ReplyChannel =>
  answered.find((one) => one === mail?.channel.toUpperCase()) ?? 'EMAIL';
const answered: readonly ReplyChannel[] = ['FACEBOOK', 'TWITTER', 'FORUMS'];

/** A draft that the service keeps, to be gone on with. */
export function startFromDraft(open: OpenTicket, draft: ThreadItem): Partial<Writing> {
  const { to, cc, bcc, from, contentType } = draft;
  return {
    to: to ?? '',
    cc: cc ?? '',
    bcc: bcc ?? '',
    fromEmailAddress: from,
    contentType,
    content: contentType === 'html' ? foldSpaces(htmlOf(draft)) : (draft.content ?? draft.summary),
    channel: channelOf(draft),
    draftThreadId: draft.id,
    opened: { mark: draft.mark ?? null, time: draft.time },
    seenTime: newestTime(open.timeline),
  };
}

/** What a forward takes along: the message's files, and the pictures within it. */
function originalsOf({ id: threadId, attachments, content, contentType }: ThreadItem): Original[] {
  const files = attachments.map(({ id, name, size }): Original => ({ id, name, size, sha256: null, within: null }));
  const pictures = contentType === 'html' ? embeddedIn(content ?? '') : [];
  for (const { source, alt } of pictures) {
    const within = { threadId, source };
    const name = /^cid:([^@]+)/i.exec(source)?.[1] ?? source.split(/[?#]/)[0]?.split('/').at(-1) ?? '';
    const file = files.find((one) => one.within === null && one.name === name);
    if (file === undefined) files.push({ id: source, name: alt || name, size: null, sha256: null, within });
    else file.within = within;
  }
  return files;
}

/** The quote of a forward with those pictures of its message that go along; null where the message is not here. */
export function quoteWithPictures({ timeline }: OpenTicket, writing: Writing): string | null {
  const within = writing.originals.flatMap((one) => (one.within === null ? [] : [{ ...one, within: one.within }]));
  const mail = mailsOf(timeline).find(({ id }) => id === within[0]?.within.threadId);
  if (mail?.content == null) return null;
  const there = within.filter((one) => goesAlong(writing, one));
  return sanitiseQuote(mail.content, new Map(there.map((one) => [one.within.source, one.sha256 ?? ''])));
}

/** What a forward starts with: the last message whole. */
export function startForward(open: OpenTicket, words: QuoteWords, chosen?: ThreadItem): Partial<Writing> {
  const mail = chosen ?? answeredMail(open.timeline);
  const lines =
    mail === null
      ? []
      : [
          `---------- ${words.forwarded} ----------`,
          `${words.from}: ${mail.from ?? mail.authorName}`,
          `${words.date}: ${timeOf(mail, words)}`,
          `${words.subject}: ${open.detail.subject}`,
          ...(mail.to === null ? [] : [`${words.to}: ${mail.to}`]),
        ];
  return {
    quote: mail === null ? null : { head: lines.join('\n'), html: htmlOf(mail) },
    originals: mail === null ? [] : originalsOf(mail),
    seenTime: newestTime(open.timeline),
  };
}

/** People on the ticket, for the address fields. */
export function knownAddresses(open: OpenTicket): string[] {
  const mails = mailsOf(open.timeline).flatMap(({ from, to, cc }) => [from, to, cc].flatMap(splitAddresses));
  return [...new Set([...mails, ...splitAddresses(open.detail.email)].map(bareAddress))].sort();
}
