import PouchDB from 'pouchdb';
import { AGENT_ID, createCorpus, createRandom, NOW, RARE } from '../corpus.ts';
import { type Timing, timingOf } from '../stats.ts';

/** The same documents in PouchDB on LevelDB, with a stored view for each list (its fastest way to a sorted page). */
const [directory = '', sizeText = '10000'] = process.argv.slice(2);
const size = Number(sizeText);
const db = new PouchDB(`${directory}/pouch`);
const corpus = createCorpus(size);

let rows = 0;
let written = 0;
for (let from = 0; from < size; from += 500) {
  const docs = Array.from({ length: Math.min(500, size - from) }, (_, index) => corpus.ticket(from + index)).flatMap(
    ({ ticket, threads }) => [
      { _id: `ticket/${ticket.id}`, view: ticket.statusType === 'Closed' ? 'closed' : 'open', ...ticket },
      ...threads.map((thread) => ({ _id: `thread/${ticket.id}/${thread.id}`, ...thread })),
    ],
  );
  const start = performance.now();
  await db.bulkDocs(docs);
  written += performance.now() - start;
  rows += docs.length;
}
const views: Record<string, string> = {
  list: "if (doc.view === 'open') emit(doc.customerResponseTime)",
  mine: "if (doc.view === 'open') emit([doc.assigneeId, doc.customerResponseTime])",
  due: "if (doc.view === 'open' && doc.dueDate) emit(doc.dueDate)",
  closed: "if (doc.view === 'closed') emit(doc.closedTime)",
};
const indexStart = performance.now();
for (const [name, map] of Object.entries(views)) {
  await db.put({ _id: `_design/${name}`, views: { [name]: { map: `function (doc) { ${map} }`, reduce: '_count' } } });
  // A view is made at its first question.
  await db.query(name, { reduce: false, limit: 1 });
}
const indexSeconds = (performance.now() - indexStart) / 1_000;

async function measure(run: () => Promise<unknown>, runs = 100): Promise<Timing> {
  const times: number[] = [];
  for (let index = 0; index < runs; index += 1) {
    const start = performance.now();
    await run();
    if (index >= runs / 10) times.push(performance.now() - start);
  }
  return timingOf(times);
}
const list = (view: string, range: object) => () =>
  db.query(view, { reduce: false, include_docs: true, limit: 50, ...range });
const random = createRandom(9);
const now = new Date(NOW).toISOString();
const operations = {
  'list: allOpen': await measure(list('list', { descending: true })),
  'list: myOpen': await measure(list('mine', { descending: true, startkey: [AGENT_ID, {}], endkey: [AGENT_ID] })),
  'list: overdue': await measure(list('due', { endkey: now })),
  'list: closed': await measure(list('closed', { descending: true })),
  'ticket open': await measure(() => {
    const id = `1892000000${String(1_000_000_000 + Math.floor(random() * size))}`;
    return Promise.all([
      db.get(`ticket/${id}`),
      db.allDocs({ include_docs: true, startkey: `thread/${id}/`, endkey: `thread/${id}/\uffff` }),
    ]);
  }),
  'counts of all views': await measure(
    () =>
      Promise.all([
        db.query('list'),
        db.query('mine', { startkey: [AGENT_ID], endkey: [AGENT_ID, {}] }),
        db.query('mine', { startkey: [null], endkey: [null, {}] }),
        db.query('due', { endkey: now }),
        db.query('closed'),
      ]),
    5,
  ),
  // It has no full-text search: every document is read.
  'search: rare word': await measure(async () => {
    const { rows: all } = await db.allDocs({ include_docs: true });
    return all.filter(({ doc }) => JSON.stringify(doc).includes(RARE));
  }, 3),
};
await db.close();
process.stdout.write(
  `${JSON.stringify({ rows, rowsPerSecond: Math.round((rows / written) * 1_000), indexSeconds, operations })}\n`,
);
