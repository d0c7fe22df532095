import { effect, iso, list, paging, type Call, type Handler } from '../call.ts';
import { invalid } from '../errors.ts';
import { commentJson, type CommentRow } from './comments.ts';
import { agentDetail, agentName, findAgent } from './people.ts';
import { lateNs, threadJson, type ThreadRow } from './threads.ts';
import { pathTicket } from './tickets.ts';
import { updateTicket } from './ticket-writes.ts';

/** Threads (summaries) and comments (with content) of a ticket, newest first. */
const listConversations: Handler = (call) => {
  const { offset, limit } = paging(call, 200);
  const ticket = pathTicket(call);
  const rows = call.store
    .sql(
      `SELECT n, 'thread' AS type, created AS at FROM threads WHERE ticket = @n AND n NOT IN (${lateNs(call, 'thread')})
       UNION ALL SELECT n, 'comment', commented FROM comments WHERE ticket = @n AND n NOT IN (${lateNs(call, 'comment')})
       ORDER BY at DESC, type DESC, n DESC LIMIT @limit OFFSET @offset`,
    )
    .all({ n: ticket.n, limit, offset }) as { n: number; type: 'thread' | 'comment' }[];
  return list(
    rows.map((row) =>
      row.type === 'thread'
        ? {
            type: 'thread',
            ...threadJson(call, call.store.sql('SELECT * FROM threads WHERE n = ?').get(row.n) as ThreadRow, 'summary'),
          }
        : {
            type: 'comment',
            ...commentJson(call, call.store.sql('SELECT * FROM comments WHERE n = ?').get(row.n) as CommentRow),
          },
    ),
  );
};

interface HistoryRow {
  time: number;
  agent: number | null;
  event: string;
  doc: string;
}

const listTicketHistory: Handler = (call) => {
  const { offset, limit } = paging(call, 50);
  const ticket = pathTicket(call);
  const rows = call.store
    .sql('SELECT * FROM history WHERE ticket = ? ORDER BY time DESC, rowid DESC LIMIT ? OFFSET ?')
    .all(ticket.n, limit, offset) as HistoryRow[];
  return list(
    rows.map((row) => {
      const actor = row.agent === null ? undefined : findAgent(call, row.agent);
      const changes = Object.entries(JSON.parse(row.doc) as Record<string, unknown>);
      return {
        eventName: `Ticket${row.event}`,
        eventTime: iso(row.time),
        actor: actor
          ? { id: call.store.ids.encode('agent', actor.n), name: agentName(actor), type: 'Agent', photoURL: null }
          : { name: 'System', type: 'System' },
        actorInfo: null,
        source: 'Web',
        eventInfo: changes.map(([propertyName, propertyValue]) => ({
          propertyName,
          propertyValue,
          propertyType: 'Text',
        })),
      };
    }),
  );
};

function namesIn(call: Call, key: string): string[] {
  const value = call.body[key];
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string'))
    throw invalid(`/${key}`, value === undefined ? 'missing' : 'invalid');
  return value as string[];
}

const listTicketTags: Handler = (call) => {
  const tags = JSON.parse(pathTicket(call).tags) as string[];
  return list(tags.map((name, at) => ({ id: String(at + 1), name })));
};

function changeTags(change: (tags: string[], given: string[]) => string[]): Handler {
  return (call) => {
    const ticket = pathTicket(call);
    const tags = change(JSON.parse(ticket.tags) as string[], namesIn(call, 'tags'));
    updateTicket(call, ticket, { tags: JSON.stringify(tags) });
    effect(call, 'ticket', [call.params['ticket_id'] as string], { tags });
    return { status: 200 };
  };
}

const listFollowers: Handler = (call) => {
  const followers = JSON.parse(pathTicket(call).followers) as number[];
  return list(followers.flatMap((n) => findAgent(call, n) ?? []).map((agent) => agentDetail(call, agent)));
};

function changeFollowers(change: (followers: number[], given: number[]) => number[]): Handler {
  return (call) => {
    const ticket = pathTicket(call);
    const given = namesIn(call, 'agentIds').map((id) => {
      const n = call.store.ids.decode('agent', id);
      if (n === undefined) throw invalid('/agentIds');
      return n;
    });
    const followers = change(JSON.parse(ticket.followers) as number[], given);
    call.store.sql('UPDATE tickets SET followers = ? WHERE n = ?').run(JSON.stringify(followers), ticket.n);
    effect(call, 'ticket', [call.params['ticket_id'] as string], {
      followers: followers.map((n) => call.store.ids.encode('agent', n)),
    });
    return { status: 200 };
  };
}

/** Operations of the live service that the reference lacks and that a desk may be without. */
export const optionalHandlers: Record<string, Handler> = {
  listConversations,
  listTicketHistory,
  listTicketTags,
  associateTags: changeTags((tags, given) => [...new Set([...tags, ...given])]),
  dissociateTags: changeTags((tags, given) => tags.filter((tag) => !given.includes(tag))),
  listFollowers,
  addFollowers: changeFollowers((followers, given) => [...new Set([...followers, ...given])]),
  removeFollowers: changeFollowers((followers, given) => followers.filter((n) => !given.includes(n))),
};
