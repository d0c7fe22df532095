/** What the tray says in the agent's language. */
export interface TrayWords {
  states: Record<'attention' | 'timer' | 'queued' | 'offline' | 'online' | 'signedOut', string>;
  queue(count: number): string;
  attention(count: number): string;
  pause: string;
  resume: string;
  /** `time` is empty below a minute. */
  stopAndLog(time: string): string;
  question: string;
  logTime: string;
  startOn: string;
  otherTicket: string;
  unread(count: number): string;
  others: string;
  syncNow: string;
  pauseNotifications: string;
  resumeNotifications: string;
  open: string;
  quit: string;
}

const en: TrayWords = {
  states: {
    attention: 'Something needs a look',
    timer: 'Timer running',
    queued: 'Queued',
    offline: 'Offline',
    online: 'Online',
    signedOut: 'Signed out',
  },
  queue: (count) => (count === 1 ? '1 item queued' : `${count} items queued`),
  attention: (count) => (count === 1 ? '1 item needs you' : `${count} items need you`),
  pause: 'Pause',
  resume: 'Go On',
  stopAndLog: (time) => `Stop and Log ${time}`.trimEnd(),
  question: 'Was That Work? …',
  logTime: 'Log Time…',
  startOn: 'Start Timer On',
  otherTicket: 'Other Ticket…',
  unread: (count) => (count === 1 ? '1 unread notification' : `${count} unread notifications`),
  others: 'Other Timers',
  syncNow: 'Sync Now',
  pauseNotifications: 'Pause Notifications for an Hour',
  resumeNotifications: 'Resume Notifications',
  open: 'Open Deskhand',
  quit: 'Quit Deskhand',
};

const zh: TrayWords = {
  states: {
    attention: '有内容需要您处理',
    timer: '计时中',
    queued: '已排队',
    offline: '离线',
    online: '在线',
    signedOut: '未登录',
  },
  queue: (count) => `${count} 项已排队`,
  attention: (count) => `${count} 项需要您处理`,
  pause: '暂停',
  resume: '继续',
  stopAndLog: (time) => `停止并记录 ${time}`.trimEnd(),
  question: '这段时间在工作吗？…',
  logTime: '记录工时…',
  startOn: '为工单计时',
  otherTicket: '其他工单…',
  unread: (count) => `${count} 条未读通知`,
  others: '其他计时',
  syncNow: '立即同步',
  pauseNotifications: '暂停通知一小时',
  resumeNotifications: '恢复通知',
  open: '打开 Deskhand',
  quit: '退出 Deskhand',
};

export const TRAY_WORDS: Record<'en' | 'zh', TrayWords> = { en, zh };
