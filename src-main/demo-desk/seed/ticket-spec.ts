import { createRng } from '../rng.ts';
import { AGENTS, PRODUCTS } from './company.ts';
import { accountSeed, contactSeed, type ContactSeed } from './people.ts';
import { fill, type Template, type Words } from './template.ts';
import { TEMPLATES_EN } from './templates-en.ts';
import { TEMPLATES_ZH } from './templates-zh.ts';

/** How large the seeded world is, and when it was made. */
export interface World {
  seed: number;
  tickets: number;
  contacts: number;
  accounts: number;
  /** Milliseconds: the newest seeded thing is just before this. */
  epoch: number;
}

export interface ThreadSpec {
  created: number;
  direction: 'in' | 'out';
  channel: string;
  status: 'SUCCESS' | 'PENDING' | 'FAILED' | 'DRAFT';
  /** Row of the agent, for outgoing threads. */
  agent: number | null;
  html: boolean;
  /** Names of attached files. */
  files: readonly string[];
}

export interface CommentSpec {
  commented: number;
  modified: number | null;
  agent: number;
  isPublic: boolean;
  content: string;
}

/** Everything about a seeded ticket but its long texts: a pure function of the world and its number. */
export interface TicketSpec {
  i: number;
  template: Template;
  zh: boolean;
  words: Words;
  subject: string;
  contactN: number;
  contact: ContactSeed;
  product: number | null;
  department: number;
  channel: string;
  status: 'Open' | 'On Hold' | 'Escalated' | 'Closed';
  priority: 'Low' | 'Medium' | 'High' | null;
  assignee: number | null;
  created: number;
  closed: number | null;
  due: number | null;
  responseDue: number | null;
  customerResponse: number;
  modified: number;
  resolution: string | null;
  threads: ThreadSpec[];
  comments: CommentSpec[];
  timeEntries: number;
  tasks: number;
  ticketFiles: readonly string[];
  spam: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const ZH_WEEKDAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const CITIES = ['Austin', 'Leeds', 'Hamburg', 'Lyon', 'Porto', 'Utrecht', 'Bergen', 'Pune', 'Toronto', 'Cork'];
const ZH_CITIES = ['上海', '北京', '深圳', '杭州', '成都', '广州', '苏州', '武汉'];
const PLACES = ['warehouse', 'office', 'holiday home', 'clinic', 'workshop', 'shop', 'hotel'];
const ZH_PLACES = ['仓库', '办公室', '门店', '诊所', '工厂', '民宿'];
const PLANS = ['Zylker Cloud Plus', 'Zylker Cloud Family', 'Zylker Business'];
const IN_CHANNEL: Record<string, string> = {
  Email: 'EMAIL',
  Web: 'WEB',
  Phone: 'PHONE',
  Chat: 'ONLINE_CHAT',
  Facebook: 'FACEBOOK',
  Twitter: 'TWITTER',
  Forums: 'FORUMS',
  Feedback: 'FEEDBACK',
};
const FILES = [
  'screenshot.png',
  'photo.png',
  'device-log.txt',
  'invoice.pdf',
  'export.csv',
  'label.png',
  'receipt.pdf',
  'settings.json',
];
const ZH_FILES = ['截图.png', '照片.png', '设备日志.txt', '发票.pdf', '开票资料.pdf'];

/** How many contacts and accounts a desk with `tickets` tickets has. */
export function createWorld(seed: number, tickets: number, epoch: number): World {
  return {
    seed,
    tickets,
    epoch,
    contacts: Math.max(12, Math.ceil(tickets / 4)),
    accounts: Math.max(5, Math.ceil(tickets / 25)),
  };
}

function makeWords(world: World, i: number, zh: boolean, contact: ContactSeed, productN: number): Words {
  const r = createRng(world.seed, 12, i);
  const product = PRODUCTS[productN - 1] as (typeof PRODUCTS)[number];
  const minor = r.between(0, 9);
  const money = (r.between(900, 48000) / 100).toFixed(2);
  const month = r.int(12);
  const day = r.between(1, 27);
  return {
    product: zh ? product.zh : product.name,
    model: product.model,
    order: `ZY-${r.between(10000, 99999)}`,
    amount: zh ? `¥${money}` : `$${money}`,
    fw: `${r.between(3, 6)}.${minor}.${r.between(0, 9)}`,
    fw2: `${r.between(6, 7)}.${minor}.${r.between(10, 19)}`,
    err: `E-${r.between(1001, 1999)}`,
    city: zh ? r.pick(ZH_CITIES) : r.pick(CITIES),
    date: zh ? `${month + 1}月${day}日` : `${day} ${MONTHS[month] as string}`,
    date2: zh ? `${month + 1}月${day + 1}日` : `${day + 1} ${MONTHS[month] as string}`,
    month: zh ? `${month + 1}月` : (MONTHS[month] as string),
    weekday: zh ? r.pick(ZH_WEEKDAYS) : r.pick(WEEKDAYS),
    time: `${r.between(18, 23)}:${r.pick(['00', '15', '30', '45'])}`,
    days: String(r.between(3, 14)),
    n: String(r.between(12, 98)),
    serial: `${product.model.replace('-', '')}${r.between(100000, 999999)}`,
    tracking: `1Z${r.between(100, 999)}W${r.between(10000000, 99999999)}`,
    ref: `R-${r.between(100000, 999999)}`,
    plan: r.pick(PLANS),
    place: zh ? r.pick(ZH_PLACES) : r.pick(PLACES),
    company:
      contact.account === null ? (zh ? '我们公司' : 'our company') : accountSeed(world.seed, contact.account).name,
    first: contact.first,
  };
}

function ageOf(world: World, i: number, jitter: number): number {
  const span = Math.min(900, Math.max(45, world.tickets / 5)) * DAY;
  const share = (world.tickets - i + jitter) / world.tickets;
  return Math.max(3 * MINUTE, span * Math.pow(share, 1.25));
}

function threadCount(world: World, i: number, r: ReturnType<typeof createRng>): number {
  if (world.tickets >= 1000 && i === world.tickets - 37) return 210;
  return r.weighted([
    [1, 25],
    [2, 25],
    [3, 18],
    [4, 12],
    [5, 8],
    [6, 5],
    [7, 3],
    [9, 2],
    [12, 1.4],
    [24, 0.4],
    [45, 0.1],
  ] as const);
}

/** The agent for a ticket of `department`: Jade takes her share of everything. */
function pickAgent(r: ReturnType<typeof createRng>, department: number): number {
  if (r.chance(0.082)) return 1;
  const team: number[] = [];
  AGENTS.forEach((agent, at) => {
    if (at > 0 && !agent.disabled && agent.profile !== 3 && agent.departments.includes(department)) team.push(at + 1);
  });
  return r.pick(team);
}

/** The seeded ticket `i` (from 1, oldest first). */
export function ticketSpec(world: World, i: number): TicketSpec {
  const r = createRng(world.seed, 1, i);
  const contactN = 1 + Math.floor(Math.pow(r.next(), 1.4) * world.contacts);
  const contact = contactSeed(world.seed, contactN, world.accounts);
  const zh = contact.zh;
  const template = r.pick(zh ? TEMPLATES_ZH : TEMPLATES_EN);
  const productN = 1 + r.int(PRODUCTS.length);
  const words = makeWords(world, i, zh, contact, productN);
  const channel = r.weighted([
    ['Email', 62],
    ['Web', 12],
    ['Phone', 9],
    ['Chat', 8],
    ['Facebook', 3],
    ['Twitter', 2],
    ['Forums', 2],
    ['Feedback', 2],
  ] as const);
  const age = ageOf(world, i, r.next());
  const created = world.epoch - Math.round(age);
  const rank = (world.tickets - i) / world.tickets;
  const open = r.chance(rank < 0.15 ? 0.78 : rank < 0.45 ? 0.2 : 0.03);
  const status = open
    ? r.weighted([
        ['Open', 68],
        ['On Hold', 18],
        ['Escalated', 14],
      ] as const)
    : 'Closed';
  const priority = r.weighted([
    [null, 22],
    ['Low', 18],
    ['Medium', 38],
    ['High', 22],
  ] as const);
  const agentN = pickAgent(r, template.department);
  const assignee = r.chance(open ? 0.17 : 0.01) ? null : agentN;
  words['agent'] = AGENTS[agentN - 1]?.first ?? '';

  const count = threadCount(world, i, r);
  const threads: ThreadSpec[] = [];
  const gaps: number[] = [];
  let total = 0;
  for (let k = 1; k < count; k++) {
    const gap = k % 2 === 1 ? r.between(8, 20 * 60) * MINUTE : r.between(15, 52 * 60) * MINUTE;
    gaps.push(gap);
    total += gap;
  }
  const scale = total > age * 0.92 ? (age * 0.92) / total : 1;
  let at = created;
  let customerResponse = created;
  for (let k = 0; k < count; k++) {
    if (k > 0) at += Math.round((gaps[k - 1] as number) * scale);
    const turn = template.turns[k];
    let inbound = k === 0 || (turn ? turn[0] === 'c' : k % 2 === 0);
    if (k > 1 && !turn && r.chance(0.15)) inbound = !inbound;
    const mail = inbound
      ? (IN_CHANNEL[channel] as string)
      : channel === 'Email' || channel === 'Web' || channel === 'Phone' || channel === 'Feedback'
        ? 'EMAIL'
        : (IN_CHANNEL[channel] as string);
    const file = r.chance(inbound ? 0.09 : 0.05);
    threads.push({
      created: at,
      direction: inbound ? 'in' : 'out',
      channel: mail,
      status: 'SUCCESS',
      agent: inbound ? null : (assignee ?? agentN),
      html: mail === 'EMAIL' && r.chance(inbound ? 0.62 : 0.8),
      files: file
        ? r.chance(0.2)
          ? [r.pick(zh ? ZH_FILES : FILES), 'device-log.txt']
          : [r.pick(zh ? ZH_FILES : FILES)]
        : [],
    });
    if (inbound) customerResponse = at;
  }
  const last = threads[threads.length - 1] as ThreadSpec;
  if (open && count > 1 && last.direction === 'out' && last.channel === 'EMAIL') {
    const odd = r.next();
    if (odd < 0.07) last.status = 'DRAFT';
    else if (odd < 0.1) last.status = 'FAILED';
  }

  const comments: CommentSpec[] = [];
  const commentCount = r.weighted([
    [0, 66],
    [1, 22],
    [2, 9],
    [3, 3],
  ] as const);
  for (let k = 0; k < commentCount; k++) {
    const mentioned = 1 + r.int(AGENTS.length - 1);
    const commented = Math.min(
      world.epoch - MINUTE,
      created + Math.round((at - created) * r.next()) + r.between(1, 90) * MINUTE,
    );
    const note =
      k < template.notes.length
        ? (template.notes[k] as string)
        : zh
          ? '已电话联系客户,稍后跟进。'
          : 'Called the customer, will follow up.';
    comments.push({
      commented,
      modified: r.chance(0.08) ? Math.min(world.epoch - MINUTE, commented + 4 * MINUTE) : null,
      agent: r.chance(0.75) ? agentN : 1 + r.int(AGENTS.length - 2),
      isPublic: r.chance(0.18),
      content: fill(note, { ...words, mention: `zsu[@user:${zuidOf(mentioned)}]zsu` }),
    });
  }
  comments.sort((a, b) => a.commented - b.commented);

  const closed = open ? null : Math.min(world.epoch - MINUTE, at + r.between(1, 150) * MINUTE);
  const hours = priority === 'High' ? 8 : priority === 'Medium' ? 24 : priority === 'Low' ? 72 : 48;
  const due = r.chance(0.12)
    ? null
    : open
      ? world.epoch + Math.round((r.next() * 7 - 1.4) * DAY)
      : created + hours * HOUR;
  let modified = Math.max(at, closed ?? 0);
  for (const comment of comments) modified = Math.max(modified, comment.modified ?? comment.commented);
  return {
    i,
    template,
    zh,
    words,
    contactN,
    contact,
    channel,
    status,
    priority,
    assignee,
    created,
    closed,
    due,
    customerResponse,
    modified,
    threads,
    comments,
    subject: fill(r.pick(template.subjects), words),
    product: r.chance(0.8) ? productN : null,
    department: template.department,
    responseDue: open && last.direction === 'in' && r.chance(0.8) ? last.created + hours * HOUR : null,
    resolution: open || r.chance(0.4) ? null : fill(template.resolution, words),
    timeEntries: count > 1 && r.chance(0.22) ? r.between(1, 3) : 0,
    tasks: r.chance(0.07) ? r.between(1, 2) : 0,
    ticketFiles: r.chance(0.03) ? [r.pick(FILES)] : [],
    spam: false,
  };
}

/** The user number that mentions carry. */
export function zuidOf(agentN: number): string {
  return String(10650000 + agentN * 4099);
}
