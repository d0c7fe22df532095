import type { AnnouncementKind } from '../../src-preload/contract/notifications.ts';

export type Language = 'en' | 'zh';

/** What a notification says in the agent's language. */
export interface Words {
  something: Record<AnnouncementKind, string>;
  /** Several at once; `tickets` counts different ones. */
  reply: string;
  markRead: string;
  snooze: string;
  many(count: number): string;
  onTickets(tickets: number): string;
  mention(name: string): string;
  assigned: string;
  failed: string;
  task: string;
  back: string;
  customer: string;
  /** A timer that has run for so many hours. */
  timerLong(hours: number): string;
  noTime: string;
  /** Much of a noun is gone from the service, and the agent is asked. */
  gone: string;
  goneLine(gone: number, held: number): string;
}

const en: Words = {
  something: {
    mine: 'A customer wrote on a ticket of yours',
    followed: 'A customer wrote on a ticket that you follow',
    unassigned: 'A customer wrote on an unassigned ticket',
    watched: 'A customer wrote in a view that you watch',
    assigned: 'A ticket was assigned to you',
    mention: 'A comment mentions you',
    failed: 'Something you sent needs a look',
    task: 'A task is due',
    snooze: 'A ticket that was put off is back',
    timer: 'A timer needs a look',
    sweep: 'Deskhand asks you something',
  },
  reply: 'Reply',
  markRead: 'Mark as read',
  snooze: 'Put off until tomorrow',
  many: (count) => `${count} new things at your desk`,
  onTickets: (tickets) => (tickets === 1 ? 'on one ticket' : `on ${tickets} tickets`),
  mention: (name) => `${name} mentions you`,
  assigned: 'Assigned to you',
  failed: 'Not sent',
  task: 'Task due',
  back: 'Put off until now',
  customer: 'Customer',
  timerLong: (hours) => (hours === 1 ? 'A timer has run for an hour' : `A timer has run for ${hours} hours`),
  noTime: 'No time logged today',
  gone: 'Much is gone from the service',
  goneLine: (gone, held) => `${gone} of ${held} are no longer listed. Nothing is removed until you answer.`,
};

const zh: Words = {
  something: {
    mine: '客户在您的工单中来信',
    followed: '客户在您关注的工单中来信',
    unassigned: '客户在未分配的工单中来信',
    watched: '客户在您关注的视图中来信',
    assigned: '有工单分配给您',
    mention: '有评论提到了您',
    failed: '有内容未能发出，请查看',
    task: '有任务到期',
    snooze: '稍后处理的工单已到时间',
    timer: '有计时需要查看',
    sweep: 'Deskhand 需要您确认',
  },
  reply: '回复',
  markRead: '标为已读',
  snooze: '明天再处理',
  many: (count) => `${count} 条新动态`,
  onTickets: (tickets) => `涉及 ${tickets} 张工单`,
  mention: (name) => `${name} 提到了您`,
  assigned: '分配给您的工单',
  failed: '未发出',
  task: '任务到期',
  back: '稍后处理的工单已到时间',
  customer: '客户',
  timerLong: (hours) => `计时已持续 ${hours} 小时`,
  noTime: '今天还没有记录工时',
  gone: '服务端少了许多内容',
  goneLine: (gone, held) => `${held} 项中有 ${gone} 项已不在列表中。在您确认之前不会移除任何内容。`,
};

export const WORDS: Record<Language, Words> = { en, zh };
