import type { ContactView } from '../../../src-preload/contract/contacts.ts';
import type { TicketDetail, TicketRow, TimelineItem } from '../../../src-preload/contract/tickets.ts';

const HOUR = 3_600_000;
const now = Date.now();
export const ago = (hours: number): string => new Date(now - hours * HOUR).toISOString();

const subjects = [
  'Printer offline after the 4.2 update',
  '退款三天了还没有到账',
  'Invoice INV-20931 charged twice',
  'Can’t sign in with SSO since this morning',
  '发票抬头填错了，怎么修改？',
  'API returns 403 for /v2/export',
  'Shipment DH-5521 stuck in Hamburg',
  'Please add Jade to our account',
  '导入客户资料时报错“第 318 行格式不正确”',
  'Feature request: dark mode for the portal',
  'Data export for our auditor',
  'Webhook deliveries delayed by up to 40 minutes',
  'Angebot für 25 weitere Lizenzen',
  '会议室平板无法连接 Wi-Fi',
  'Wrong VAT number on the March invoice',
  'Delete my personal data',
];
const contacts = [
  'Lucas Carol',
  '王芳',
  'Priya Raman',
  'Tom Okafor',
  '李明远',
  'Ana Sofia Reis',
  'Jonas Weber',
  'Mei Tanaka',
];
const statuses = [
  ['Open', 'Open'],
  ['Open', 'Open'],
  ['Escalated', 'Open'],
  ['On Hold', 'On Hold'],
  ['Waiting for parts', 'On Hold'],
] as const;
const channels = ['Email', 'Email', 'Phone', 'Chat', 'Web', 'Forums', 'Twitter', 'Customer Portal'];
const priorities = ['High', 'Medium', 'Low', null, 'Urgent', 'Medium'];

export function makeRow(index: number, closed = false): TicketRow {
  const [status, statusType] = closed
    ? (['Closed', 'Closed'] as const)
    : (statuses[index % statuses.length] ?? statuses[0]);
  const age = 0.07 * (index + 1) ** 1.9;
  const dueIn = [2.1, 26, -3.4, 96, 0.6, -30][index % 6] ?? 5;
  return {
    id: `18920000000${String(42034 + index * 7).padStart(8, '0')}`,
    number: String(1042 - index),
    subject: subjects[index % subjects.length] ?? '',
    status,
    statusType,
    priority: priorities[index % priorities.length] ?? null,
    channel: channels[index % channels.length] ?? null,
    contactName: contacts[index % contacts.length] ?? '',
    assigneeId: '1',
    assigneeName: index % 7 === 5 ? null : 'Carol Jensen',
    departmentId: ['501', '502', '503'][index % 3] ?? null,
    category: index % 3 === 1 ? 'Billing' : 'Hardware',
    dueDate: index % 4 === 3 ? null : ago(-dueIn),
    responseDueDate: index % 9 === 3 ? ago(-0.7) : null,
    lateFrom: index % 4 === 3 || statusType === 'On Hold' ? null : ago(-dueIn),
    createdTime: ago(age + 20),
    recentTime: ago(age),
    closedTime: closed ? ago(age) : null,
    threadCount: 4,
    commentCount: 1,
    awaitsReply: index % 3 === 0,
    isSpam: false,
    custom: {},
  };
}

const held = { commentId: null, isPublic: true, isHeld: true };

export function makeDetail(row: TicketRow): TicketDetail {
  return {
    ...row,
    description: null,
    tags: { names: ['printer', 'vip'], isKnown: true },
    departmentId: '7',
    departmentName: 'Technical support',
    contactId: '99',
    accountName: 'Zylker Travels',
    email: 'lucas.carol@zylker.example',
    phone: '+1 888 900 9646',
    subCategory: 'Printers',
    classification: 'Problem',
    resolution: null,
    webUrl: 'https://desk.example.com/ticket/1042',
    productId: null,
    productName: null,
    fieldStates: {},
    customFields: [
      { name: 'Serial number', value: 'ZX-4471-08', isApiName: false, type: 'text', items: [] },
      { name: 'Contract', value: 'Gold, until 31 Dec', isApiName: false, type: 'text', items: [] },
      { name: '现场联系人', value: '周敏', isApiName: false, type: 'text', items: [] },
    ],
    attachments: [
      { id: 'a1', name: 'printer-log-2024-05-03.txt', size: 48_213, threadId: '11', ...held },
      { id: 'a2', name: 'error-screen.png', size: 391_442, threadId: '11', ...held },
    ],
    asOf: now - 120_000,
    isComplete: true,
  };
}

