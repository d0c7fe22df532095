import { parseDates, type TimeRange } from './search-dates.ts';

export const SEARCH_FIELDS = [
  'from',
  'to',
  'subject',
  'status',
  'priority',
  'channel',
  'assignee',
  'contact',
  'account',
  'department',
  'tag',
  'number',
  'has',
  'is',
  'before',
  'after',
  'on',
] as const;
export type SearchField = (typeof SEARCH_FIELDS)[number];
/** Fields whose value is one of a list; what is typed may be a part of it. */
export type ListedField = 'status' | 'priority' | 'channel' | 'assignee' | 'department' | 'tag';

/** The same fields in Chinese. */
const CHINESE: Record<SearchField, string> = {
  from: '发件人',
  to: '收件人',
  subject: '主题',
  status: '状态',
  priority: '优先级',
  channel: '渠道',
  assignee: '负责人',
  contact: '联系人',
  account: '客户公司',
  department: '部门',
  tag: '标签',
  number: '编号',
  has: '包含',
  is: '是',
  before: '早于',
  after: '晚于',
  on: '日期',
};
/** The languages in which fields have names. */
export type SearchLanguage = 'en' | 'zh';
/** What a field is called. */
export const fieldName = (field: SearchField, language: SearchLanguage): string =>
  language === 'zh' ? CHINESE[field] : field;
const FLAGS: Record<'has' | 'is', Record<string, string>> = {
  has: { attachment: 'attachment', attachments: 'attachment', file: 'attachment', 附件: 'attachment' },
  is: {
    open: 'open',
    closed: 'closed',
    overdue: 'overdue',
    onhold: 'onhold',
    未结: 'open',
    打开: 'open',
    关闭: 'closed',
    逾期: 'overdue',
    挂起: 'onhold',
  },
};
/** What `has:` and `is:` know, by language. */
export const FLAG_VALUES = {
  has: { en: ['attachment'], zh: ['附件'] },
  is: { en: ['open', 'closed', 'overdue', 'onhold'], zh: ['未结', '关闭', '逾期', '挂起'] },
} as const;

/** Where in the query's text something stands. */
export interface Place {
  start: number;
  end: number;
}

export type SearchTerm = Place & { isExcluded: boolean } & (
    | {
        kind: 'text';
        /** Which part of the ticket it must stand in; null for anywhere. */
        field: 'from' | 'to' | 'subject' | 'contact' | 'account' | null;
        text: string;
        /** Whether a longer word that begins like the last one counts too. */
        isPrefix: boolean;
      }
    | { kind: 'listed'; field: ListedField; value: string }
    | { kind: 'flag'; field: 'is' | 'has'; value: string }
    | { kind: 'number'; value: string }
    | { kind: 'time'; field: 'before' | 'after' | 'on'; range: TimeRange }
  );

/** What the query box should say; a query with hints is answered all the same. */
export interface QueryHint extends Place {
  /**
   * unknownField, badDate, badValue: taken as text. noMatch: no such status, agent or the like. bounded: so many words
   * begin like this that the most common ones were looked for. readTags: only tags that were read are known.
   */
  code: 'unknownField' | 'badDate' | 'badValue' | 'noMatch' | 'bounded' | 'readTags';
  text: string;
}

export interface SearchQuery {
  terms: SearchTerm[];
  hints: QueryHint[];
}

/** A piece of the text between spaces, quotes kept together. */
export interface Piece extends Place {
  isExcluded: boolean;
  /** Before the colon, as typed; null without one. */
  name: string | null;
  /** Without quotes. */
  value: string;
  valueStart: number;
  isQuoted: boolean;
}

const SPACE = /\s/;
const isQuote = (char: string | undefined): boolean => char === '"' || char === '“' || char === '”';
const NAME = /[\p{L}_]{1,24}[:：]/uy;
/** Nothing longer is read: the rest of what was pasted is left out. */
const LONGEST_QUERY = 1_000;
const MOST_TERMS = 24;

