import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeQuery, type CompletionSource } from '../../../src-main/lib/search-completion.ts';
import { startOfDay } from '../../../src-main/lib/days.ts';
import { parseDates } from '../../../src-main/lib/search-dates.ts';
import { chineseValue, valueCalled } from '../../../src-main/lib/search-values.ts';
import { fieldName, fieldOf, parseQuery, piecesOf, SEARCH_FIELDS } from '../../../src-main/lib/search-query.ts';
import { zh } from '../../../src-renderer/locales/zh.ts';

const ZONE = 'America/New_York';
const NOW = Date.parse('2026-03-31T15:30:00-04:00');
const local = (year: number, month: number, day: number): number =>
  Date.parse(startOfDay(new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10), ZONE));
/** What people and their keyboards make of a query. */
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        'from:',
        'is:',
        'status:',
        '"',
        '“',
        '-',
        ' ',
        ':',
        '：',
        '#',
        '1042',
        '7d',
        '退款',
        'a',
        '*',
        '2026-02-30',
        'me',
        '\n',
      ),
      { maxLength: 14 },
    )
    .map((parts) => parts.join('')),
);
const values: CompletionSource = {
  listed: () => ['On Hold', 'Open', 'Mia Keller', '技术支持'],
  named: (field, typed) =>
    field === 'account'
      ? [{ name: 'Maple & Sons', email: 'hi@maple.example' }]
      : [
          { name: `Priya ${typed}`, email: 'priya@zylker.example' },
          { name: '王芳', email: null },
          { name: '王芳', email: null },
        ],
};

