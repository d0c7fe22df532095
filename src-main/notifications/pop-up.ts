import type { NotificationSettings } from '../../src-preload/contract/notifications.ts';
import type { HostNotification } from '../host.ts';
import type { NewAnnouncement } from '../store/announcements.ts';
import { plain } from './plain.ts';
import type { Words } from './words.ts';

/** What a pop-up may tell, by the agent's wish for privacy. */
export function popUpOf(
  item: NewAnnouncement,
  { privacy }: Pick<NotificationSettings, 'privacy'>,
  words: Words,
  actions: NonNullable<HostNotification['actions']>,
): HostNotification {
  const base = { id: item.key, route: item.route, ...(actions.length === 0 ? {} : { actions }) };
  if (privacy === 'none') return { ...base, title: 'Deskhand', body: words.something[item.kind] };
  const number = item.ticketNumber === null ? '' : `#${item.ticketNumber}`;
  const title = item.kind === 'mention' ? words.mention(plain(item.title)) : plain(item.title);
  if (privacy === 'sender') return { ...base, title, body: number || words.something[item.kind] };
  const head = [number, plain(item.subject)].filter(Boolean).join(' ');
  return { ...base, title, body: [head, plain(item.line)].filter(Boolean).join('\n') };
}
