import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Following } from '../notifications/following.ts';
import type { Notifier } from '../notifications/notifier.ts';
import type { AnnouncementStore } from '../store/announcements.ts';

/** What was announced, and what is to be. */
export function createNotificationHandlers(
  notifier: Notifier,
  following: Following,
  announcements: AnnouncementStore,
  /** Puts it into the outbox: colleagues and other machines learn of it. */
  tell: (ticketId: string, isFollowed: boolean) => void,
): HandlersOf<'notifications'> {
  return {
    'notifications.list': (page) => ({
      rows: announcements.list(page),
      total: announcements.count(),
      unread: announcements.countUnread(),
    }),
    'notifications.markRead': (which) => {
      notifier.markRead('all' in which ? 'all' : 'ids' in which ? { keys: which.ids } : which);
      return null;
    },
    'notifications.settings': () => notifier.getSettings(),
    'notifications.configure': (patch) => notifier.configure(patch),
    'notifications.mute': ({ ticketId, muted }) => {
      notifier.mute(ticketId, muted);
      return null;
    },
    'notifications.follow': ({ ticketId, followed }) => {
      following.set(ticketId, followed);
      tell(ticketId, followed);
      return null;
    },
    'notifications.ofTicket': async ({ ticketId }) => {
      await following.learn([ticketId]);
      return { isMuted: announcements.isMuted(ticketId), isFollowed: following.has(ticketId) };
    },
  };
}
