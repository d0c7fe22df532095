import type { HandlersOf, Output } from '../../src-preload/contract/index.ts';
import { customFieldsOf } from '../../src-preload/contract/custom-fields.ts';
import type { TicketFile } from '../../src-preload/contract/attachments.ts';
import type { CommentItem, Comment } from '../../src-preload/contract/comments.ts';
import { tagsOf } from '../../src-preload/contract/ticket-tags.ts';
import type { ThreadItem, Thread } from '../../src-preload/contract/threads.ts';
import type { Ticket, TicketDetail, TicketRow, TimelineItem } from '../../src-preload/contract/tickets.ts';
import type { Effective } from '../outbox/effective.ts';
import { threadMark } from '../outbox/shared-drafts.ts';
import { type AgentZone, createAgentZone } from '../lib/agent-zone.ts';
import type { Cache } from '../store/cache.ts';
import { agentRow, attachmentRow, fieldText } from './present.ts';
import { createTicketLists, type TicketLists } from './ticket-lists.ts';
import { createAgentName, ticketRow } from './ticket-row.ts';

export interface TicketHandlersDeps {
  cache: Cache;
  agentId: string;
  /** The service's time, epoch milliseconds. */
  serviceNow(): number;
  /** What is on its way shows at once. */
  effective: Effective;
  /** Of the agent's days; this machine's until a page tells it. */
  zone?: AgentZone;
  /** Lists by view; without them there are no views of the agent's own. */
  lists?: TicketLists;
  /** Whether the service is known to have tags; without it none are shown. */
  hasTags?(): boolean;
  /** Asks the service, which costs one call; without it no history is known. */
  fetchHistory?(ticketId: string): Promise<Output<'tickets.history'>>;
}

/** Names of the agents that a comment mentions, by the id in the mention. */
export function mentionNames(cache: Pick<Cache, 'agents'>, content: string): Record<string, string> {
  const ids = [...content.matchAll(MENTION)].map(([, id]) => id as string);
  const byZuid = ids.length === 0 ? [] : cache.agents.list().map(({ doc }) => doc);
  const mentions = ids.map((id): [string, string] => {
    const agent = byZuid.find((candidate) => candidate.zuid === id || candidate.id === id);
    return [id, agent === undefined ? id : agentRow(agent).name];
  });
  return Object.fromEntries(mentions);
}

const THREAD_STATUSES = ['SUCCESS', 'PENDING', 'FAILED', 'DRAFT'] as const;
const MENTION = /zsu\[@user:(\d+)\]zsu/g;

/** Rows name the product only where it was asked for along with them; it may be of an earlier answer than its id. */
function productName({ productId, product }: Ticket): string | null {
  const { id, productName: name } = (product ?? {}) as { id?: unknown; productName?: unknown };
  return typeof name === 'string' && id === productId ? name : null;
}

type CustomField = TicketDetail['customFields'][number];
function customType(value: unknown): CustomField['type'] {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'flag';
  if (typeof value === 'object') return isTexts(value) ? 'list' : 'other';
  return 'text';
}
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

const contentType = (type: string | null | undefined, content: string | null | undefined): 'html' | 'plainText' =>
  type === 'html' || (type !== 'plainText' && /<\/?[a-z][^<>]*>/i.test(content ?? '')) ? 'html' : 'plainText';

/** The ticket's contact, where a message is by their address. */
function contactOf({ contactId, contact, email }: Ticket, address: string | null | undefined): string | null {
  const own = [contact?.email, email].map((one) => one?.toLowerCase());
  return contactId && address && own.includes(address.toLowerCase()) ? `contact/${contactId}` : null;
}
const personOf = (person: string | null): { person?: string } => (person === null ? {} : { person });

function threadItem(thread: Thread, agentId: string, ticket: Ticket | undefined): ThreadItem {
  const mark = thread.status === 'DRAFT' ? threadMark(thread) : null;
  const { author, direction, responderId } = thread;
  const isOut = direction === 'out';
  return {
    kind: 'thread',
    id: thread.id,
    time: thread.createdTime ?? null,
    authorName: author?.name || author?.email || thread.fromEmailAddress || '',
    authorEmail: author?.email ?? null,
    byAgent: author?.type === 'AGENT' || direction === 'out',
    ...personOf(
      isOut
        ? responderId == null
          ? null
          : `agent/${responderId}`
        : ticket === undefined
          ? null
          : contactOf(ticket, author?.email ?? thread.fromEmailAddress),
    ),
    ...(responderId == null ? {} : { isMine: isOut && responderId === agentId }),
    direction: isOut ? 'out' : 'in',
    channel: thread.channel ?? '',
    status: THREAD_STATUSES.find((status) => status === thread.status) ?? 'SUCCESS',
    from: thread.fromEmailAddress ?? null,
    to: thread.to ?? null,
    cc: thread.cc || null,
    bcc: thread.bcc || null,
    isForward: thread.isForward === true,
    content: thread.content ?? null,
    contentType: contentType(thread.contentType, thread.content),
    summary: thread.summary ?? '',
    attachments: (thread.attachments ?? []).map(attachmentRow),
    ...(mark === null ? {} : { mark }),
  };
}

