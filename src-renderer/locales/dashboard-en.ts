/** The dashboard in English. */
export const dashboardEn = {
  dashboard: {
    title: 'My figures',
    failed: 'The figures could not be read',
    open: 'Open tickets of mine, by how long the customer waits',
    waiting: { day: '< 1 day', threeDays: '1–3 days', week: '3–7 days', month: '7–30 days', older: 'longer' },
    openBar: (name: string, count: string, overdue: string) => `${name}: ${count} tickets, ${overdue} overdue`,
    overdue: (count: string) => `${count} overdue (hatched)`,
    noneOverdue: 'none overdue',
    answered: 'Answers of mine',
    answeredBar: (day: string, count: string) => `${day}: ${count} answers`,
    time: 'Time of mine',
    fortnight: 'in 14 days',
    first: 'First answers of mine',
    answering: { hour: '< 1 h', fourHours: '1–4 h', day: '4–24 h', threeDays: '1–3 days', longer: 'longer' },
    firstBar: (name: string, count: string) => `${name}: ${count} tickets`,
    median: 'until the first answer, as a median of 30 days',
    underMinute: 'under a minute',
    tickets: (count: string) => `Tickets of this bar: ${count}`,
    hint: 'A bar leads to its tickets.',
  },
};
