import { type JobKindName, jobKind } from '../../src-preload/contract/outbox.ts';
import type { Random } from './random.ts';

export interface Ticket {
  id: string;
  contactId: string;
  departmentId: string;
}

/** What a desk has that plans need. */
export interface Place {
  tickets: readonly Ticket[];
  departments: readonly string[];
  /** The address that replies come from. */
  from: string;
}

/** A thread that the desk has before an intent is told: our draft, our failed mail, or a customer's message. */
export type Needed = 'draft' | 'failedThread' | 'customerThread';

export interface Intent {
  kind: JobKindName;
  /** `$0`, `$1`... stand for rows that earlier intents of the round make, `%thread` for what is needed. */
  input: Record<string, unknown>;
  /** Written into it, so that its effects can be found in the ledger. Two intents may share one. */
  tag: string;
  /** What it keeps its order on. */
  lane: string;
  /** A file to be attached first. */
  file: { name: string; text: string } | null;
  needs: Needed | null;
  /** Colleagues and customers who get there between the agent's look at the ticket and the agent's words. */
  meanwhile: Meanwhile | null;
}

export interface Meanwhile {
  event: Record<string, unknown> & { kind: string };
  /** What the agent says when asked. */
  answer: 'go' | 'giveUp';
  /** It happens after the first try failed. */
  isLate?: boolean;
}

export const KINDS = jobKind.options;

/** Kinds that need a row which an earlier intent makes, and which kind makes it. */
const MADE_BY: Partial<Record<JobKindName, JobKindName>> = {
  'comment.edit': 'comment.create',
  'comment.delete': 'comment.create',
  'timeEntry.edit': 'timeEntry.create',
  'timeEntry.delete': 'timeEntry.create',
  'ticket.merge': 'ticket.create',
  'ticket.markSpam': 'ticket.create',
  'ticket.follow': 'ticket.create',
  'ticket.tag': 'ticket.create',
  'ticket.move': 'ticket.create',
  'contact.update': 'contact.create',
  'account.update': 'account.create',
  'task.update': 'task.create',
  'attachment.delete': 'attachment.add',
  'attachment.setVisibility': 'attachment.add',
};
/** After these the row is no more, or nothing more can be written to it. */
const ENDS: readonly JobKindName[] = [
  'comment.delete',
  'timeEntry.delete',
  'ticket.merge',
  'ticket.markSpam',
  'attachment.delete',
];