describe('any text', () => {
  it('is read without failing, and its places lie in it, in order', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const { terms, hints } = parseQuery(text, NOW, ZONE);
        let before = 0;
        for (const { start, end } of piecesOf(text)) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          before = end;
        }
        for (const { start, end } of [...terms, ...hints]) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('is completed without failing, within its own bounds', () => {
    fc.assert(
      fc.property(anything, fc.nat(80), (text, caret) => {
        const { start, end } = completeQuery(text, caret, values);
        expect(start).toBeLessThanOrEqual(Math.min(caret, text.length));
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 1_000 },
    );
  });

  it('of great length is cut, not refused', () => {
    expect(parseQuery('word '.repeat(100_000), NOW, ZONE).terms.length).toBeLessThan(100);
    expect(parseQuery(`"${'x'.repeat(1_000_000)}`, NOW, ZONE).terms).toHaveLength(1);
  });
});

describe('reads', () => {
  const terms = (text: string): unknown[] =>
    parseQuery(text, NOW, ZONE).terms.map(({ start: _s, end: _e, ...term }) => term);

  it('words, phrases, beginnings and exclusions', () => {
    expect(terms('late* "order 7" -paid refund')).toEqual([
      { kind: 'text', field: null, text: 'late', isPrefix: true, isExcluded: false },
      { kind: 'text', field: null, text: 'order 7', isPrefix: false, isExcluded: false },
      { kind: 'text', field: null, text: 'paid', isPrefix: false, isExcluded: true },
      { kind: 'text', field: null, text: 'refund', isPrefix: true, isExcluded: false },
    ]);
  });

  it('fields with plain and quoted values, in English and Chinese', () => {
    expect(terms('from:ann -status:"on hold" 负责人：我 has:附件')).toEqual([
      { kind: 'text', field: 'from', text: 'ann', isPrefix: true, isExcluded: false },
      { kind: 'listed', field: 'status', value: 'on hold', isExcluded: true },
      { kind: 'listed', field: 'assignee', value: '我', isExcluded: false },
      { kind: 'flag', field: 'has', value: 'attachment', isExcluded: false },
    ]);
  });

  it('addresses, times and subjects of replies as text, without a hint', () => {
    for (const text of ['https://desk.example/x', 're:', 'Re:refund', '12:30', 'a@b.example'])
      expect(parseQuery(text, NOW, ZONE).hints, text).toEqual([]);
  });

  it('fields without a value as nothing yet', () => {
    expect(terms('status: from:')).toEqual([]);
  });

  it('names of object properties as unknown fields', () => {
    for (const text of ['constructor:x', '__proto__:x', 'is:constructor', 'on:constructor'])
      expect(parseQuery(text, NOW, ZONE).hints, text).toHaveLength(1);
  });
});

describe('dates', () => {
  it.each([
    ['2026-03-07', local(2026, 3, 7), local(2026, 3, 8)],
    ['2026/3/7', local(2026, 3, 7), local(2026, 3, 8)],
    ['2026年3月7日', local(2026, 3, 7), local(2026, 3, 8)],
    ['2026-03', local(2026, 3, 1), local(2026, 4, 1)],
    ['2026', local(2026, 1, 1), local(2027, 1, 1)],
    ['2024-02-29', local(2024, 2, 29), local(2024, 3, 1)],
    ['today', local(2026, 3, 31), local(2026, 4, 1)],
    ['昨天', local(2026, 3, 30), local(2026, 3, 31)],
    ['7d', local(2026, 3, 24), local(2026, 3, 25)],
    ['2w', local(2026, 3, 17), local(2026, 3, 18)],
    ['1m', local(2026, 2, 28), local(2026, 3, 1)],
    ['3天', local(2026, 3, 28), local(2026, 3, 29)],
    ['1y', local(2025, 3, 31), local(2025, 4, 1)],
    ['12h', NOW - 12 * 3_600_000, NOW - 11 * 3_600_000],
  ])('%s', (text, from, to) => {
    expect(parseDates(text, NOW, ZONE)).toEqual({ from, to });
  });

  it.each(['', '2026-02-30', '2026-13', '2025-02-29', '2026-00-01', 'soon', '7', 'd', '99999d', '2026-1-1-1'])(
    'not %j',
    (text) => {
      expect(parseDates(text, NOW, ZONE)).toBeNull();
    },
  );
});

describe('days of any zone, also where clocks change', () => {
  const ZONES = ['America/New_York', 'Africa/Cairo', 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Apia', 'UTC'];
  const HOUR = 3_600_000;
  /** YYYY-MM-DD as a calendar in the zone has it. */
  const dayIn = (zone: string) => {
    const maker = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    return (time: number): string => maker.format(time);
  };
  const moments = fc.oneof(
    fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2035, 0) }),
    // Around New York's and Cairo's changes, and the day that Apia never had.
    ...['2026-03-08T07:00Z', '2026-11-01T06:00Z', '2026-04-23T22:00Z', '2026-10-29T21:00Z', '2011-12-30T10:00Z'].map(
      (change) => fc.integer({ min: -48, max: 48 }).map((hours) => Date.parse(change) + hours * HOUR),
    ),
  );
  const zones = fc.constantFrom(...ZONES);

  it('"7d" is the whole of the day that many calendar days ago, and nothing else', () => {
    fc.assert(
      fc.property(zones, moments, fc.nat(400), (zone, now, count) => {
        const dayOf = dayIn(zone);
        const wanted = new Date(Date.parse(dayOf(now)) - count * 24 * HOUR).toISOString().slice(0, 10);
        const range = parseDates(count === 0 ? 'today' : `${count}d`, now, zone)!;
        expect(dayOf(range.from - 1) < wanted).toBe(true);
        expect(dayOf(range.to) > wanted).toBe(true);
        // Apia's calendar had no 30 December 2011: it is no time at all.
        if (range.to > range.from) expect([dayOf(range.from), dayOf(range.to - 1)]).toEqual([wanted, wanted]);
        else expect([zone, wanted]).toEqual(['Pacific/Apia', '2011-12-30']);
      }),
      { numRuns: 1_000, examples: [['Pacific/Apia', Date.UTC(2012, 0, 2), 3]] },
    );
  });

  it('written days, months and years have all their moments', () => {
    fc.assert(
      fc.property(zones, moments, fc.constantFrom(4, 7, 10), (zone, at, length) => {
        const dayOf = dayIn(zone);
        const text = dayOf(at).slice(0, length);
        const { from, to } = parseDates(text, 0, zone)!;
        expect(from <= at && at < to).toBe(true);
        expect([from, to - 1].map((time) => dayOf(time).slice(0, length))).toEqual([text, text]);
        expect([from - 1, to].map((time) => dayOf(time).slice(0, length))).not.toContain(text);
      }),
      { numRuns: 1_000 },
    );
  });

  it('a month or a year ago is the same day, or the last of a shorter month', () => {
    fc.assert(
      fc.property(zones, moments, fc.integer({ min: 1, max: 60 }), (zone, now, count) => {
        const dayOf = dayIn(zone);
        const [year = 0, month = 0, day = 0] = dayOf(now).split('-').map(Number);
        const last = new Date(Date.UTC(year, month - count, 0)).getUTCDate();
        const wanted = new Date(Date.UTC(year, month - 1 - count, Math.min(day, last))).toISOString().slice(0, 10);
        fc.pre(wanted !== '2011-12-30');
        const { from, to } = parseDates(`${count}m`, now, zone)!;
        expect([dayOf(from), dayOf(to - 1)]).toEqual([wanted, wanted]);
        if (count % 12 === 0) expect(parseDates(`${count / 12}y`, now, zone)).toEqual({ from, to });
      }),
      { numRuns: 1_000 },
    );
  });

  it('of years before all calendars, without failing', () => {
    for (const text of ['9999y', '1976y', '9999m', '9999d', '9999w']) {
      const { from, to } = parseDates(text, NOW, ZONE)!;
      expect(to - from, text).toBe(24 * HOUR);
      expect(from, text).toBeLessThan(NOW);
    }
  });
});