/** What a ticket has whose long texts were written, and whose tags and fields try what there is room for. */
export const longTexts: Partial<TicketDetail> = {
  description:
    '<p>Since the 4.2 update the front-desk printer shows as offline, although it prints its own test page.</p><p>Two machines, same result.</p>',
  resolution: 'Removed the device and added it again by its address.\nThe fix of 4.2.1 makes that unnecessary.',
  tags: {
    names: [
      'printer',
      'vip',
      '退款',
      'Donaudampfschifffahrtsgesellschaft',
      'waiting for the parts of the second machine',
    ],
    isKnown: true,
  },
  category: 'Hardware, peripherals and everything that is plugged in',
  fieldStates: { category: 'waits', tags: 'waits', subCategory: 'conflict' },
};

const quoted = `<div class="gmail_quote"><div class="gmail_attr">On Fri, 3 May 2024 at 09:37, Carol Jensen &lt;support@desk.example&gt; wrote:</div><blockquote>Hello Lucas,<br>please switch it off and on.</blockquote></div>`;

export const timeline: TimelineItem[] = [
  {
    kind: 'thread',
    id: '10',
    time: ago(27),
    authorName: 'Lucas Carol',
    authorEmail: 'lucas.carol@zylker.example',
    byAgent: false,
    person: 'contact/9001',
    direction: 'in',
    channel: 'Email',
    status: 'SUCCESS',
    from: '"Lucas Carol" <lucas.carol@zylker.example>',
    to: '"Support" <support@desk.example>',
    cc: null,
    bcc: null,
    isForward: false,
    content: `<div style="font-family:Arial;color:#222222"><p>Hi there,</p><p>since the <b>4.2 update</b> our front-desk printer shows as <i>offline</i>, although it prints its own test page. We have about forty guests checking in this afternoon, so this is rather urgent.</p><ul><li>Model: ZX-4471</li><li>Driver: 8.1.0</li><li>Windows 11, two machines, same result</li></ul><p>The log is attached. Status page: <a href="https://status.example.com/printers">status.example.com/printers</a></p><p>Thanks,<br>Lucas</p><img src="https://track.example.com/open.gif" width="1" height="1"><img src="https://cdn.example.com/logo.png" alt="Zylker Travels"></div>`,
    contentType: 'html',
    summary: 'Hi there, since the 4.2 update our front-desk printer shows as offline…',
    attachments: [
      { id: 'a1', name: 'printer-log-2024-05-03.txt', size: 48_213 },
      { id: 'a2', name: 'error-screen.png', size: 391_442 },
    ],
  },
  {
    kind: 'thread',
    id: '11',
    time: ago(25.5),
    authorName: 'Carol Jensen',
    authorEmail: 'carol@desk.example',
    byAgent: true,
    direction: 'out',
    channel: 'Email',
    status: 'SUCCESS',
    from: 'support@desk.example',
    to: '"Lucas Carol" <lucas.carol@zylker.example>',
    cc: '"Priya Raman" <priya@zylker.example>',
    bcc: null,
    isForward: false,
    content: `<div>Hello Lucas,<br><br>sorry about that. Could you open <b>Settings → Printers</b>, remove the device and add it again by its address? That works around the new discovery service.<br><br>Best regards,<br>Carol</div>`,
    contentType: 'html',
    summary: 'Hello Lucas, sorry about that.',
    attachments: [],
  },
  {
    kind: 'comment',
    id: '20',
    time: ago(25),
    authorName: 'Carol Jensen',
    byAgent: true,
    isMine: true,
    isPublic: false,
    content:
      'zsu[@user:4417]zsu have we seen this before? 4.2 changed the discovery port. See https://wiki.example.com/4.2-ports.',
    contentType: 'plainText',
    mentions: { '4417': 'Jade Liu' },
    attachments: [],
  },
  {
    kind: 'comment',
    id: '21',
    time: ago(3.2),
    authorName: 'Jade Liu',
    byAgent: true,
    isPublic: false,
    content: '<div>Yes, two others. A fix ships <b>tonight</b>; the workaround is in the wiki.</div>',
    contentType: 'html',
    mentions: {},
    attachments: [],
  },
  {
    kind: 'thread',
    id: '12',
    time: ago(1.1),
    authorName: 'Lucas Carol',
    authorEmail: 'lucas.carol@zylker.example',
    byAgent: false,
    person: 'contact/9001',
    direction: 'in',
    channel: 'Phone',
    status: 'SUCCESS',
    from: null,
    to: null,
    cc: null,
    bcc: null,
    isForward: false,
    content:
      'Called at 10:12. Re-adding worked on one machine; the other still says offline.\nCall back on +1 888 900 9646.\n\n> please switch it off and on\n> and add it again',
    contentType: 'plainText',
    summary: 'Called at 10:12.',
    attachments: [],
  },
  {
    kind: 'thread',
    id: '13',
    time: ago(0.4),
    authorName: 'Lucas Carol',
    authorEmail: 'lucas.carol@zylker.example',
    byAgent: false,
    person: 'contact/9001',
    direction: 'in',
    channel: 'Email',
    status: 'SUCCESS',
    from: 'lucas.carol@zylker.example',
    to: 'support@desk.example',
    cc: null,
    bcc: null,
    isForward: false,
    content: `<div dir="ltr">It stopped again this morning. See <a href="http://evil.example.net/x">https://status.example.com</a>.<br><br>您好，前台的同事也遇到同样的问题，请尽快处理。<br></div><br>${quoted}`,
    contentType: 'html',
    summary: 'It stopped again this morning.',
    attachments: [],
  },
  {
    kind: 'thread',
    id: '14',
    time: ago(0.1),
    authorName: 'Carol Jensen',
    authorEmail: 'carol@desk.example',
    byAgent: true,
    direction: 'out',
    channel: 'Email',
    status: 'FAILED',
    from: 'support@desk.example',
    to: 'lucas.carol@zylker.example',
    cc: null,
    bcc: null,
    isForward: false,
    content: '<div>Thank you, Lucas. I am looking at your second machine now.</div>',
    contentType: 'html',
    summary: 'Thank you, Lucas.',
    attachments: [],
  },
  {
    kind: 'thread',
    id: '15',
    time: ago(0.02),
    authorName: 'Carol Jensen',
    authorEmail: 'carol@desk.example',
    byAgent: true,
    direction: 'out',
    channel: 'Email',
    status: 'DRAFT',
    from: 'support@desk.example',
    to: 'lucas.carol@zylker.example',
    cc: null,
    bcc: null,
    isForward: false,
    content: 'Hello Lucas, the fix is out. Could you restart the',
    contentType: 'plainText',
    summary: '',
    attachments: [],
  },
];

