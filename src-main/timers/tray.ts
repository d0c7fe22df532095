import type { TimerRow, TimerTicket } from '../../src-preload/contract/timers.ts';
import type { TrayItem, TrayState, TrayView } from '../host.ts';
import { TRAY_WORDS } from './tray-words.ts';

/** What the tray is made of. */
export interface TrayFacts {
  language: 'en' | 'zh';
  isSignedIn: boolean;
  isOnline: boolean;
  unsettled: number;
  attention: number;
  /** Announced and not read. */
  unread: number;
  timers: readonly TimerRow[];
  /** What each would be logged as, seconds, by id. */
  rounded(timer: TimerRow): number;
  recent: readonly TimerTicket[];
  isPausedUntil: number | null;
}

/** `1:05`, hours and minutes; whole minutes, so that the menu is made anew once a minute at most. */
export function hoursAndMinutes(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

const MAX_SUBJECT = 36;
const MAX_RECENT = 6;
const cut = (text: string): string =>
  text.length > MAX_SUBJECT ? `${text.slice(0, MAX_SUBJECT - 1).trimEnd()}…` : text;
const nameOf = ({ ticketNumber, subject }: { ticketNumber: string; subject: string }): string =>
  [ticketNumber === '' ? '' : `#${ticketNumber}`, cut(subject)].filter(Boolean).join(' ');

/** The first that holds, in the order of what matters most. */
function stateOf({ isSignedIn, isOnline, unsettled, attention, timers }: TrayFacts): TrayState {
  if (attention > 0 || timers.some(({ question }) => question !== null)) return 'attention';
  if (timers.some(({ state }) => state === 'running')) return 'timer';
  if (unsettled > 0) return 'queued';
  return isSignedIn && isOnline ? 'online' : 'offline';
}

/** Picture, words and menu of the tray; `id` of an item says what it does. */
export function trayView(facts: TrayFacts): TrayView {
  const words = TRAY_WORDS[facts.language];
  const state = stateOf(facts);
  const active = facts.timers.filter((timer) => timer.state !== 'stopped');
  const [first, ...others] = [...active].sort((a, b) => Number(b.state === 'running') - Number(a.state === 'running'));
  const lines: string[] = [];
  const items: TrayItem[] = [];
  const separator: TrayItem = { id: `line-${items.length}`, label: null };

  if (first !== undefined) {
    const time = hoursAndMinutes(first.ms / 1000);
    const seconds = facts.rounded(first);
    lines.push(`${nameOf(first)} ${time}`);
    items.push(
      { id: 'timer', label: `${time}  ${nameOf(first)}`, isEnabled: false },
      ...(first.question === null ? [] : [{ id: `question:${first.id}`, label: words.question }]),
      first.state === 'running'
        ? { id: `pause:${first.id}`, label: words.pause }
        : { id: `resume:${first.id}`, label: words.resume },
      // The menu is made anew once a minute: what is less than one is not named.
      { id: `log:${first.id}`, label: words.stopAndLog(seconds < 60 ? '' : hoursAndMinutes(seconds)) },
    );
    if (others.length > 0) {
      items.push({
        id: 'others',
        label: words.others,
        items: others.map((timer) => ({
          id: timer.state === 'running' ? `pause:${timer.id}` : `resume:${timer.id}`,
          label: `${hoursAndMinutes(timer.ms / 1000)}  ${nameOf(timer)}`,
          isChecked: timer.state === 'running',
        })),
      });
    }
    items.push(separator);
  }
  if (facts.isSignedIn) {
    const running = new Set(active.filter((timer) => timer.state === 'running').map(({ ticketId }) => ticketId));
    const startable = facts.recent.filter(({ id }) => !running.has(id)).slice(0, MAX_RECENT);
    if (startable.length > 0) {
      items.push({
        id: 'startOn',
        label: words.startOn,
        items: startable.map(({ id, number, subject }) => ({
          id: `start:${id}`,
          label: nameOf({ ticketNumber: number, subject }),
        })),
      });
    }
    items.push(
      { id: 'otherTicket', label: words.otherTicket },
      { id: 'logTime', label: words.logTime },
      { ...separator, id: 'line-log' },
    );
    if (facts.unread > 0) items.push({ id: 'news', label: words.unread(facts.unread) });
    if (facts.unsettled > 0) {
      items.push({
        id: 'queue',
        label: facts.attention > 0 ? words.attention(facts.attention) : words.queue(facts.unsettled),
      });
    }
    items.push({ id: 'syncNow', label: words.syncNow });
    items.push(
      facts.isPausedUntil === null
        ? { id: 'pauseNotifications', label: words.pauseNotifications }
        : { id: 'resumeNotifications', label: words.resumeNotifications },
      { ...separator, id: 'line-sync' },
    );
  }
  items.push({ id: 'open', label: words.open }, { id: 'quit', label: words.quit });

  if (!facts.isSignedIn) lines.push(words.states.signedOut);
  else if (state === 'attention' && facts.attention > 0) lines.push(words.attention(facts.attention));
  else if (facts.unsettled > 0) lines.push(words.queue(facts.unsettled));
  if (facts.isSignedIn && facts.unread > 0) lines.push(words.unread(facts.unread));
  if (facts.isSignedIn) lines.push(facts.isOnline ? words.states.online : words.states.offline);
  return { state, tooltip: ['Deskhand', ...lines].join('\n'), items };
}
