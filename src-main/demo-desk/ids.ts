/** The things that have an id at the desk. */
export type Noun =
  | 'ticket'
  | 'thread'
  | 'comment'
  | 'attachment'
  | 'timeEntry'
  | 'contact'
  | 'account'
  | 'agent'
  | 'department'
  | 'task'
  | 'contract'
  | 'product'
  | 'mailReplyAddress'
  | 'role'
  | 'profile'
  | 'sla';

interface Shape {
  tag: string;
  /** Digits after the organisation's prefix and the tag. */
  digits: number;
}

/** Ids have 16 to 19 digits; which noun has how many is the desk's own choice, so that clients meet all of them. */
const SHAPES: Record<Noun, Shape> = {
  ticket: { tag: '01', digits: 10 },
  thread: { tag: '02', digits: 10 },
  comment: { tag: '03', digits: 10 },
  attachment: { tag: '04', digits: 10 },
  timeEntry: { tag: '05', digits: 10 },
  contact: { tag: '06', digits: 9 },
  account: { tag: '07', digits: 9 },
  task: { tag: '08', digits: 10 },
  agent: { tag: '11', digits: 8 },
  department: { tag: '12', digits: 8 },
  contract: { tag: '13', digits: 7 },
  product: { tag: '14', digits: 7 },
  mailReplyAddress: { tag: '15', digits: 7 },
  role: { tag: '16', digits: 7 },
  profile: { tag: '17', digits: 7 },
  sla: { tag: '18', digits: 7 },
};

/** Translates between the row numbers of the store and the long ids of the API. */
export interface Ids {
  encode(noun: Noun, n: number): string;
  encodeOrNull(noun: Noun, n: number | null): string | null;
  /** The row number, or undefined when `id` is no id of that noun in this organisation. */
  decode(noun: Noun, id: unknown): number | undefined;
}

/** Ids of one organisation; `prefix` has 7 digits and differs per organisation. */
export function createIds(prefix: string): Ids {
  const encode = (noun: Noun, n: number): string => {
    const shape = SHAPES[noun];
    return prefix + shape.tag + String(n).padStart(shape.digits, '0');
  };
  return {
    encode,
    encodeOrNull: (noun, n) => (n === null ? null : encode(noun, n)),
    decode: (noun, id) => {
      const text = typeof id === 'number' || typeof id === 'bigint' ? String(id) : id;
      if (typeof text !== 'string') return undefined;
      const shape = SHAPES[noun];
      const head = prefix + shape.tag;
      if (text.length !== head.length + shape.digits || !text.startsWith(head)) return undefined;
      const tail = text.slice(head.length);
      return /^\d+$/.test(tail) ? Number(tail) : undefined;
    },
  };
}
