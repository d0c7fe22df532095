import type { Announcement, NotificationSettings } from '../../../src-preload/contract/notifications.ts';
import type { OutboxSettings } from '../../../src-preload/contract/outbox.ts';
import type { Script } from '../../fakes/transport.ts';
import { type Language, WORDS } from '../../../src-main/notifications/words.ts';
import { makeRow } from './data.ts';

const MINUTE = 60_000;

/** One announcement of each kind, the newest ones unread. */
export const makeAnnouncements = (language: Language = 'en', now = Date.now()): Announcement[] => {
  const words = WORDS[language];
  const made: [Announcement['kind'], string, string, string, number][] = [
    [
      'mine',
      'Lucas Carol',
      'Printer offline after update',
      'It stopped again this morning, right after the update.',
      4,
    ],
    ['mention', 'Jade Tan', '退款未到账', '@您 这笔退款可以帮忙查一下吗？', 12],
    ['failed', words.failed, '', 'Dear Mr Carol, the new firmware is out …', 31],
    ['unassigned', '王芳', '退款未到账', '已经五天了，还没有收到退款。', 95],
    ['task', words.task, 'Invoice twice', 'Call the accounts department', 60 * 26],
  ];
  return made.map(([kind, title, subject, line, minutes], index) => ({
    id: `a${index}`,
    kind,
    ticketId: kind === 'failed' ? null : `18920000000420${index}`,
    ticketNumber: kind === 'failed' ? null : `${1042 - index}`,
    title,
    subject,
    line,
    route: kind === 'failed' ? '#/outbox/job-8' : `#/tickets/18920000000420${index}`,
    at: now - minutes * MINUTE,
    isRead: index > 1,
  }));
};

/** Notifications, and what the settings read. */
export function settingsScript(params: URLSearchParams): Script {
  let rows = params.get('news') === 'none' ? [] : makeAnnouncements(params.get('lang') === 'zh' ? 'zh' : 'en');
  let notifications: NotificationSettings = {
    rules: {
      mine: true,
      followed: true,
      unassigned: true,
      watched: true,
      assigned: true,
      mention: true,
      failed: true,
      task: true,
      snooze: true,
      timer: false,
      sweep: true,
    },
    quietHours: { from: 22 * 60, to: 7 * 60 },
    privacy: 'full',
    pausedUntil: null,
  };
  let outbox: OutboxSettings = {
    undoMs: 10_000,
    staleMs: 300_000,
    holdOn: {
      customerThread: true,
      colleagueReply: true,
      closed: true,
      reassigned: true,
      moved: false,
      spam: true,
    },
  };
  return {
    'notifications.list': ({ offset, limit }) => ({
      rows: rows.slice(offset, offset + limit),
      total: rows.length,
      unread: rows.filter(({ isRead }) => !isRead).length,
    }),
    'notifications.markRead': (which) => {
      const isIt = ({ id, ticketId }: Announcement): boolean =>
        'all' in which || ('ids' in which ? which.ids.includes(id) : which.ticketId === ticketId);
      rows = rows.map((row) => (isIt(row) ? { ...row, isRead: true } : row));
      return null;
    },
    'notifications.settings': () => notifications,
    'notifications.configure': (patch) => (notifications = { ...notifications, ...patch } as NotificationSettings),
    'notifications.mute': () => null,
    'notifications.follow': () => null,
    'notifications.ofTicket': () => ({ isMuted: false, isFollowed: false }),
    'outbox.settings': () => outbox,
    'outbox.updateSettings': ({ holdOn, ...patch }) =>
      (outbox = { ...outbox, ...patch, holdOn: { ...outbox.holdOn, ...holdOn } } as OutboxSettings),
    'outbox.export': () => ({ json: '[]' }),
    'sync.estimateDepth': () => ({ tickets: 1_840, calls: 2_300, credits: 2_450, megabytes: 38, isGuess: false }),
    'sync.endEstimate': () => null,
    'sync.setDepth': () => null,
    'sync.sweep': () => null,
    'sync.answerSweep': () => null,
    'data.info': () => ({
      folder: '/home/jade/.local/share/deskhand/workspaces/desk.example-4241-1892000000056007',
      logFile: '/home/jade/.local/share/deskhand/logs/deskhand.log',
      cacheBytes: 148_201_472,
      agentBytes: 2_408_448,
      filesBytes: 391_442,
      attachmentsBytes: 8_120_331,
      held: {
        tickets: 2_000,
        threads: 6_120,
        comments: 1_204,
        contacts: 480,
        accounts: 71,
        tasks: 310,
        timeEntries: 902,
      },
      secretStore: 'file (0600)',
    }),
    'dashboard.get': () => {
      const today = new Date().setHours(0, 0, 0, 0);
      const days = Array.from({ length: 14 }, (_, index) => today - (13 - index) * 86_400_000);
      return {
        asOf: Date.now() - 120_000,
        open: [
          { bucket: 'day', count: 9, overdue: 0 },
          { bucket: 'threeDays', count: 6, overdue: 1 },
          { bucket: 'week', count: 4, overdue: 2 },
          { bucket: 'month', count: 2, overdue: 2 },
          { bucket: 'older', count: 0, overdue: 0 },
        ],
        due: [
          { bucket: 'overdue', count: 5 },
          { bucket: 'today', count: 3 },
          { bucket: 'week', count: 7 },
          { bucket: 'later', count: 4 },
          { bucket: 'paused', count: 1 },
          { bucket: 'none', count: 2 },
        ],
        answered: days.map((day, index) => ({ day, count: [4, 9, 11, 7, 0, 0, 8, 12, 10, 6, 9, 0, 0, 5][index] ?? 0 })),
        time: days.map((day, index) => ({
          day,
          unsent: index === 13 ? 5400 : 0,
          seconds: (index % 7 < 5 ? 5 + (index % 4) : 0) * 3600,
        })),
        firstAnswers: {
          medianMs: 3.2 * 3_600_000,
          buckets: [
            { bucket: 'hour', count: 14 },
            { bucket: 'fourHours', count: 22 },
            { bucket: 'day', count: 11 },
            { bucket: 'threeDays', count: 3 },
            { bucket: 'longer', count: 1 },
          ],
        },
      };
    },
    'dashboard.tickets': () => [makeRow(0), makeRow(1), makeRow(2)],
    'data.export': () => ({ state: 'saved', url: null }),
    'data.eraseCache': () => null,
    'data.eraseAll': () => null,
    'data.diagnostics': () => ({
      text: JSON.stringify(
        {
          version: '0.1.0',
          host: 'browser',
          node: '24.21.0',
          sync: {
            connection: 'online',
            calls: 341,
            creditsRemaining: 74_210,
            held: { tickets: 2_000, threads: 6_120 },
          },
          outbox: { held: 2, queued: 3, unknown: 2, rejected: 1 },
          log: [
            '12:24:08 sync: 14 tickets changed',
            '12:24:51 outbox: job-8 sent, no answer',
            '12:25:02 outbox: job-8 looked for',
          ],
        },
        null,
        2,
      ),
    }),
  };
}
