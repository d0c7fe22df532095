import type { Input } from '../../src-preload/contract/index.ts';
import type { Receipt } from '../../src-preload/contract/outbox.ts';
import type { Written } from '../../src-preload/contract/tickets.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { splitAddresses } from '../lib/addresses.ts';
import { withQuote } from '../lib/mail/outgoing.ts';
import { toWire } from '../lib/mentions.ts';
import { isByMail, type Writing } from './writing.ts';

type Mail = Input<'replies.forward'>;

/** As the service takes them, whatever parts them in the field. */
const joined = (list: string): string => splitAddresses(list).join(', ');

function mailOf(value: Writing, ticketId: string): Mail {
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
  };
}
const goneOnWith = ({ draftThreadId }: Writing): { draftThreadId?: string } =>
  draftThreadId === null ? {} : { draftThreadId };

/** Puts what was written into the outbox; its draft becomes that in the same transaction. */
export function queueWriting(
  bridge: Bridge,
  value: Writing,
  ticketId: string,
  draftKey: string,
  thenStatus: string | null,
): Promise<Written> {
  const { kind, contentType, isPublic } = value;
  if (kind === 'comment') {
    const content = toWire(value.content, value.mentions);
    return bridge.call('comments.create', {
      ticketId,
      content,
      contentType,
      isPublic,
      files: [...value.files],
      draftKey,
    });
  }
  const mail = { ...mailOf(value, ticketId), draftKey };
  if (kind === 'forward') return bridge.call('replies.forward', mail);
  return bridge.call('replies.send', { ...mail, ...goneOnWith(value), thenStatus });
}

/** Has the service keep what was written too; the draft here stays. */
export const queueDraft = (bridge: Bridge, value: Writing, ticketId: string): Promise<Receipt> =>
  bridge.call('replies.draft', { ...mailOf(value, ticketId), ...goneOnWith(value) });