/** What an agent writes in a round, one intent after the other. */
export function createWriter(random: Random, { departments, from }: Place, mine: readonly Ticket[], name: string) {
  const intents: Intent[] = [];
  const over = new Set<number>();

  const madeBy = (kind: JobKindName): number[] =>
    intents.flatMap((intent, i) => (intent.kind === kind && !over.has(i) ? [i] : []));

  function add(kind: JobKindName, isMaker = false): void {
    const maker = MADE_BY[kind];
    // What ends a ticket gets one of its own, so that nothing else waits for it.
    if (maker !== undefined && (madeBy(maker).length === 0 || (maker === 'ticket.create' && ENDS.includes(kind)))) {
      add(maker, true);
    }
    const at = maker === undefined ? -1 : (madeBy(maker).at(-1) as number);
    if (ENDS.includes(kind)) over.add(at);
    let beside: number | null = null;
    if (kind === 'ticket.merge' && random.chance(0.4)) {
      add('ticket.create', true);
      beside = intents.length - 1;
      over.add(beside);
    }
    intents.push(write(kind, at, beside, isMaker, `${name}i${intents.length}`));
    if (!isMaker && kind === 'comment.create' && random.chance(0.3)) {
      // Meant twice: the same words on the same ticket.
      intents.push({ ...(intents.at(-1) as Intent) });
    }
  }

  function write(kind: JobKindName, at: number, beside: number | null, isMaker: boolean, tag: string): Intent {
    const ticket = random.pick(mine);
    const made = madeBy('ticket.create');
    const onMade = made.length > 0 && random.chance(0.5) ? random.pick(made) : null;
    const ticketId = onMade === null ? ticket.id : `$${onMade}`;
    const common = { kind, tag, lane: `ticket:${ticketId}`, file: null, needs: null, meanwhile: null };
    const maker = intents[at];
    const onMaker = { ...common, lane: maker?.lane ?? '' };
    const makersTicket = maker?.input['ticketId'] ?? maker?.input['parentId'];
    const row = `$${at}`;
    const second = beside === null ? [] : [`$${beside}`];
    const mail = { ticketId, to: 'carol@example.com', fromEmailAddress: from, content: `<p>mail ${tag}</p>` };
    switch (kind) {
      case 'reply.send': {
        const thenStatus = random.chance(0.2) ? { thenStatus: 'On Hold' } : {};
        const file = random.chance(0.25) ? { name: `${tag}.txt`, text: `file of ${tag}` } : null;
        const meanwhile = onMade === null ? chat(ticket) : null;
        // On with a draft of the service, whose words and address are others.
        const isOver = onMade === null && file === null && meanwhile === null && random.chance(0.2);
        const over = isOver ? { draftThreadId: '%thread' } : {};
        const needs = isOver ? ('draft' as const) : null;
        return { ...common, input: { ...mail, ...thenStatus, ...over }, file, meanwhile, needs };
      }
      case 'reply.forward':
        return { ...common, input: mail };
      case 'reply.draft':
        return { ...common, input: mail };
      case 'reply.deleteDraft':
        return {
          ...common,
          input: { ticketId: ticket.id, threadId: '%thread' },
          lane: `ticket:${ticket.id}`,
          needs: 'draft',
        };
      case 'thread.resend':
        return {
          ...common,
          input: { ticketId: ticket.id, threadId: '%thread' },
          lane: `ticket:${ticket.id}`,
          needs: 'failedThread',
        };
      case 'comment.create':
        return { ...common, input: { ticketId, content: `note ${tag}` } };
      case 'comment.edit':
        return { ...onMaker, input: { ticketId: makersTicket, id: row, content: `changed ${tag}` } };
      case 'comment.delete':
      case 'timeEntry.delete':
        return { ...onMaker, input: { ticketId: makersTicket, id: row } };
      case 'timeEntry.create': {
        const time = { executedTime: '2026-03-01T10:00:00.000Z', seconds: 60 + random.int(9_000) };
        return { ...common, input: { ticketId, ...time, description: `time ${tag}` } };
      }
      case 'timeEntry.edit':
        return { ...onMaker, input: { ticketId: makersTicket, id: row, description: `changed ${tag}` } };
      case 'ticket.create':
        return {
          ...common,
          lane: `ticket:$${intents.length}`,
          input: { subject: `ticket ${tag}`, contactId: ticket.contactId, departmentId: ticket.departmentId },
        };
      case 'ticket.update': {
        const isClose = onMade !== null && random.chance(0.4);
        const fields = { resolution: `because ${tag}`, ...(isClose ? { status: 'Closed' } : {}) };
        return { ...common, input: { id: ticketId, fields }, meanwhile: onMade === null ? rival(ticket) : null };
      }
      case 'ticket.move': {
        const departmentId = departments.find((id) => id !== maker?.input['departmentId']);
        return { ...onMaker, input: { id: row, departmentId } };
      }
      case 'ticket.merge':
        return { ...common, lane: `ticket:${ticket.id}`, input: { id: ticket.id, ids: [row, ...second] } };
      case 'ticket.split':
        return {
          ...common,
          input: { ticketId: ticket.id, threadId: '%thread' },
          lane: `ticket:${ticket.id}`,
          needs: 'customerThread',
        };
      case 'ticket.follow':
        return { ...onMaker, input: { id: row, isFollowed: true } };
      case 'ticket.tag':
        return { ...onMaker, input: { id: row, name: tag, isTagged: true } };
      case 'ticket.markSpam':
        return { ...onMaker, input: { ids: [row], isSpam: true } };
      case 'ticket.updateMany': {
        const ids = [...new Set([ticketId, random.pick(mine).id])];
        return { ...common, input: { ids, fieldName: 'category', fieldValue: `many ${tag}` } };
      }
      case 'contact.create':
        return {
          ...common,
          lane: `contact:$${intents.length}`,
          input: { lastName: `Person ${tag}`, email: `${tag}@example.com` },
        };
      case 'account.create':
        return { ...common, lane: `account:$${intents.length}`, input: { accountName: `Company ${tag}` } };
      case 'task.create':
        return {
          ...common,
          lane: `task:$${intents.length}`,
          input: { subject: `task ${tag}`, departmentId: ticket.departmentId, ticketId },
        };
      case 'contact.update':
      case 'account.update':
      case 'task.update':
        return { ...onMaker, input: { id: row, fields: { description: `changed ${tag}` } } };
      case 'attachment.add':
        return { ...common, ...placeOfFile(ticket, isMaker), file: { name: `${tag}.bin`, text: `bytes of ${tag}` } };
      case 'attachment.delete':
        return { ...onMaker, input: { noun: 'ticket', parentId: makersTicket, id: row } };
      case 'attachment.setVisibility':
        return { ...onMaker, input: { ticketId: makersTicket, id: row, isPublic: true } };
    }
  }

  /** Mostly the ticket; also contacts, accounts and tasks that were made here. What others change must be on a ticket. */
  function placeOfFile(ticket: Ticket, isMaker: boolean): Pick<Intent, 'lane' | 'input'> {
    const rows = (['contact', 'account', 'task'] as const).flatMap((noun) =>
      madeBy(`${noun}.create`).map((place) => ({ noun, parentId: `$${place}`, lane: intents[place]?.lane ?? '' })),
    );
    if (isMaker || rows.length === 0) {
      return { lane: `ticket:${ticket.id}`, input: { noun: 'ticket', parentId: ticket.id } };
    }
    over.add(intents.length);
    const { lane, ...input } = random.pick(rows);
    return { lane, input };
  }

  const answer = (): Meanwhile['answer'] => (random.chance(0.6) ? 'go' : 'giveUp');
  /** Somebody speaks on the ticket while the agent writes a reply. */
  function chat({ id: ticketId }: Ticket): Meanwhile | null {
    if (!random.chance(0.25)) return null;
    const event = random.pick([
      { kind: 'customerThread', ticketId, content: 'One more thing' },
      { kind: 'agentReply', ticketId, content: 'I took care of it' },
      { kind: 'status', ticketId, status: 'Closed' },
    ]);
    return { event, answer: answer(), isLate: event.kind !== 'status' && random.chance(0.3) };
  }
  /** A colleague changes the same field. */
  function rival({ id: ticketId }: Ticket): Meanwhile | null {
    if (!random.chance(0.35)) return null;
    const resolution = `theirs ${random.int(1_000_000)}`;
    return { event: { kind: 'update', ticketId, fields: { resolution } }, answer: answer() };
  }
  return { intents, add };
}