/** The same conversation over every channel, short as they are there. */
export const channelTimeline: TimelineItem[] = (
  [
    ['Phone', false, 'Called at 10:12: re-adding worked on one machine, the other still says offline.'],
    ['Chat', false, 'hi, me again'],
    ['Chat', false, 'the second machine is offline too'],
    ['Chat', true, 'Hello Lucas, I am looking at it now. Is the cable in?'],
    ['Twitter', false, 'Still no printer at @zylker_support, day 2', '@lucas_c'],
    ['Facebook', true, 'Sorry to hear that, Lucas. We answer you by mail.', 'Zylker Travels'],
    ['Forums', false, 'Same here since 4.2. Anyone with a workaround?'],
    ['Customer Portal', false, 'Opened from the help centre: printer offline.'],
    ['Web', false, 'Form: “printer, offline, urgent”.'],
  ] as const
).map(([channel, byAgent, content, from], index) => ({
  ...(timeline[0] as Extract<TimelineItem, { kind: 'thread' }>),
  id: `c${index}`,
  time: ago(3 - index / 4),
  channel,
  byAgent,
  direction: byAgent ? ('out' as const) : ('in' as const),
  authorName: byAgent ? 'Carol Jensen' : 'Lucas Carol',
  from: from ?? null,
  to: null,
  content,
  contentType: 'plainText' as const,
  attachments: [],
}));

export const contact: ContactView = {
  id: '99',
  name: 'Lucas Carol',
  email: 'lucas.carol@zylker.example',
  phone: '+1 888 900 9646',
  mobile: null,
  title: 'Front office manager',
  city: 'Austin',
  country: 'United States',
  accountId: '77',
  accountName: 'Zylker Travels',
  happiness: { good: 82, ok: 11, bad: 7 },
  openTickets: 3,
  closedTickets: 41,
  asOf: now,
};
