/** A number as it is shown, and what it counts. */
const some = (shown: string, one: string): string => `${shown} ${shown === '1' ? one : `${one}s`}`;

/** The dashboard in English. */
export const dashboardEn = {
  dashboard: {
    title: 'My figures',
    failed: 'The figures could not be read',
    open: 'My open tickets by waiting time',
    waiting: { day: '< 1 day', threeDays: '1–3 days', week: '3–7 days', month: '7–30 days', older: 'Longer' },
    openBar: (name: string, count: string, overdue: string) => `${name}: ${some(count, 'ticket')}, ${overdue} overdue`,
    /** Stands after the number of them. */
    openHint: (open: string, overdue: string) =>
      `open ${open === '1' ? 'ticket' : 'tickets'}, ${overdue === '0' ? 'none overdue' : `${overdue} overdue (hatched)`}`,
    dueTitle: 'My open tickets by due time',
    due: {
      overdue: 'Overdue',
      today: 'Today',
      week: 'This week',
      later: 'Later',
      paused: 'Paused',
      none: 'No due time',
    },
    unsent: (time: string) => `${time} of it not sent yet`,
    unsentHint: (time: string) => `in the last 14 days, ${time} of it not sent yet (hatched)`,
    answered: 'My replies',
    answeredBar: (day: string, count: string) => `${day}: ${count} ${count === '1' ? 'reply' : 'replies'}`,
    time: 'My time',
    fortnight: 'in the last 14 days',
    first: 'My first replies',
    answering: { hour: '< 1 hr', fourHours: '1–4 hrs', day: '4–24 hrs', threeDays: '1–3 days', longer: 'Longer' },
    firstBar: (name: string, count: string) => `${name}: ${some(count, 'ticket')}`,
    median: 'median first reply, last 30 days',
    underMinute: 'under a minute',
    hint: 'Click a bar to see its tickets.',
  },
};