/** Cuts a query into its pieces. Reads anything. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  const end = Math.min(text.length, LONGEST_QUERY);
  let at = 0;
  while (at < end && pieces.length < MOST_TERMS) {
    if (SPACE.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const start = at;
    const isExcluded = text[at] === '-' && at + 1 < end && !SPACE.test(text.charAt(at + 1));
    if (isExcluded) at += 1;
    NAME.lastIndex = at;
    const name = NAME.exec(text)?.[0].slice(0, -1) ?? null;
    if (name !== null) at += name.length + 1;
    const valueStart = at;
    const isQuoted = isQuote(text[at]);
    let value: string;
    if (isQuoted) {
      let close = at + 1;
      while (close < end && !isQuote(text[close])) close += 1;
      value = text.slice(at + 1, close);
      at = Math.min(end, close + 1);
    } else {
      while (at < end && !SPACE.test(text.charAt(at)) && !isQuote(text[at])) at += 1;
      value = text.slice(valueStart, at);
    }
    pieces.push({ start, end: at, isExcluded, name, value, valueStart, isQuoted });
  }
  return pieces;
}

/** The field of a name as typed, in English or Chinese; null when there is none. */
export function fieldOf(name: string): SearchField | null {
  const lower = name.toLowerCase();
  // What accounts were called before is understood still.
  if (name === '客户') return 'account';
  return SEARCH_FIELDS.find((field) => field === lower || CHINESE[field] === name) ?? null;
}

const flagOf = (field: 'has' | 'is', value: string): string | null => {
  const key = value.toLowerCase().replace(/[\s_-]+/g, '');
  return Object.hasOwn(FLAGS[field], key) ? (FLAGS[field][key] ?? null) : null;
};

/**
 * Reads what an agent types: words, `begin*`, "phrases", `-word`, `#1042` and `field:value`. Never fails: what it does not know is
 * text, and a hint says so. `now` is epoch milliseconds, `zone` the IANA name of the one whose days are meant.
 */
export function parseQuery(text: string, now: number, zone: string): SearchQuery {
  const hints: QueryHint[] = [];
  const terms: SearchTerm[] = [];
  const pieces = piecesOf(text);
  for (const [index, piece] of pieces.entries()) {
    const { start, end, isExcluded, name, isQuoted } = piece;
    const place = { start, end, isExcluded };
    const hasStar = !isQuoted && piece.value.length > 1 && piece.value.endsWith('*');
    const value = hasStar ? piece.value.slice(0, -1) : piece.value;
    const isPrefix = hasStar || (!isQuoted && index === pieces.length - 1 && !isExcluded);
    const asText = (code?: QueryHint['code']): void => {
      const whole = name === null ? value : `${name} ${value}`;
      if (code !== undefined) hints.push({ code, text: name === null ? value : `${name}:${value}`, start, end });
      terms.push({ kind: 'text', field: null, text: whole, isPrefix, ...place });
    };
    const hash = name === null ? /^#(\d{1,20})$/.exec(value)?.[1] : undefined;
    if (hash !== undefined) {
      terms.push({ kind: 'number', value: hash, ...place });
      continue;
    }
    if (name === null) {
      asText();
      continue;
    }
    const field = fieldOf(name);
    if (field === null) {
      // "http://…", "re:" and times of day are text as they stand, not mistaken fields.
      asText(/^(https?|mailto|re|fw|fwd|aw|wg|tr|回复|转发|答复)$/i.test(name) ? undefined : 'unknownField');
      continue;
    }
    if (value.trim() === '') continue;
    switch (field) {
      case 'from':
      case 'to':
      case 'subject':
      case 'contact':
      case 'account':
        terms.push({ kind: 'text', field, text: value, isPrefix: hasStar || (!isQuoted && !isExcluded), ...place });
        break;
      case 'status':
      case 'priority':
      case 'channel':
      case 'assignee':
      case 'department':
      case 'tag':
        terms.push({ kind: 'listed', field, value, ...place });
        break;
      case 'number': {
        const digits = /^#?(\d{1,20})$/.exec(value)?.[1];
        if (digits === undefined) asText('badValue');
        else terms.push({ kind: 'number', value: digits, ...place });
        break;
      }
      case 'has':
      case 'is': {
        const flag = flagOf(field, value);
        if (flag === null) asText('badValue');
        else terms.push({ kind: 'flag', field, value: flag, ...place });
        break;
      }
      case 'before':
      case 'after':
      case 'on': {
        const range = parseDates(value, now, zone);
        if (range === null) asText('badDate');
        else terms.push({ kind: 'time', field, range, ...place });
        break;
      }
    }
  }
  return { terms, hints };
}
