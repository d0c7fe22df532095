import { iso, permitted, type View } from '../call.ts';
import { seededDescription } from '../seed/content.ts';
import { cfOf, customFieldsOf, type CustomValues } from './custom-fields.ts';
import { assigneeOf, departmentOf } from './people.ts';

/** A ticket as stored; times in ms, references as row numbers. `hidden`: 0 visible, 1 deleted, 2 merged away, 3 spam. */
export interface TicketRow {
  n: number;
  src: number | null;
  subject: string;
  description: string | null;
  status: string;
  statusType: string;
  priority: string | null;
  channel: string;
  category: string | null;
  subCategory: string | null;
  classification: string | null;
  department: number;
  contact: number;
  account: number | null;
  product: number | null;
  assignee: number | null;
  email: string | null;
  phone: string | null;
  created: number;
  modified: number;
  modifiedBy: number | null;
  closed: number | null;
  onHold: number | null;
  due: number | null;
  responseDue: number | null;
  customerResponse: number | null;
  recent: number;
  resolution: string | null;
  threads: number;
  comments: number;
  attachments: number;
  tasks: number;
  timeEntries: number;
  approvals: number;
  lastChannel: string | null;
  lastDirection: string | null;
  lastDraft: number;
  lastForward: number;
  cf: string;
  tags: string;
  followers: string;
  isRead: number;
  hidden: number;
  mergedInto: number | null;
}

export function descriptionOf(view: View, row: TicketRow): string | null {
  if (row.description !== null || row.src === null) return row.description;
  return seededDescription(view.store.world, view.store.spec(row.src));
}

interface ContactParts {
  n: number;
  first: string | null;
  last: string;
  email: string | null;
  phone: string | null;
  mobile: string | null;
  type: string | null;
  account: number | null;
  accountName: string | null;
  website: string | null;
}

/** The contact as a ticket carries it with `include=contacts`. */
export function contactOf(view: View, n: number): Record<string, unknown> | null {
  const row = view.store
    .sql(
      `SELECT c.n, c.first, c.last, c.email, c.phone, c.mobile, c.doc ->> '$.type' AS type, c.account, a.name AS accountName, a.doc ->> '$.website' AS website
       FROM contacts c LEFT JOIN accounts a ON a.n = c.account WHERE c.n = ?`,
    )
    .get(n) as ContactParts | undefined;
  if (!row) return null;
  const ids = view.store.ids;
  return permitted(view, {
    id: ids.encode('contact', row.n),
    firstName: row.first,
    lastName: row.last,
    email: row.email,
    phone: row.phone,
    type: row.type,
    account:
      row.account === null
        ? null
        : { id: ids.encode('account', row.account), accountName: row.accountName, website: row.website },
    ...(view.live ? { mobile: row.mobile } : {}),
  });
}

function statusTypeOf(view: View, row: TicketRow): string {
  return !view.live && row.statusType === 'On Hold' ? 'Open' : row.statusType;
}

function webUrl(view: View, row: TicketRow): string {
  const mark = (row.n * 2654435761) % 4294967296;
  return `${view.origin}/support/zylker/ShowHomePage.do#Cases/dv/${mark.toString(16).padStart(8, '0').repeat(3)}`;
}

function common(view: View, row: TicketRow): Record<string, unknown> {
  const ids = view.store.ids;
  return {
    id: ids.encode('ticket', row.n),
    ticketNumber: String(100 + row.n),
    subject: row.subject,
    status: row.status,
    statusType: statusTypeOf(view, row),
    priority: row.priority,
    channel: row.channel,
    email: row.email,
    phone: row.phone,
    departmentId: ids.encode('department', row.department),
    contactId: ids.encode('contact', row.contact),
    productId: ids.encodeOrNull('product', row.product),
    assigneeId: ids.encodeOrNull('agent', row.assignee),
    createdTime: iso(row.created),
    closedTime: iso(row.closed),
    customerResponseTime: iso(row.customerResponse),
    dueDate: iso(row.due),
    threadCount: String(row.threads),
    commentCount: String(row.comments),
    webUrl: webUrl(view, row),
  };
}

