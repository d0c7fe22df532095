import type { dashboardEn } from './dashboard-en.ts';

/** 我的统计。 */
export const dashboardZh: typeof dashboardEn = {
  dashboard: {
    title: '我的统计',
    failed: '无法读取统计',
    open: '我的未结工单（按客户等待时间）',
    waiting: { day: '1 天内', threeDays: '1–3 天', week: '3–7 天', month: '7–30 天', older: '更久' },
    openBar: (name, count, overdue) => `${name}：${count} 张工单，${overdue} 张逾期`,
    openHint: (_open, overdue) => `张未结工单，${overdue === '0' ? '没有逾期' : `其中 ${overdue} 张逾期（斜纹）`}`,
    dueTitle: '我的未结工单（按到期时间）',
    due: { overdue: '已逾期', today: '今天', week: '本周', later: '以后', paused: '暂停计时', none: '无到期时间' },
    unsent: (time) => `其中 ${time} 尚未发出`,
    unsentHint: (time) => `最近 14 天，其中 ${time} 尚未发出（斜纹）`,
    answered: '我的回复',
    answeredBar: (day, count) => `${day}：${count} 次回复`,
    time: '我的工时',
    fortnight: '最近 14 天',
    first: '我的首次回复',
    answering: { hour: '1 小时内', fourHours: '1–4 小时', day: '4–24 小时', threeDays: '1–3 天', longer: '更久' },
    firstBar: (name, count) => `${name}：${count} 张工单`,
    median: '首次回复用时中位数，最近 30 天',
    underMinute: '不到一分钟',
    hint: '点击柱形查看对应的工单。',
  },
};
