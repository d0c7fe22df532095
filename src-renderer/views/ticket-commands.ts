import type { AppState } from '../state/app.svelte.ts';
import { codeOf } from '../state/failure.ts';
import type { Command } from '../state/commands.svelte.ts';
import { ticketName } from '../state/log-target.ts';
import type { Place } from '../state/route.svelte.ts';
import type { Screen } from './commands.ts';
import { printItems } from './parts/message-actions.ts';
import { createComposerActions } from './parts/composer-actions.ts';

/** Places that show a ticket's page. */
export const TICKET_PLACES: readonly Place[] = ['tickets', 'search'];

/** What can be done with the open ticket. */
export function ticketCommands(app: AppState, screen: Screen): Command[] {
  const { route, ticket, commands, composer, dialogs, notifications, said, i18n } = app;
  const isOpen = (): boolean => route.value.ticketId !== null;
  const isMuted = (): boolean => isOpen() && notifications.mutedId === route.value.ticketId;
  const isFollowed = (): boolean => isOpen() && notifications.followedId === route.value.ticketId;
  /** The newest message of the open ticket that can be split off; null when there is but one. */
  const newestThread = (): string | null => {
    const open = ticket.value;
    if (open === null || open.id !== route.value.ticketId) return null;
    const threads = open.timeline.filter(
      (item) => item.kind === 'thread' && item.status !== 'DRAFT' && item.pending === undefined,
    );
    return threads.length < 2 ? null : (threads.at(-1)?.id ?? null);
  };
  async function want(act: (ticketId: string) => Promise<void>, text: () => string): Promise<void> {
    const { ticketId } = route.value;
    if (ticketId === null) return;
    try {
      await act(ticketId);
      said.say({ tone: 'done', text: text() });
    } catch (error) {
      said.say({ tone: 'trouble', text: i18n.t.errors[codeOf(error)] });
    }
  }
  const mute = (muted: boolean): Promise<void> =>
    want(
      (ticketId) => notifications.mute(ticketId, muted),
      () => (muted ? i18n.t.news.muted : i18n.t.news.unmuted),
    );
  const follow = (followed: boolean): Promise<void> =>
    want(
      (ticketId) => notifications.follow(ticketId, followed),
      () => (followed ? i18n.t.news.followed : i18n.t.news.unfollowed),
    );
  const onTicket = (command: Omit<Command, 'places'>): Command => ({
    places: TICKET_PLACES,
    isAvailable: isOpen,
    ...command,
  });
  return [
    onTicket({
      id: 'reply',
      group: 'write',
      label: (t) => t.commands.reply,
      keys: ['r'],
      run: () => screen.write('reply'),
    }),
    onTicket({
      id: 'replyAll',
      group: 'write',
      label: (t) => t.commands.replyAll,
      keys: ['a'],
      run: () => screen.write('reply', true),
    }),
    onTicket({
      id: 'forward',
      group: 'write',
      label: (t) => t.commands.forward,
      keys: ['f'],
      run: () => screen.write('forward'),
    }),
    onTicket({
      id: 'comment',
      group: 'write',
      label: (t) => t.commands.comment,
      keys: ['c'],
      run: () => screen.write('comment'),
    }),
    onTicket({
      id: 'subject',
      group: 'ticket',
      label: (t) => t.ticket.editSubject,
      keys: ['F2'],
      run: () => screen.edit('subject'),
    }),
    onTicket({
      id: 'keepDraft',
      group: 'write',
      label: (t) => t.composer.keep,
      keys: ['Mod+s'],
      isAvailable: () => isOpen() && composer.value?.kind === 'reply' && !composer.folded,
      run: () => void createComposerActions(app).keep(),
    }),
    {
      id: 'send',
      group: 'write',
      label: (t) => t.commands.send,
      keys: ['Mod+Enter'],
      inText: true,
      ...commands.offered('send'),
    },
    { id: 'link', group: 'write', label: (t) => t.commands.link, keys: ['Mod+Shift+u'], inText: true },
    onTicket({
      id: 'fold',
      group: 'write',
      label: (t) => t.commands.fold,
      keys: ['Escape'],
      inText: true,
      ...commands.offered('fold'),
    }),
    // To and fro: it is called what it does now.
    onTicket({
      id: 'mute',
      group: 'ticket',
      label: (t) => (isMuted() ? t.news.unmute : t.news.mute),
      keys: ['Shift+m'],
      run: () => void mute(!isMuted()),
    }),
    onTicket({
      id: 'print',
      group: 'ticket',
      label: (t) => t.commands.print,
      keys: ['Mod+p'],
      isAvailable: () => isOpen() && ticket.value?.id === route.value.ticketId,
      run: () => {
        const open = ticket.value;
        if (open !== null) printItems(app, ticketName(open.detail, i18n.t.list.noSubject), open.timeline);
      },
    }),
    onTicket({
      id: 'follow',
      group: 'ticket',
      label: (t) => (isFollowed() ? t.news.unfollow : t.news.follow),
      keys: ['w'],
      run: () => void follow(!isFollowed()),
    }),
    onTicket({
      id: 'splitNewest',
      group: 'ticket',
      label: (t) => t.split.command,
      keys: ['Shift+s'],
      run: () => {
        const { ticketId } = route.value;
        if (ticketId === null || ticket.value?.id !== ticketId) return;
        const threadId = newestThread();
        if (threadId === null) said.say({ tone: 'trouble', text: i18n.t.split.nothing });
        else dialogs.open({ name: 'split', ticketId, threadId });
      },
    }),
  ];
}
