import type { Input } from '../../src-preload/contract/index.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { withQuote } from '../lib/mail/outgoing.ts';
import { toWire } from '../lib/mentions.ts';
import type { Writing } from './writing.ts';

/** Puts what was written into the outbox; its draft becomes that in the same transaction. */
export async function queueWriting(
  bridge: Bridge,
  value: Writing,
  ticketId: string,
  draftKey: string,
  thenStatus: string | null,
): Promise<void> {
  const { kind, contentType, isPublic, fromEmailAddress, inReplyToThreadId, draftThreadId } = value;
  const files = [...value.files];
  if (kind === 'comment') {
    const content = toWire(value.content, value.mentions);
    await bridge.call('comments.create', { ticketId, content, contentType, isPublic, files, draftKey });
    return;
  }
  const mail: Input<'replies.forward'> = {
    ticketId,
    to: value.to,
    ...(value.cc.trim() === '' ? {} : { cc: value.cc }),
    ...(value.bcc.trim() === '' ? {} : { bcc: value.bcc }),
    ...(fromEmailAddress === null ? {} : { fromEmailAddress }),
    ...(inReplyToThreadId === null ? {} : { inReplyToThreadId }),
    contentType,
    content: withQuote(value.content, contentType, value.quote),
    files,
    draftKey,
  };
  if (kind === 'forward') await bridge.call('replies.forward', mail);
  else await bridge.call('replies.send', { ...mail, ...(draftThreadId === null ? {} : { draftThreadId }), thenStatus });
}
