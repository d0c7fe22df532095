import type { Input } from '../../src-preload/contract/index.ts';
import type { Receipt } from '../../src-preload/contract/outbox.ts';
import type { TimelineItem, Written } from '../../src-preload/contract/tickets.ts';
import { type Bridge, BridgeError } from '../bridge/bridge.ts';
import { splitAddresses } from '../lib/addresses.ts';
import { partsOf, withQuote } from '../lib/mail/outgoing.ts';
import { toWire } from '../lib/mentions.ts';
import { queueOnce } from './queue-once.ts';
import { isByMail, type Writing } from './writing.ts';

type Mail = Input<'replies.forward'>;

/** As the service takes them, whatever parts them in the field. */
const joined = (list: string): string => splitAddresses(list).join(', ');

/** A reply or a forward as the core takes it. */
export function mailOf(value: Writing, ticketId: string): Mail {
  const { contentType, fromEmailAddress, inReplyToThreadId, channel } = value;
  const addressed: Partial<Mail> = {
    to: joined(value.to),
    ...(value.cc.trim() === '' ? {} : { cc: joined(value.cc) }),
    ...(value.bcc.trim() === '' ? {} : { bcc: joined(value.bcc) }),
    ...(fromEmailAddress === null ? {} : { fromEmailAddress }),
  };
  return {
    ticketId,
    ...(isByMail(value) ? addressed : { channel }),
    ...(inReplyToThreadId === null ? {} : { inReplyToThreadId }),
    contentType,
    content: withQuote(value.content, contentType, value.quote),
    files: [...value.files],
    writing: apart(value),
  };
}
/** What the message does not show of its composer; where its text and quote stand in it, so that neither is kept twice. */
function apart({ kind, content, contentType, quote, originals, mentions, signature, ...rest }: Writing) {
  const { filled, seenTime, opened, keptBy, isKeptOlder } = rest;
  const both = { filled, originals, mentions, signature, seenTime, opened, keptBy, isKeptOlder };
  if (kind === 'comment') return toWire(content, mentions) === content ? both : { ...both, content };
  // From a plain text the quote's HTML can't be had.
  return contentType === 'html'
    ? { ...both, parts: partsOf(content, quote) }
    : { ...both, parts: partsOf(content, null), quote };
}
const goneOnWith = ({ draftThreadId }: Writing): { draftThreadId?: string } =>
  draftThreadId === null ? {} : { draftThreadId };

/** What is to be sent, from where, and the name of the intent. */
export interface Sending {
  value: Writing;
  ticketId: string;
  draftKey: string;
  jobId: string;
  thenStatus: string | null;
}

/** Puts what was written into the outbox; its draft becomes that in the same transaction. */
function queue(bridge: Bridge, { value, ticketId, draftKey, jobId, thenStatus }: Sending): Promise<Written> {
  const { kind, contentType, isPublic } = value;
  if (kind === 'comment') {
    const content = toWire(value.content, value.mentions);
    return bridge.call('comments.create', {
      ticketId,
      content,
      contentType,
      isPublic,
      files: [...value.files],
      writing: apart(value),
      draftKey,
      jobId,
    });
  }
  const mail = { ...mailOf(value, ticketId), draftKey, jobId };
  if (kind === 'forward') return bridge.call('replies.forward', mail);
  return bridge.call('replies.send', { ...mail, ...goneOnWith(value), thenStatus });
}

/**
 * As `queue`, once; answers the outbox's item, which another window may have named, and what the timeline shows of it from
 * now on, null where the core says that with the ticket.
 */
export async function queueWriting(
  bridge: Bridge,
  sending: Sending,
): Promise<{ jobId: string; echo: TimelineItem | null }> {
  const answer = await queueOnce(bridge, () => queue(bridge, sending), sending.jobId);
  return { jobId: answer.jobId, echo: 'echo' in answer ? answer.echo : null };
}

/** Whether what is in the outbox under this name is another text: one that was changed since its answer was lost. */
export const isOfAnother = ({ fields }: BridgeError): boolean => fields?.['/jobId'] !== undefined;

/** Whether the service's draft that it goes on with is being sent by another item. */
export const isDraftOnItsWay = (error: unknown): boolean =>
  error instanceof BridgeError && error.fields?.['/draftThreadId'] !== undefined;

/** Has the service keep what was written too, once; the draft here stays. */
export const queueDraft = (bridge: Bridge, value: Writing, ticketId: string): Promise<Receipt> =>
  queueOnce(bridge, (jobId) =>
    bridge.call('replies.draft', { ...mailOf(value, ticketId), ...goneOnWith(value), jobId }),
  );