export function lastThread(row: TicketRow): Record<string, unknown> | null {
  if (row.lastChannel === null) return null;
  const { lastChannel: channel, lastDirection: direction } = row;
  return { channel, isDraft: row.lastDraft === 1, isForward: row.lastForward === 1, direction };
}

/** A ticket as getTicket gives it. */
export function ticketDetail(
  view: View,
  row: TicketRow,
  wanted: ReadonlySet<string> = new Set(),
): Record<string, unknown> {
  const ids = view.store.ids;
  const custom = JSON.parse(row.cf) as CustomValues;
  const json: Record<string, unknown> = {
    ...common(view, row),
    modifiedTime: iso(row.modified),
    category: row.category,
    subCategory: row.subCategory,
    classification: row.classification,
    description: descriptionOf(view, row),
    resolution: row.resolution,
    customFields: customFieldsOf('ticket', custom),
    approvalCount: String(row.approvals),
    timeEntryCount: String(row.timeEntries),
    taskCount: String(row.tasks),
    attachmentCount: String(row.attachments),
    isDeleted: view.live ? row.hidden === 1 : row.hidden === 1 ? 'true' : 'false',
    sharedDepartments: [],
    ...(view.live
      ? {
          cf: cfOf('ticket', custom),
          accountId: ids.encodeOrNull('account', row.account),
          responseDueDate: iso(row.responseDue),
          onholdTime: iso(row.onHold),
          isOverDue: isOverdue(view, row),
          isSpam: row.hidden === 3,
          isRead: row.isRead === 1,
          modifiedBy: ids.encodeOrNull('agent', row.modifiedBy),
          createdBy: ids.encode('agent', 1),
          language: row.department === 5 ? 'Chinese' : 'English',
          source: { type: 'SYSTEM', appName: null },
          layoutId: ids.encode('profile', 1),
          teamId: null,
          secondaryContacts: [],
          entitySkills: [],
          followerCount: String((JSON.parse(row.followers) as unknown[]).length),
          tagCount: String((JSON.parse(row.tags) as unknown[]).length),
        }
      : {}),
  };
  attach(view, row, json, wanted);
  return permitted(view, json);
}

/** The clock stands while a ticket is on hold. */
export function isOverdue(view: View, row: TicketRow): boolean {
  return row.statusType === 'Open' && row.due !== null && row.due < view.now;
}

function attach(view: View, row: TicketRow, json: Record<string, unknown>, wanted: ReadonlySet<string>): void {
  if (wanted.has('contacts')) json['contact'] = contactOf(view, row.contact);
  if (wanted.has('products')) json['product'] = productOf(view, row.product);
  if (wanted.has('assignee')) json['assignee'] = assigneeOf(view, row.assignee);
  if (wanted.has('departments')) json['department'] = departmentOf(view, row.department);
  if (wanted.has('isRead')) json['isRead'] = row.isRead === 1;
}

export function productOf(view: View, n: number | null): Record<string, unknown> | null {
  const row =
    n === null
      ? undefined
      : (view.store.sql('SELECT n, name FROM products WHERE n = ?').get(n) as { n: number; name: string } | undefined);
  return row ? { id: view.store.ids.encode('product', row.n), productName: row.name } : null;
}

/** A ticket as the lists give it: without change time, description and custom fields at the live service. */
export function ticketListRow(
  view: View,
  row: TicketRow,
  wanted: ReadonlySet<string> = new Set(),
): Record<string, unknown> {
  const json: Record<string, unknown> = view.live
    ? {
        ...common(view, row),
        lastThread: lastThread(row),
        responseDueDate: iso(row.responseDue),
        onholdTime: iso(row.onHold),
        category: row.category,
        subCategory: row.subCategory,
        isSpam: false,
        isArchived: false,
        language: row.department === 5 ? 'Chinese' : 'English',
        layoutId: view.store.ids.encode('profile', 1),
        teamId: null,
        source: { type: 'SYSTEM' },
      }
    : {
        ...common(view, row),
        lastThread: lastThread(row),
        modifiedTime: iso(row.modified),
        description: descriptionOf(view, row),
        customFields: customFieldsOf('ticket', JSON.parse(row.cf) as CustomValues),
      };
  attach(view, row, json, wanted);
  return permitted(view, json);
}