describe('values', () => {
  it('have the words that the Chinese screen says', () => {
    const said = { ...zh.statusTypes, ...zh.statuses };
    for (const [value, word] of Object.entries(said)) expect(chineseValue('status', value), value).toBe(word);
    for (const [value, word] of Object.entries(zh.priorities))
      if (value !== 'none') expect(chineseValue('priority', value), value).toBe(word);
    for (const kind of ['email', 'phone', 'chat', 'web', 'forums'] as const)
      expect(chineseValue('channel', kind), kind).toBe(zh.channels[kind]);
    expect(chineseValue('status', 'Waiting for parts')).toBeNull();
  });

  it('are meant by those words unless the portal has the word itself', () => {
    expect(valueCalled('status', '挂起', ['Open', 'On Hold'])).toBe('On Hold');
    expect(valueCalled('status', '挂起', ['On Hold', '挂起'])).toBe('挂起');
    expect(valueCalled('status', '丢失', ['On Hold'])).toBe('丢失');
  });
});

describe('completes', () => {
  const labels = (text: string, caret = text.length): string[] =>
    completeQuery(text, caret, values).items.map(({ label }) => label);

  it('names of fields, also after a minus and in the middle', () => {
    expect(labels('st')).toEqual(['status']);
    expect(completeQuery('refund -st', 10, values)).toMatchObject({
      start: 8,
      end: 10,
      items: [{ insert: 'status:' }],
    });
    expect(completeQuery('as refund', 2, values)).toMatchObject({ start: 0, end: 2, items: [{ insert: 'assignee:' }] });
    expect(labels('refund ')).toContain('before');
    expect(labels('t')).toEqual(['to', 'tag']);
    // Where no tag was met, nothing is said of tags.
    expect(completeQuery('t', 1, { listed: () => [], named: () => [] }).items.map(({ label }) => label)).toEqual([
      'to',
    ]);
  });

  it('nothing where the value is there whole, and no other begins like it', () => {
    expect(labels('status:open')).toEqual([]);
    expect(labels('status:"on hold"')).toEqual([]);
    expect(labels('refund status:Open', 'refund status:Open'.length)).toEqual([]);
    expect(labels('status:ope')).toEqual(['Open']);
  });

  it('values, by how they begin and by what is in them, quoted where needed', () => {
    expect(labels('status:o')).toEqual(['On Hold', 'Open', '技术支持'].filter((label) => /o/i.test(label)));
    expect(completeQuery('status:on', 9, values).items[0]).toMatchObject({ insert: '"On Hold" ', field: 'status' });
    expect(labels('assignee:kel')).toEqual(['Mia Keller']);
    expect(labels('department:技')).toEqual(['技术支持']);
    expect(labels('is:')).toEqual(['open', 'closed', 'overdue', 'onhold']);
    expect(labels('subject:x')).toEqual([]);
    expect(labels('colour:x')).toEqual([]);
  });

  it('in Chinese as well as in English, the language of the screen first', () => {
    const items = (text: string, language: 'en' | 'zh') => completeQuery(text, text.length, values, language).items;
    const said = (text: string, language: 'en' | 'zh') => items(text, language).map(({ label }) => label);
    expect(items('状', 'zh')).toEqual([{ insert: '状态:', label: '状态', kind: 'field', field: null }]);
    expect(items('退款 -状', 'zh')).toMatchObject([{ insert: '状态:' }]);
    expect(said('状', 'en')).toEqual(['状态']);
    expect(said('st', 'zh')).toEqual(['status']);
    expect(said('退款 ', 'zh')).toEqual(SEARCH_FIELDS.map((field) => fieldName(field, 'zh')));
    expect(said('退款 ', 'en')).toEqual([...SEARCH_FIELDS]);
    expect(said('状态：o', 'zh')).toEqual(said('status:o', 'en'));
    // What accounts and open tickets were called before is understood still.
    expect(['客户公司', '客户'].map(fieldOf)).toEqual(['account', 'account']);
    expect(parseQuery('是:打开', NOW, ZONE).terms).toMatchObject([{ kind: 'flag', field: 'is', value: 'open' }]);
    expect(said('是:', 'zh')).toEqual(['未结', '关闭', '逾期', '挂起']);
    expect(said('是:o', 'zh')).toEqual(['open', 'overdue', 'onhold', 'closed']);
    expect(said('负责人:', 'zh').slice(0, 2)).toEqual(['我', '无']);
    expect(said('晚于:', 'zh')[0]).toBe('今天');
    expect(said('状态:', 'zh').slice(0, 2)).toEqual(['挂起', '待处理']);
    expect(said('状态:待', 'zh')).toEqual(['待处理']);
    expect(said('status:', 'en').slice(0, 2)).toEqual(['On Hold', 'Open']);
    // Every word that is offered is understood.
    for (const language of ['en', 'zh'] as const) {
      for (const field of ['has', 'is', 'before', 'after', 'on'] as const) {
        for (const { insert } of items(`${fieldName(field, language)}:`, language))
          expect(parseQuery(`${fieldName(field, language)}:${insert}`, NOW, ZONE).hints, insert).toEqual([]);
      }
    }
  });

  it('people by their address where they write, else by their name, each once', () => {
    expect(completeQuery('from:pri', 8, values).items).toEqual([
      {
        insert: 'priya@zylker.example ',
        label: 'Priya pri <priya@zylker.example>',
        kind: 'value',
        field: 'from',
      },
      { insert: '王芳 ', label: '王芳', kind: 'value', field: 'from' },
    ]);
    expect(completeQuery('contact:"pri', 12, values)).toMatchObject({
      start: 8,
      end: 12,
      items: [{ insert: '"Priya pri" ', label: 'Priya pri' }, { insert: '王芳 ' }],
    });
    expect(completeQuery('客户:', 3, values).items).toMatchObject([
      { insert: '"Maple & Sons" ', label: 'Maple & Sons' },
    ]);
  });
});
