import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { account } from '../../../src-preload/contract/accounts.ts';
import { comment } from '../../../src-preload/contract/comments.ts';
import { contact } from '../../../src-preload/contract/contacts.ts';
import { task } from '../../../src-preload/contract/tasks.ts';
import { thread } from '../../../src-preload/contract/threads.ts';
import { ticket } from '../../../src-preload/contract/tickets.ts';
import { type Cache, openCache } from '../../../src-main/store/cache.ts';
import { openDatabase } from '../../../src-main/store/database.ts';
import { CACHE_MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import { nameSql } from '../../../src-main/store/search-names.ts';
import { type SearchAnswer, type SearchRequest, type SearchScope, slotSql } from '../../../src-main/store/search.ts';

let cache: Cache;
beforeEach(() => {
  ({ cache } = openCache(':memory:'));
});
afterEach(() => cache.close());

const NOW = Date.UTC(2026, 0, 10, 12);
const scope: SearchScope = {
  agentId: '7',
  now: NOW,
  zone: 'UTC',
  agents: () => [
    { id: '7', name: 'Mia Keller', email: 'mia@desk.example' },
    { id: '8', name: 'Jonas Berg', email: 'jonas@desk.example' },
  ],
  departments: () => [
    { id: '40', name: 'Billing' },
    { id: '41', name: '技术支持' },
  ],
};

let minute = 0;
/** A ticket with threads (HTML) and comments; each one newer than the one before. */
function put(id: string, fields: Record<string, unknown> = {}, threads: string[] = [], comments: string[] = []): void {
  minute += 1;
  const at = new Date(NOW - 86_400_000 + minute * 60_000).toISOString();
  cache.transaction(() => {
    cache.tickets.upsertDetail(
      ticket.parse({ id, ticketNumber: id, status: 'Open', subject: '', customerResponseTime: at, ...fields }),
      1,
    );
    cache.threads.replaceOfTicket(
      id,
      threads.map((content, index) =>
        thread.parse({ id: `${id}t${index}`, content, contentType: 'html', createdTime: at, direction: 'in' }),
      ),
      1,
    );
    cache.comments.replaceOfTicket(
      id,
      comments.map((content, index) => comment.parse({ id: `${id}c${index}`, content, commentedTime: at })),
      1,
    );
  });
}

function ask(text: string, more: Partial<SearchRequest> = {}): SearchAnswer {
  while (cache.search.index.indexSome());
  return cache.search.query(
    { text, sort: 'newest', cursor: null, limit: 25, kinds: ['ticket', 'contact', 'account'], ...more },
    scope,
  );
}
const find = (text: string, more: Partial<SearchRequest> = {}): string[] =>
  ask(text, more).tickets.rows.map(({ ticket: { id } }) => id);
const shown = (text: string): string[] =>
  ask(text).tickets.rows.flatMap(({ snippets }) =>
    snippets.map(({ parts }) => parts.map((part) => (part.hit ? `[${part.text}]` : part.text)).join('')),
  );

describe('words', () => {
  it('are found in subjects, threads, comments, names, addresses and own fields, newest first', () => {
    put('1', { subject: 'Printer jam' });
    put('2', {}, ['<p>The <b>prin</b>ter is <i>on</i> fire</p>']);
    put('3', {}, [], ['asked the printer vendor']);
    put('4', { contact: { id: '90', firstName: 'Paula', lastName: 'Printer', email: 'paula@acme.example' } });
    put('5', { customFields: { Device: 'printer' } });
    put('6', { subject: 'Scanner' }, ['<style>.printer{}</style><p title="printer">quiet</p>']);
    expect(find('printer')).toEqual(['5', '4', '3', '2', '1']);
    expect(find('paula@acme.example')).toEqual(['4']);
    expect(find('acme')).toEqual(['4']);
  });

  it('must all stand in one ticket, wherever each does', () => {
    put('1', { subject: 'Refund' }, ['<p>for the scanner</p>']);
    put('2', { subject: 'Refund' });
    expect(find('scanner refund')).toEqual(['1']);
  });

  it('are found by how they begin when last or starred, whole otherwise', () => {
    put('1', { subject: 'Printing press' });
    expect(find('prin')).toEqual(['1']);
    expect(find('prin press')).toEqual([]);
    expect(find('prin* press')).toEqual(['1']);
    expect(find('"prin"')).toEqual([]);
  });

  it('do not mind accents, case or width', () => {
    put('1', { subject: 'Größe der Ärmel, señor ＡＢＣ' });
    for (const text of ['grosse', 'GRÖSSE', 'armel', 'senor', 'Señor', 'abc', 'ＡＢＣ'])
      expect(find(text), text).toEqual(['1']);
  });

  it('are excluded with a minus, and a phrase stands together', () => {
    put('1', { subject: 'late order refund' });
    put('2', { subject: 'order of a late refund' });
    expect(find('refund -order')).toEqual([]);
    expect(find('refund -"late order"')).toEqual(['2']);
    expect(find('"late order"')).toEqual(['1']);
    expect(find('-missing')).toEqual(['2', '1']);
  });

  it('of a Chinese name are found as it is written, and shown so', () => {
    put('1', { contactId: '9', contact: { id: '9', firstName: '芳', lastName: '王' } });
    cache.contacts.upsert([contact.parse({ id: '9', firstName: '芳', lastName: '王' })], 1);
    const { tickets, contacts } = ask('王芳');
    expect(tickets.rows.map(({ contact: name }) => name)).toEqual([[{ text: '王芳', hit: true }]]);
    expect(contacts.rows.map(({ name }) => name)).toEqual([[{ text: '王芳', hit: true }]]);
    expect(ask('芳').tickets.rows.map(({ ticket: { id } }) => id)).toEqual(['1']);
  });

  it('of Chinese are found one, two and more characters long, inside longer text', () => {
    put('1', { subject: '我的退款申请还没有处理' });
    put('2', {}, ['<p>请问打印机怎么安装？</p>']);
    put('3', { subject: '款退' });
    expect(find('退')).toEqual(['3', '1']);
    expect(find('退款')).toEqual(['1']);
    expect(find('退款申请')).toEqual(['1']);
    expect(find('申请退款')).toEqual([]);
    expect(find('打印机')).toEqual(['2']);
    expect(find('"打印机怎么"')).toEqual(['2']);
    expect(find('退款 处理')).toEqual(['1']);
    expect(find('理')).toEqual(['1']);
    expect(shown('打印')).toEqual(['请问[打印]机怎么安装？']);
  });

  it('of a quoted mail count for the message that said them first', () => {
    const said = 'The warehouse scanner froze again this morning.';
    put('1', {}, [`<p>${said}</p>`, `<p>We look into it.</p><blockquote><p>${said}</p></blockquote>`]);
    expect(find('"scanner froze again"')).toEqual(['1']);
    expect(find('"look into it"')).toEqual(['1']);
  });

  it('that stand nowhere find nothing, and marks without letters are no words', () => {
    put('1', { subject: 'hello' });
    expect(find('absent')).toEqual([]);
    for (const text of ['', '   ', '"', '-', '---', '***', '"" ""', '()', 'AND', 'NOT', 'a AND', '^', '{x} : y', "'"])
      expect(() => find(text), text).not.toThrow();
    expect(find('hello ***')).toEqual(['1']);
  });
});

describe('any query', () => {
  it('is answered: whatever is typed, in any sort', () => {
    for (let id = 1; id <= 20; id += 1) put(String(id), { subject: `pra${id} prb${id} 退款 "quoted" -dash` });
    const words = fc.constantFrom(
      'pr*',
      'p*',
      '退',
      '退款单',
      '"',
      '-',
      'status:',
      'is:open',
      'before:1d',
      '#1',
      'a.b@c.d',
      '(',
      ')',
      '*',
      '^',
      'NEAR',
      'OR',
      "'",
      ':',
      '¤',
      'any¤',
      'contact:',
      '\\0',
      '𠀀',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 50 }),
      fc.array(words, { maxLength: 30 }).map((all) => all.join(' ')),
      fc.array(words, { maxLength: 12 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom('newest' as const, 'rank' as const), (text, sort) => {
        const { tickets } = ask(text, { sort });
        expect(tickets.rows.length).toBeLessThanOrEqual(20);
      }),
      { numRuns: 400 },
    );
  });

  it('walks the index in its own order, without sorting', () => {
    const db = openDatabase(':memory:', { migrations: CACHE_MIGRATIONS, synchronous: 'NORMAL' });
    for (const overdue of [null, true, false]) {
      const plan = db
        .prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${slotSql(overdue)}`)
        .all({ match: 'a', min: 0, max: 9, limit: 5, ...(overdue === null ? {} : { now: '2026' }) })
        .map(({ detail }) => detail);
      expect(plan.filter((line) => /TEMP B-TREE/.test(line))).toEqual([]);
      expect(
        plan.some((line) => /SCAN search VIRTUAL TABLE/.test(line)),
        plan.join(),
      ).toBe(true);
    }
    db.close();
  });
});

it('begins at the bound of a page, not at the end of a common word', () => {
  const db = openDatabase(':memory:', { migrations: CACHE_MIGRATIONS, synchronous: 'NORMAL' });
  const rows = 40_000;
  const insert = db.prepare("INSERT INTO search (rowid, body) VALUES (?, 'common')");
  db.transaction(() => {
    for (let row = 1; row <= rows; row += 1) insert.run(row);
  })();
  const medianMs = (order: 'DESC' | 'ASC', range: object): number => {
    const walk = db.prepare<[object], number>(slotSql(null, order)).pluck();
    const times = Array.from({ length: 15 }, () => {
      const from = performance.now();
      walk.all({ match: 'common', limit: 5, ...range });
      return performance.now() - from;
    });
    return times.sort((a, b) => a - b)[7] ?? 0;
  };
  const ends = { min: 0, max: rows + 1 };
  expect(medianMs('DESC', { min: 0, max: 10 })).toBeLessThan(20 * medianMs('DESC', ends));
  expect(medianMs('ASC', { min: rows - 10, max: rows + 1 })).toBeLessThan(20 * medianMs('ASC', ends));
  db.close();
});

describe('fields', () => {
  beforeEach(() => {
    cache.contacts.upsert(
      [
        contact.parse({
          id: '9000001',
          firstName: 'Clara',
          lastName: 'Otto',
          email: 'clara@otto.example',
          accountId: '60',
        }),
      ],
      1,
    );
    cache.accounts.upsert([account.parse({ id: '60', accountName: 'Otto Works' })], 1);
    put(
      '1',
      {
        status: 'On Hold',
        statusType: 'On Hold',
        priority: 'High',
        channel: 'Email',
        assigneeId: '7',
        departmentId: '40',
        contactId: '9000001',
        tags: ['Refund', 'call back'],
      },
      ['a'],
    );
    put('2', {
      status: 'Open',
      priority: null,
      assigneeId: null,
      departmentId: '41',
      tagCount: 0,
      dueDate: '2026-01-09T00:00:00.000Z',
    });
    put('3', { status: 'Closed', statusType: 'Closed', assigneeId: '8', attachmentCount: '2', subject: 'clara' });
  });

  it.each([
    ['status:open', ['2']],
    ['status:"on hold"', ['1']],
    ['status:onhold', ['1']],
    ['状态:挂起', ['1']],
    ['状态:待', ['2']],
    ['状态:open', ['2']],
    ['status：open', ['2']],
    ['priority:high', ['1']],
    ['priority:none', ['3', '2']],
    ['channel:email', ['1']],
    ['assignee:me', ['1']],
    ['负责人:我', ['1']],
    ['assignee:none', ['2']],
    ['assignee:jon', ['3']],
    ['assignee:jonas@desk.example', ['3']],
    ['assignee:"Mia Keller"', ['1']],
    ['department:billing', ['1']],
    ['department:技术', ['2']],
    ['tag:refund', ['1']],
    ['标签:"call back"', ['1']],
    ['tag:ref', ['1']],
    ['-tag:refund', ['3', '2']],
    // Of the third nobody knows.
    ['tag:none', ['2']],
    ['tag:nosuch', []],
    ['refund', ['1']],
    ['is:open', ['2', '1']],
    ['is:closed', ['3']],
    ['is:onhold', ['1']],
    ['is:overdue', ['2']],
    ['-is:overdue', ['3', '1']],
    ['has:attachment', ['3']],
    ['-has:attachment', ['2', '1']],
    ['contact:clara', ['1']],
    ['contact:"clara otto"', ['1']],
    ['contact:9000001', ['1']],
    ['account:otto', ['1']],
    ['subject:clara', ['3']],
    ['#2', ['2']],
    ['number:2', ['2']],
    ['number:#2', ['2']],
    ['is:open -assignee:me', ['2']],
    ['status:nosuch', []],
  ])('%s finds %j', (text, ids) => {
    expect(find(text)).toEqual(ids);
  });

  it('tell senders from recipients', () => {
    cache.threads.replaceOfTicket(
      '1',
      [
        thread.parse({
          id: 'x',
          content: 'a',
          fromEmailAddress: 'ann@buyer.example',
          to: 'help@desk.example',
          cc: 'bob@buyer.example',
        }),
      ],
      2,
    );
    expect(find('from:ann')).toEqual(['1']);
    expect(find('to:bob')).toEqual(['1']);
    expect(find('to:ann')).toEqual([]);
    expect(find('from:ann@buyer.example')).toEqual(['1']);
  });

  it('of time go by the last activity, in days of this machine', () => {
    put('9', { customerResponseTime: '2025-11-20T12:00:00.000Z' });
    expect(find('before:2026-01-01')).toEqual(['9']);
    expect(find('after:2026-01-01')).toEqual(['3', '2', '1']);
    expect(find('on:2025-11-20')).toEqual(['9']);
    expect(find('on:2025-11')).toEqual(['9']);
    expect(find('after:7d')).toEqual(['3', '2', '1']);
    expect(find('before:7d')).toEqual(['9']);
  });

  it('that do not exist are text, and the answer says so', () => {
    put('4', { subject: 'colour: teal' });
    const { tickets, hints } = ask('colour:teal');
    expect(tickets.rows.map(({ ticket: { id } }) => id)).toEqual(['4']);
    expect(hints).toEqual([{ code: 'unknownField', text: 'colour:teal', start: 0, end: 11 }]);
    expect(ask('status:nosuch').hints).toMatchObject([{ code: 'noMatch', text: 'status:nosuch' }]);
    cache.tags.set('4', ['teal']);
    expect(ask('tag:teal').hints).toMatchObject([{ code: 'readTags', text: 'tag:teal' }]);
    expect(ask('before:soon is:purple').hints).toMatchObject([{ code: 'badDate' }, { code: 'badValue' }]);
  });
});

describe('contacts, accounts and tasks', () => {
  it('have tasks among them, by subject and description', () => {
    cache.tasks.upsert(
      [
        task.parse({ id: '1', subject: 'Call the supplier', description: '<p>about the 退款</p>', ticketId: '9' }),
        task.parse({ id: '2', subject: 'Order paper' }),
      ],
      1,
    );
    const { tasks } = ask('supplier', { kinds: ['ticket', 'task'] });
    expect(tasks.rows.map(({ doc, name }) => [doc.ticketId, name])).toEqual([
      [
        '9',
        [
          { text: 'Call the ', hit: false },
          { text: 'supplier', hit: true },
        ],
      ],
    ]);
    expect(ask('退款', { kinds: ['task'] }).tasks.rows.map(({ doc }) => doc.id)).toEqual(['1']);
    cache.tasks.replaceOfTicket('9', [], 2);
    expect(ask('supplier', { kinds: ['task'] }).tasks.rows).toEqual([]);
  });

  it('stand in groups of their own, and follow their rows', () => {
    cache.contacts.upsert(
      [contact.parse({ id: '1', firstName: 'Åsa', lastName: 'Lind', email: 'asa@lind.example' })],
      1,
    );
    cache.accounts.upsert([account.parse({ id: '2', accountName: 'Lind & Co', website: 'lind.example' })], 1);
    const { contacts, accounts } = ask('lind');
    expect(contacts.rows.map(({ doc, name }) => [doc.id, name])).toEqual([
      [
        '1',
        [
          { text: 'Åsa ', hit: false },
          { text: 'Lind', hit: true },
        ],
      ],
    ]);
    expect(accounts.rows.map(({ doc }) => doc.id)).toEqual(['2']);
    expect(ask('asa', { kinds: ['ticket'] }).contacts.rows).toEqual([]);
    cache.contacts.upsert([contact.parse({ id: '1', lastName: 'Berg' })], 2);
    for (const { id } of cache.accounts.listOlderThan(5, 100)) cache.accounts.delete(id);
    expect(ask('berg').contacts.rows.map(({ doc }) => doc.id)).toEqual(['1']);
    expect(ask('lind').accounts.rows).toEqual([]);
  });

  it('come page by page when asked for alone', () => {
    cache.contacts.upsert(
      Array.from({ length: 30 }, (_, index) => contact.parse({ id: String(index), lastName: 'Many' })),
      1,
    );
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const { contacts } = ask('many', { kinds: ['contact'], cursor, limit: 7 });
      ids.push(...contacts.rows.map(({ doc }) => doc.id));
      cursor = contacts.nextCursor;
    } while (cursor !== null);
    expect(new Set(ids).size).toBe(30);
    expect(ids).toHaveLength(30);
  });

  it('give their names to tickets whose rows lack them', () => {
    put('1', { contactId: '5' });
    expect(find('quill')).toEqual([]);
    cache.contacts.upsert([contact.parse({ id: '5', lastName: 'Quill' })], 1);
    expect(find('quill')).toEqual(['1']);
    cache.contacts.upsert([contact.parse({ id: '5', lastName: 'Feather' })], 2);
    expect(find('quill')).toEqual([]);
    expect(find('feather')).toEqual(['1']);
  });
});

describe('results', () => {
  it('come page by page, each ticket once, newest first', () => {
    for (let id = 1; id <= 60; id += 1) put(String(id), { subject: 'same word' });
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const { rows, nextCursor, total }: SearchAnswer['tickets'] = ask('word', { cursor, limit: 9 }).tickets;
      expect(total).toBe(cursor === null ? 60 : null);
      ids.push(...rows.map(({ ticket: { id } }) => id));
      cursor = nextCursor;
    } while (cursor !== null);
    expect(ids).toEqual(Array.from({ length: 60 }, (_, index) => String(60 - index)));
  });

  it('by rank put the number, then the subject, then the sender before mere mentions, and say when bounded', () => {
    put('77', {});
    put('1', { subject: 'late refund 77' });
    put('2', { subject: 'refund that is late' });
    put('3', {}, ['<p>refund late 77</p>']);
    expect(find('late refund', { sort: 'rank' })).toEqual(['1', '2', '3']);
    expect(find('77', { sort: 'rank' })[0]).toBe('77');
    expect(ask('refund', { sort: 'rank' }).tickets.isBounded).toBe(false);
    for (let id = 100; id < 420; id += 1) put(String(id), { subject: 'crowd' });
    const { isBounded, isTotalExact, rows, nextCursor } = ask('crowd', { sort: 'rank' }).tickets;
    expect({ isBounded, isTotalExact, rows: rows.length }).toEqual({ isBounded: true, isTotalExact: false, rows: 25 });
    const next = ask('crowd', { sort: 'rank', cursor: nextCursor }).tickets.rows.map(({ ticket: { id } }) => id);
    expect(next.some((id) => rows.some(({ ticket }) => ticket.id === id))).toBe(false);
  });

  it('are counted among the latest where a page has not all of them, and the count says so', () => {
    const rows = Array.from({ length: 20_040 }, (_, at) =>
      ticket.parse({
        id: String(at),
        status: 'Open',
        subject: at < 30 ? 'seldom' : at % 1_000 === 500 ? 'crowd seldom' : 'crowd',
        customerResponseTime: new Date(NOW - 864_000_000 + at * 1_000).toISOString(),
      }),
    );
    rows.push(ticket.parse({ id: 'old', status: 'Open', subject: 'single', createdTime: '2020-01-01T00:00:00.000Z' }));
    cache.tickets.upsertRows(rows, 1);
    while (cache.search.index.indexSome({ rows: 30_000, characters: Number.POSITIVE_INFINITY }));
    const counted = (text: string, limit: number) => {
      const { total, isTotalExact, rows: shown } = ask(text, { limit }).tickets;
      return { total, isTotalExact, shown: shown.length };
    };
    expect(counted('crowd', 5)).toEqual({ total: 1_000, isTotalExact: false, shown: 5 });
    expect(counted('seldom', 5)).toEqual({ total: 20, isTotalExact: false, shown: 5 });
    expect(counted('seldom', 25)).toEqual({ total: 26, isTotalExact: false, shown: 25 });
    expect(counted('seldom', 60)).toEqual({ total: 50, isTotalExact: true, shown: 50 });
    expect(counted('single', 5)).toEqual({ total: 1, isTotalExact: true, shown: 1 });
  });

  it('by rank finds a number however old, and looks for a crowd’s better places among the latest only', () => {
    put('77', { subject: 'crowd' });
    for (let id = 100; id < 2_250; id += 1) put(String(id), {}, ['<p>crowd 77</p>']);
    put('3000', { subject: 'crowd 77' });
    expect(find('77', { sort: 'rank' }).slice(0, 2)).toEqual(['77', '3000']);
    const { rows, isBounded } = ask('crowd', { sort: 'rank' }).tickets;
    expect(rows[0]?.ticket.id).toBe('3000');
    expect(isBounded).toBe(true);
    expect(rows.some(({ ticket: { id } }) => id === '77')).toBe(false);
  });

  it('say which field has the word where no text has it', () => {
    put('1', {
      subject: 'The printer',
      category: 'Hardware',
      subCategory: 'Zebra labels',
      cf: { cf_rack: 'Quokka 7' },
    });
    const why = (text: string) =>
      ask(text).tickets.rows.flatMap(({ snippets }) =>
        snippets.map(({ source, field, parts }) => [source, field, parts.find(({ hit }) => hit)?.text]),
      );
    expect(why('zebra')).toEqual([['field', 'subCategory', 'Zebra']]);
    expect(why('quokka')).toEqual([['field', 'cf.cf_rack', 'Quokka']]);
    expect(why('printer')).toEqual([]);
    expect(why('printer hardware')).toEqual([['field', 'category', 'Hardware']]);
  });

  it('show where the words stand, as text', () => {
    put('1', { subject: 'A <b>bold</b> refund' }, [
      '<p>Nothing here.</p>',
      `<p>${'filler words go on and on. '.repeat(40)}</p><p>Please send the <i>refund</i> to my &lt;old&gt; account.</p>`,
    ]);
    const [row] = ask('refund').tickets.rows;
    expect(row?.subject).toEqual([
      { text: 'A <b>bold</b> ', hit: false },
      { text: 'refund', hit: true },
    ]);
    expect(row?.snippets).toMatchObject([{ source: 'thread', id: '1t1' }]);
    const text = row?.snippets[0]?.parts.map((part) => (part.hit ? `[${part.text}]` : part.text)).join('') ?? '';
    expect(text).toContain('Please send the [refund] to my <old> account.');
    expect(text.length).toBeLessThan(260);
  });

  it('follow every change: edited, reopened, moved in time, replaced and deleted', () => {
    put('1', { subject: 'alpha' }, ['<p>first</p>']);
    put('2', { subject: 'alpha' });
    expect(find('alpha')).toEqual(['2', '1']);
    put('1', { subject: 'alpha again' }, ['<p>second</p>']);
    expect(find('alpha')).toEqual(['1', '2']);
    expect(find('first')).toEqual([]);
    expect(find('second')).toEqual(['1']);
    cache.tickets.upsertRows([ticket.parse({ id: '1', status: 'Closed', statusType: 'Closed' })], 2);
    expect(find('is:open')).toEqual(['2']);
    cache.tickets.delete('1');
    expect(find('alpha')).toEqual(['2']);
    expect(find('second')).toEqual([]);
  });

  it('do not have what a failed transaction wrote', () => {
    put('1', { subject: 'kept' });
    expect(() =>
      cache.transaction(() => {
        cache.tickets.upsertRows([ticket.parse({ id: '2', subject: 'kept too' })], 1);
        throw new Error('power cut');
      }),
    ).toThrow('power cut');
    expect(find('kept')).toEqual(['1']);
  });

  it('index nothing anew when nothing changed', () => {
    put('1', { subject: 'same' }, ['<p>same</p>']);
    ask('same');
    const held = cache.tickets.get('1');
    cache.tickets.upsertRows([held?.doc as never], 9);
    cache.threads.replaceOfTicket(
      '1',
      cache.threads.listOfTicket('1').map(({ doc }) => doc),
      9,
    );
    expect(cache.search.index.countPending()).toBe(0);
  });

  it('of an index that is built anew are the same, merged or not', () => {
    for (let id = 1; id <= 120; id += 1) put(String(id), { subject: `word ${id % 7} 退款` }, [`<p>thread ${id}</p>`]);
    const before = [find('word 3'), find('退款'), find('thread 11')];
    cache.search.index.reindex();
    expect(cache.search.index.countPending()).toBe(120);
    while (cache.search.index.indexSome());
    while (cache.search.index.mergeSome());
    expect([find('word 3'), find('退款'), find('thread 11')]).toEqual(before);
  });

  it('say how far they reach', () => {
    put('1', { customerResponseTime: '2025-03-03T10:00:00.000Z' });
    put('2', {});
    expect(cache.search.index.countPending()).toBe(2);
    ask('x');
    expect(cache.search.index.countPending()).toBe(0);
  });

  it('hold thousands of tickets of one second, as an import makes them', () => {
    const at = '2026-01-01T00:00:00.000Z';
    cache.tickets.upsertRows(
      Array.from({ length: 2_500 }, (_, index) =>
        ticket.parse({ id: String(index), subject: 'imported', customerResponseTime: at }),
      ),
      1,
    );
    const ids = new Set<string>();
    let cursor: string | null = null;
    do {
      const { rows, nextCursor }: SearchAnswer['tickets'] = ask('imported', { cursor, limit: 100 }).tickets;
      for (const row of rows) ids.add(row.ticket.id);
      cursor = nextCursor;
    } while (cursor !== null);
    expect(ids.size).toBe(2_500);
  });
});

describe('names for a value', () => {
  const people = [
    ['1', 'Priya', 'Raman', 'priya@zylker.example', '2026-01-01'],
    ['2', 'Ana', 'Prieto', 'ana@zylker.example', '2026-01-03'],
    ['3', '芳', '王', 'fang@zylker.example', '2026-01-02'],
    ['4', '', '', 'prices@maple.example', '2025-01-01'],
  ] as const;
  beforeEach(() => {
    const at = (day: string): string => `${day}T10:00:00.000Z`;
    cache.contacts.upsert(
      people.map(([id, firstName, lastName, email, day]) =>
        contact.parse({ id, firstName, lastName, email, modifiedTime: at(day) }),
      ),
      1,
    );
    cache.accounts.upsert([account.parse({ id: '9', accountName: 'Maple & Sons' })], 1);
    while (cache.search.index.indexSome());
  });
  const names = (typed: string, most = 8): string[] =>
    cache.search.listNames('contact', typed, most).map(({ name }) => name);

  it('begin with what was typed, then have a word that does; the latest for nothing', () => {
    expect(names('pri')).toEqual(['prices@maple.example', 'Priya Raman', 'Ana Prieto']);
    expect(names('pri', 2)).toEqual(['prices@maple.example', 'Priya Raman']);
    expect(names('p')).toEqual(['prices@maple.example', 'Priya Raman']);
    expect(names('priya@zyl')).toEqual(['Priya Raman']);
    expect(names('王')).toEqual(['王芳']);
    expect(names('芳')).toEqual(['王芳']);
    expect(names('nobody')).toEqual([]);
    expect(names('')).toEqual(['Ana Prieto', '王芳', 'Priya Raman', 'prices@maple.example']);
    expect(names('', 1)).toEqual(['Ana Prieto']);
    expect(cache.search.listNames('account', 'sons', 8)).toEqual([{ name: 'Maple & Sons', email: null }]);
    expect(cache.search.listNames('account', 'pri', 8)).toEqual([]);
  });

  it('come from indexes alone, however many there are', () => {
    const db = openDatabase(':memory:', { synchronous: 'NORMAL', migrations: CACHE_MIGRATIONS });
    for (const kind of ['contact', 'account'] as const) {
      for (const sql of Object.values(nameSql(kind))) {
        const plan = db
          .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
          .all(...Array.from({ length: sql.split('?').length - 1 }, () => 1))
          .map(({ detail }) => detail);
        expect(plan, sql).toEqual([expect.stringMatching(/^SEARCH .* USING INDEX/)]);
      }
    }
    db.close();
  });
});
