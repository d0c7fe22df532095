import type { Comment } from '../../src-preload/contract/comments.ts';
import type { Contact } from '../../src-preload/contract/contacts.ts';
import type { Thread } from '../../src-preload/contract/threads.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';

/** Small and fast numbers from a seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SYLLABLES =
  'ba be bi bo bra bre ca ce ci co cra da de di do dra el en er fa fe fi fla fo ga ge gra ha he in ka la le li lo ma me mi mo na ne ni no or pa pe pi pla po pra ra re ri ro sa se si so sta ta te ti to tra un va ve vi wa we xi yo za'.split(
    ' ',
  );
const ENGLISH =
  'the to and of a in is for you my we it on that order have not please this with your can account email refund when help invoice delivery password printer update payment shipping problem customer received number address error login screen request subscription return package'.split(
    ' ',
  );
const CHINESE =
  '您好 我的 订单 还没有 发货 请 尽快 处理 退款 申请 谢谢 账户 无法 登录 密码 重置 发票 地址 错误 产品 质量 问题 客服 物流 快递 延迟 收到 货物 损坏 更换 支付 失败 优惠券 会员 积分 升级 打印机 安装 驱动 联系 电话 邮件 确认 取消 合同 报价 服务器 网络 连接 中断'.split(
    ' ',
  );
const NAMES =
  'Anna Ben Clara David Emma Felix Grace Hugo Ida Jonas Kira Leo Mia Noah Olga Paul Rosa Sven Tara Uwe'.split(' ');
const STATUSES = ['Open', 'Open', 'On Hold', 'Escalated', 'Waiting'];
const PRIORITIES = [null, 'Low', 'Medium', 'High'];
const CHANNELS = ['Email', 'Email', 'Email', 'Phone', 'Web', 'Chat'];
const DAY = 86_400_000;

/**
 * A phrase that stands in every hundredth ticket, and a word that stands in twenty however many there are: what is found
 * is as much in a small cache as in a large one.
 */
export const PHRASE = 'frozen warehouse scanner';
export const RARE = 'quetzalcoatlus';
export const NOW = Date.UTC(2026, 0, 10, 12);
export const AGENT_ID = '7000000000001';
const AGENTS = 16;

export interface CorpusTicket {
  ticket: Ticket;
  threads: Thread[];
  comments: Comment[];
}

export interface Corpus {
  contacts: Contact[];
  /** Index 0 is the newest. */
  ticket(index: number): CorpusTicket;
}

/**
 * Tickets that look like a desk's: three threads of HTML of about 450 characters, words as frequent as in language
 * (Zipf), every fifth ticket Chinese, 8% open, five years back. The same for the same seed and size. `agentId` is one of the
 * sixteen agents that they are assigned to: a page of anything is full in a small cache too.
 */
export function createCorpus(size: number, seed = 1, agentId = AGENT_ID): Corpus {
  let random = createRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const vocabulary = [...ENGLISH];
  while (vocabulary.length < 30_000) {
    const length = 2 + Math.floor(random() * 3);
    vocabulary.push(Array.from({ length }, () => pick(SYLLABLES)).join(''));
  }
  const word = (): string => vocabulary[Math.floor(vocabulary.length ** random()) - 1] ?? 'the';
  const sentence = (words: number): string => {
    let text = word();
    for (let index = 1; index < words; index += 1) text += ` ${word()}`;
    return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
  };
  const chinese = (words: number): string => `${Array.from({ length: words }, () => pick(CHINESE)).join('')}。`;

  const agents = [agentId, ...Array.from({ length: AGENTS - 1 }, (_, at) => String(BigInt(AGENT_ID) + BigInt(at + 1)))];
  const contactCount = Math.max(50, Math.floor(size / 8));
  const contacts = Array.from({ length: contactCount }, (_, index): Contact => {
    const lastName = `${vocabulary[100 + (index % 20_000)] ?? 'Doe'}${index}`;
    return {
      id: `5000000000${index}`,
      firstName: NAMES[index % NAMES.length] ?? 'Anna',
      lastName,
      email: `${lastName}@example${index % 300}.com`,
      phone: `555-01${index}`,
      accountId: null,
    };
  });

  const rareEvery = Math.max(1, Math.floor(size / 20));
  function ticket(index: number): CorpusTicket {
    // Each ticket's own numbers: it is the same in whatever order they are asked for.
    random = createRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
    const id = `1892000000${String(1_000_000_000 + index)}`;
    const isChinese = index % 5 === 0;
    const isOpen = index % 100 < 8 || (index < size / 50 && index % 3 === 0);
    const recent = NOW - Math.floor((index / size) * 1_800 * DAY) - Math.floor(random() * 60_000);
    const at = (time: number): string => new Date(time).toISOString();
    const contact = contacts[Math.floor(random() * contactCount)] as Contact;
    const status = isOpen ? pick(STATUSES) : 'Closed';
    const threads = Array.from({ length: 3 }, (_, part): Thread => {
      const isOut = part === 1;
      const lines = Array.from({ length: 4 }, () => (isChinese ? chinese(8) : sentence(13)));
      if (part === 0 && index % 100 === 50) lines.push(`There is a ${PHRASE} here.`);
      if (part === 2 && index % rareEvery === Math.floor(rareEvery / 2)) lines.push(`It says ${RARE}.`);
      return {
        id: `${id}${part}`,
        channel: 'EMAIL',
        status: 'SUCCESS',
        direction: isOut ? 'out' : 'in',
        contentType: 'html',
        content: `<div style="font-family:Arial"><p>${lines.join('</p>\n<p>')}</p></div>`,
        summary: lines[0] ?? '',
        createdTime: at(recent - (2 - part) * 3_600_000),
        fromEmailAddress: isOut ? 'support@example.com' : (contact.email ?? ''),
        to: isOut ? (contact.email ?? '') : 'support@example.com',
        author: {
          name: isOut ? 'Agent' : `${contact.firstName} ${contact.lastName}`,
          type: isOut ? 'AGENT' : 'END_USER',
        },
        hasAttach: index % 7 === 0 && part === 0,
        attachments: [],
      };
    });
    return {
      ticket: {
        id,
        ticketNumber: String(size - index + 100),
        subject: isChinese ? chinese(4).slice(0, -1) : sentence(6).slice(0, -1),
        status,
        statusType: isOpen ? (status === 'On Hold' ? 'On Hold' : 'Open') : 'Closed',
        priority: pick(PRIORITIES),
        channel: pick(CHANNELS),
        departmentId: `4000000000${index % 4}`,
        assigneeId: index % 7 === 0 ? null : agents[Math.floor(random() * AGENTS)],
        contactId: contact.id,
        email: contact.email,
        dueDate: isOpen ? at(NOW + Math.floor((random() - 0.3) * 10 * DAY)) : null,
        createdTime: at(recent - 3 * DAY),
        customerResponseTime: at(recent),
        closedTime: isOpen ? null : at(recent + DAY),
        threadCount: 3,
        commentCount: 0,
        webUrl: `https://desk.example.com/support/console/ShowHomePage.do#Cases/dv/${id}`,
        contact: {
          id: contact.id,
          firstName: contact.firstName,
          lastName: contact.lastName,
          email: contact.email,
          phone: null,
        },
        customFields: { Region: 'EMEA', Product: pick(ENGLISH) },
        lastThread: { channel: 'EMAIL', direction: 'in', isDraft: false },
      },
      threads,
      comments: [],
    };
  }
  return { contacts, ticket };
}
