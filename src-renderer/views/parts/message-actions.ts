import type { CommentItem } from '../../../src-preload/contract/comments.ts';
import type { Input } from '../../../src-preload/contract/index.ts';
import type { Receipt } from '../../../src-preload/contract/outbox.ts';
import type { ThreadItem } from '../../../src-preload/contract/threads.ts';
import type { TimelineItem } from '../../../src-preload/contract/tickets.ts';
import { copyText } from '../../lib/copy-text.ts';
import { escapeHtml, textToHtml } from '../../lib/mail/outgoing.ts';
import { htmlToText } from '../../lib/mail/plain-text.ts';
import { printMail } from '../../lib/mail/print.ts';
import { sanitiseMail } from '../../lib/mail/sanitise.ts';
import { toScreen } from '../../lib/mentions.ts';
import type { AppState } from '../../state/app.svelte.ts';
import { codeOf } from '../../state/failure.ts';
import { queueOnce } from '../../state/queue-once.ts';
import { isDraftOnItsWay } from '../../state/queue-writing.ts';
import { channelOf } from '../../state/start-writing.ts';

/** Messages as they print, each under who wrote it, when and to whom. */
export function printItems({ i18n }: AppState, subject: string, items: readonly TimelineItem[]): void {
  const { t, format } = i18n;
  printMail(
    subject,
    items.map((item) => {
      const html =
        item.content !== null && item.contentType === 'html'
          ? sanitiseMail(item.content, {
              quoteLabel: t.ticket.quoted,
              imageLabel: t.ticket.image,
              linkTitle: (target) => target,
            }).html
          : textToHtml(textOf(item));
      const head = [item.authorName, item.time === null ? '' : format.full(Date.parse(item.time))];
      if (item.kind === 'thread' && item.to !== null) head.push(`${t.ticket.to} ${item.to}`);
      return {
        head: head.filter((line) => line !== ''),
        html: item.kind === 'comment' ? toScreen(html, escaped(item.mentions)) : html,
      };
    }),
  );
}

const textOf = (item: TimelineItem): string => {
  if (item.kind === 'thread' && item.content === null) return item.summary;
  const text = item.contentType === 'html' ? htmlToText(item.content ?? '', { withLinks: true }) : (item.content ?? '');
  return item.kind === 'comment' ? toScreen(text, item.mentions) : text;
};

/** What can be done to one message or comment of a ticket. Each is said in one sentence, with a way back while it waits. */
export function createMessageActions(app: AppState, ticketId: string) {
  const { bridge, i18n, said, dialogs, composer, outbox } = app;
  async function queue(write: Promise<Receipt>, words: string, onback?: () => void): Promise<boolean> {
    const { t } = i18n;
    try {
      const { jobId } = await write;
      const undo = async (): Promise<void> => {
        try {
          const { draftKey } = await bridge.call('outbox.cancel', { id: jobId });
          if (onback !== undefined) onback();
          else if (draftKey !== null) await composer.takeBack(draftKey);
          said.say({ tone: 'done', text: t.files.undone });
        } catch {
          // On its way or done: there is nothing left to call back.
          said.say({ tone: 'trouble', text: t.files.tooLate });
        }
      };
      said.say({ tone: 'done', text: words, action: { label: t.files.undo, run: () => void undo() } });
      void outbox.loadCounts();
      return true;
    } catch (error) {
      const failed = t.app.follows(t.edit.failed, t.errors[codeOf(error)]);
      said.say({ tone: 'trouble', text: isDraftOnItsWay(error) ? t.composer.draftOnItsWay : failed });
      return false;
    }
  }

  return {
    async copy(item: TimelineItem): Promise<void> {
      const isDone = await copyText(textOf(item));
      said.say({ tone: isDone ? 'done' : 'trouble', text: isDone ? i18n.t.message.copied : i18n.t.errors.internal });
    },
    print: (item: TimelineItem, subject: string): void => printItems(app, subject, [item]),
    split: (item: ThreadItem): void => dialogs.open({ name: 'split', ticketId, threadId: item.id }),
    resend: (item: ThreadItem): Promise<boolean> =>
      queue(bridge.call('threads.resend', { ticketId, threadId: item.id }), i18n.t.message.resent),
    async deleteDraft(item: ThreadItem): Promise<void> {
      const { mark } = item;
      const asSeen = mark === undefined ? {} : { mark };
      const write = bridge.call('replies.deleteDraft', { ticketId, threadId: item.id, ...asSeen });
      if (await queue(write, i18n.t.message.draftDeleted)) composer.leaveService(item.id);
    },
    async sendDraft(item: ThreadItem): Promise<void> {
      const { to, cc, bcc, from, contentType, content } = item;
      // Its summary is not its text: the draft would be overwritten with it.
      if (content === null) {
        said.say({ tone: 'trouble', text: i18n.t.message.draftNotRead });
        return;
      }
      const input: Input<'replies.send'> = {
        ticketId,
        draftThreadId: item.id,
        channel: channelOf(item),
        ...(to === null ? {} : { to }),
        ...(cc === null ? {} : { cc }),
        ...(bcc === null ? {} : { bcc }),
        ...(from === null ? {} : { fromEmailAddress: from }),
        contentType,
        content,
        // What somebody else wrote there since is not what the agent sends.
        writing: { opened: { mark: item.mark ?? null, time: item.time } },
      };
      // One intent, whatever becomes of the answer: told that it failed, the agent would send it again.
      const write = queueOnce(bridge, (jobId) => bridge.call('replies.send', { ...input, jobId }));
      if (await queue(write, i18n.t.message.draftSent)) composer.leaveService(item.id);
    },
    deleteComment: (item: CommentItem): Promise<boolean> =>
      queue(bridge.call('comments.delete', { ticketId, id: item.id }), i18n.t.message.removed),
    editComment: (item: CommentItem, content: string, draftKey: string, onback: () => void): Promise<boolean> =>
      queue(bridge.call('comments.edit', { ticketId, id: item.id, content, draftKey }), i18n.t.message.edited, onback),
  };
}
export type MessageActions = ReturnType<typeof createMessageActions>;

const escaped = (names: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(names).map(([id, name]) => [id, escapeHtml(name)]));