/** Reads tickets as the views show them; nothing here waits for the network. */
export function createTicketHandlers({
  cache,
  agentId,
  serviceNow,
  effective,
  zone: agentZone = createAgentZone(() => undefined),
  lists = createTicketLists({ cache, agentId, serviceNow, zone: agentZone, effective }),
  hasTags = () => false,
  fetchHistory = () => Promise.resolve({ isKnown: false, entries: [] }),
}: TicketHandlersDeps): HandlersOf<'tickets'> {
  const agentName = createAgentName(cache.agents);
  const row = (ticket: Ticket): TicketRow => ticketRow(ticket, agentName);

  function commentItem(comment: Comment, ticket: Ticket | undefined): CommentItem {
    const content = comment.content ?? '';
    const { commenter, commenterId } = comment;
    const byAgent = commenter?.type !== 'END_USER';
    return {
      kind: 'comment',
      id: comment.id,
      time: comment.commentedTime ?? null,
      authorName: commenter?.name || (agentName(commenterId) ?? ''),
      byAgent,
      ...personOf(
        byAgent
          ? commenterId == null
            ? null
            : `agent/${commenterId}`
          : ticket === undefined
            ? null
            : contactOf(ticket, commenter?.email),
      ),
      isMine: commenterId === agentId,
      isPublic: comment.isPublic === true,
      content,
      contentType: contentType(comment.contentType, content),
      mentions: mentionNames(cache, content),
      attachments: (comment.attachments ?? []).map(attachmentRow),
    };
  }

  function filesOf(id: string): TicketFile[] {
    const owners = new Map<string, { threadId?: string; commentId?: string }>();
    for (const { id: threadId, fileId } of cache.threads.filesOfTicket(id)) owners.set(fileId, { threadId });
    for (const { id: commentId, fileId } of cache.comments.filesOfTicket(id)) owners.set(fileId, { commentId });
    const rows = cache.attachments.listOfTicket(id);
    const files = rows.map(({ doc, isHeld }) => ({
      ...attachmentRow(doc),
      threadId: owners.get(doc.id)?.threadId ?? null,
      commentId: owners.get(doc.id)?.commentId ?? null,
      isPublic: doc.isPublic ?? null,
      isHeld,
    }));
    return effective.files(id, files, Math.max(0, ...rows.map(({ asOf }) => asOf)));
  }

  /** One that is no more than known to be spam, as it last was: it can still be taken back. */
  function spamOf(id: string): { doc: Ticket; asOf: number } | null {
    const stone = cache.tombstones.get('ticket', id);
    if (stone?.reason !== 'spam') return null;
    return { doc: { ...(stone.doc as Ticket), isSpam: true }, asOf: stone.goneAt };
  }

  return {
    'tickets.list'({ view, offset, limit, zone }) {
      agentZone.use(zone);
      return {
        rows: lists.list(view, { offset, limit }).map((ticket) => ticketRow(ticket, agentName, lists.customOf(view))),
        total: lists.count(view),
      };
    },
    'tickets.ids'({ view, limit, zone }) {
      agentZone.use(zone);
      return { ids: lists.list(view, { offset: 0, limit }).map(({ id }) => id), total: lists.count(view) };
    },
    'tickets.counts'({ zone }) {
      agentZone.use(zone);
      return lists.counts();
    },
    'tickets.statusTypes': () => effective.statusTypes(),
    'tickets.get': ({ id: given }) => {
      const id = effective.idOf(given);
      const kept = cache.tickets.get(id);
      const created = kept === null ? effective.createdTicket(id) : null;
      const made = created ?? (kept === null ? spamOf(id) : null);
      const held = kept ?? (made === null ? null : { ...made, detailAsOf: made.asOf, isComplete: true });
      if (held === null) return null;
      const doc = created === null ? effective.ticket(held) : held.doc;
      const department = doc.departmentId ? cache.departments.get(doc.departmentId) : null;
      const custom = customFieldsOf(doc);
      return {
        ...row(doc),
        description: doc.description ?? null,
        departmentName: department?.doc.name ?? null,
        contactId: doc.contactId ?? null,
        accountName: doc.contact?.account?.accountName ?? null,
        email: doc.email ?? null,
        phone: doc.phone ?? null,
        subCategory: doc.subCategory ?? null,
        classification: doc.classification || null,
        resolution: doc.resolution ?? null,
        webUrl: doc.webUrl ?? null,
        productId: doc.productId ?? null,
        productName: productName(doc),
        customFields: Object.entries(custom).map(([name, value]) => ({
          name,
          value: fieldText(value),
          isApiName: !(name in (doc.customFields ?? {})),
          type: customType(value),
          items: isTexts(value) ? value : [],
        })),
        tags: hasTags() ? { names: [...(tagsOf(doc) ?? [])], isKnown: tagsOf(held.doc) !== null } : null,
        fieldStates: effective.fieldStates(id),
        attachments: filesOf(id),
        asOf: held.detailAsOf ?? held.asOf,
        isComplete: held.isComplete,
      };
    },
    'tickets.history': ({ id }) => fetchHistory(effective.idOf(id)),
    'tickets.timeline': async ({ id: given }) => {
      const id = effective.idOf(given);
      const threads = await cache.threads.readOfTicket(id);
      const comments = await cache.comments.readOfTicket(id);
      const ticket = cache.tickets.get(id)?.doc;
      // What has no time yet is the newest.
      const at = ({ time }: TimelineItem): number => (time === null ? Number.MAX_VALUE : Date.parse(time));
      const items = [
        ...threads.map(({ doc }) => threadItem(doc, agentId, ticket)),
        ...comments.map(({ doc }) => commentItem(doc, ticket)),
      ].sort((a, b) => at(a) - at(b) || a.id.localeCompare(b.id));
      const asOf = Math.max(0, ...[...threads, ...comments].map((row) => row.asOf));
      return effective.timeline(id, items, asOf);
    },
  };
}
