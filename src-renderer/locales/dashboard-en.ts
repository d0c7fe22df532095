/** A number as it is shown, and what it counts. */
const some = (shown: string, one: string): string => `${shown} ${shown === '1' ? one : `${one}s`}`;

/** The dashboard in English. */
export const dashboardEn = {
  dashboard: {
    title: 'My figures',
    failed: 'The figures could not be read',
    open: 'Open tickets of mine, by how long the customer waits',
    waiting: { day: '< 1 day', threeDays: '1–3 days', week: '3–7 days', month: '7–30 days', older: 'longer' },
    openBar: (name: string, count: string, overdue: string) => `${name}: ${some(count, 'ticket')}, ${overdue} overdue`,
    overdue: (count: string) => `${count} overdue (hatched)`,
    noneOverdue: 'none overdue',
    dueTitle: 'Open tickets of mine, by when they are due',
    due: {
      overdue: 'Overdue',
      today: 'Today',
      week: 'This week',
      later: 'Later',
      paused: 'Paused',
      none: 'No due date',
    },
    dueHint: 'open; overdue ones are hatched',
    unsent: (time: string) => `${time} of it not sent yet`,
    unsentHint: (time: string) => `in 14 days, ${time} of it not sent yet (hatched)`,
    answered: 'Answers of mine',
    answeredBar: (day: string, count: string) => `${day}: ${some(count, 'answer')}`,
    time: 'Time of mine',
    fortnight: 'in 14 days',
    first: 'First answers of mine',
    answering: { hour: '< 1 h', fourHours: '1–4 h', day: '4–24 h', threeDays: '1–3 days', longer: 'longer' },
    firstBar: (name: string, count: string) => `${name}: ${some(count, 'ticket')}`,
    median: 'until the first answer, as a median of 30 days',
    underMinute: 'under a minute',
    hint: 'A bar leads to its tickets.',
  },
};
