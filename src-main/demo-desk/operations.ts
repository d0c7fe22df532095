import endpoints from './endpoints.json' with { type: 'json' };

/** One thing the desk can be asked to do. */
export interface Operation {
  operation: string;
  method: string;
  path: string;
  scopes: string[];
  query: readonly string[];
  /** Only in the live manner, and not when switched off. */
  optional?: string;
  /** Organisations need no `orgId` header. */
  noOrg?: boolean;
}

const LIST_EXTRAS: Record<string, readonly string[]> = {
  listTickets: ['departmentIds', 'priority'],
  searchTickets: ['sortBy', '_all', 'modifiedTimeRange', 'createdTimeRange', 'customerResponseTimeRange'],
  searchContacts: ['sortBy', '_all', 'modifiedTimeRange', 'createdTimeRange'],
  searchAccounts: ['sortBy', '_all', 'modifiedTimeRange', 'createdTimeRange'],
  searchTasks: ['sortBy', '_all', 'modifiedTimeRange', 'createdTimeRange'],
  getThread: ['include'],
};

const TICKET_READ = ['Desk.tickets.READ'];
const TICKET_UPDATE = ['Desk.tickets.UPDATE'];

function extra(
  operation: string,
  method: string,
  path: string,
  scopes: string[],
  query: string[] = [],
  optional?: string,
): Operation {
  return { operation, method, path: `/api/v1${path}`, scopes, query, ...(optional === undefined ? {} : { optional }) };
}

/** Beyond the reference: actions that it gives as links only, downloads, and optional operations of the live service. */
const EXTRAS: Operation[] = [
  extra('splitThread', 'POST', '/tickets/{ticket_id}/threads/{thread_id}/split', ['Desk.tickets.CREATE']),
  extra('sendDraft', 'POST', '/tickets/{ticket_id}/sendDraft', TICKET_UPDATE, ['draftThreadId']),
  extra('deleteDraft', 'DELETE', '/tickets/{ticket_id}/draftReply/{thread_id}', TICKET_UPDATE),
  extra('resendFailedThread', 'POST', '/tickets/{ticket_id}/resendFailedThread', TICKET_UPDATE, ['threadId']),
  extra('getTicketAttachmentContent', 'GET', '/tickets/{ticket_id}/attachments/{attachment_id}/content', TICKET_READ),
  extra(
    'getThreadAttachmentContent',
    'GET',
    '/tickets/{ticket_id}/threads/{thread_id}/attachments/{attachment_id}/content',
    TICKET_READ,
  ),
  extra(
    'getCommentAttachmentContent',
    'GET',
    '/tickets/{ticket_id}/comments/{comment_id}/attachments/{attachment_id}/content',
    TICKET_READ,
  ),
  extra('getContactAttachmentContent', 'GET', '/contacts/{contact_id}/attachments/{attachment_id}/content', [
    'Desk.contacts.READ',
  ]),
  extra('getAccountAttachmentContent', 'GET', '/accounts/{account_id}/attachments/{attachment_id}/content', [
    'Desk.contacts.READ',
  ]),
  extra('getTaskAttachmentContent', 'GET', '/tasks/{task_id}/attachments/{attachment_id}/content', ['Desk.tasks.READ']),
  extra('getUploadContent', 'GET', '/uploads/{attachment_id}/contents', ['Desk.basic.READ']),
  extra('getInlineImage', 'GET', '/threads/{thread_id}/inlineImages/{name}', TICKET_READ),
  extra('getContactPhoto', 'GET', '/contacts/{contact_id}/photo', ['Desk.contacts.READ']),
  extra('getAgentPhoto', 'GET', '/agents/{agent_id}/photo', ['Desk.basic.READ']),
  extra('getAgentPhotoOld', 'GET', '/agent/{agent_id}/photo', ['Desk.basic.READ']),
  extra(
    'listConversations',
    'GET',
    '/tickets/{ticket_id}/conversations',
    TICKET_READ,
    ['from', 'limit'],
    'conversations',
  ),
  extra('getLatestThread', 'GET', '/tickets/{ticket_id}/latestThread', TICKET_READ, ['needPublic'], 'latestThread'),
  extra('getMyInfo', 'GET', '/myinfo', ['Desk.basic.READ'], [], 'myinfo'),
  extra('listTicketHistory', 'GET', '/tickets/{ticket_id}/History', TICKET_READ, ['from', 'limit'], 'History'),
  extra('listTicketTags', 'GET', '/tickets/{ticket_id}/tags', TICKET_READ, [], 'tags'),
  extra('associateTags', 'POST', '/tickets/{ticket_id}/associateTag', TICKET_UPDATE, [], 'tags'),
  extra('dissociateTags', 'POST', '/tickets/{ticket_id}/dissociateTag', TICKET_UPDATE, [], 'tags'),
  extra('listFollowers', 'GET', '/tickets/{ticket_id}/followers', TICKET_READ, [], 'followers'),
  extra('addFollowers', 'POST', '/tickets/{ticket_id}/addFollowers', TICKET_UPDATE, [], 'followers'),
  extra('removeFollowers', 'POST', '/tickets/{ticket_id}/removeFollowers', TICKET_UPDATE, [], 'followers'),
  extra('moveToTrash', 'POST', '/tickets/moveToTrash', ['Desk.tickets.DELETE'], [], 'moveToTrash'),
  extra('closeTickets', 'POST', '/closeTickets', TICKET_UPDATE, [], 'closeTickets'),
  extra('closeTickets', 'POST', '/tickets/closeTickets', TICKET_UPDATE, [], 'closeTickets'),
  extra('markAsRead', 'POST', '/tickets/{ticket_id}/markAsRead', TICKET_UPDATE, [], 'markAsRead'),
  extra('markAsUnread', 'POST', '/tickets/{ticket_id}/markAsUnRead', TICKET_UPDATE, [], 'markAsRead'),
];

interface Endpoint {
  operation: string;
  method: string;
  path: string;
  scopes: string[];
  query: { name: string }[];
}

/** The operations of the reference, by name, as endpoints.json has them. */
export const REFERENCE_OPERATIONS: readonly Operation[] = (endpoints as Endpoint[]).map((item) => ({
  operation: item.operation,
  method: item.method,
  path: item.path,
  scopes: item.scopes,
  query: item.query.map((entry) => entry.name),
  ...(item.path.startsWith('/api/v1/organizations') ? { noOrg: true } : {}),
}));

export interface Routed {
  operation: Operation;
  params: Record<string, string>;
}

interface Node {
  fixed: Map<string, Node>;
  param?: { name: string; node: Node };
  methods: Map<string, { operation: Operation; names: string[] }>;
}

/** Finds the operation of a request; `'method'` when the path exists for other methods only. */
export interface Router {
  route(method: string, path: string): Routed | 'method' | undefined;
}

/** Builds the router for a manner, leaving out what `without` names. */
export function createRouter(live: boolean, without: readonly string[]): Router {
  const root: Node = { fixed: new Map(), methods: new Map() };
  for (const base of [...REFERENCE_OPERATIONS, ...EXTRAS]) {
    if (base.optional !== undefined && (!live || without.includes(base.optional))) continue;
    if (live && base.path.includes('/thread/')) continue;
    const more = live ? (LIST_EXTRAS[base.operation] ?? []).filter((name) => !without.includes(name)) : [];
    const operation = { ...base, query: [...base.query, ...more] };
    let node = root;
    const names: string[] = [];
    for (const segment of base.path.slice(1).split('/')) {
      if (segment.startsWith('{')) {
        names.push(segment.slice(1, -1));
        node.param ??= { name: segment, node: { fixed: new Map(), methods: new Map() } };
        node = node.param.node;
      } else {
        let next = node.fixed.get(segment);
        if (!next) node.fixed.set(segment, (next = { fixed: new Map(), methods: new Map() }));
        node = next;
      }
    }
    node.methods.set(base.method, { operation, names });
  }
  return {
    route: (method, path) => {
      let node: Node = root;
      const values: string[] = [];
      for (const segment of path.slice(1).split('/')) {
        const fixed = node.fixed.get(segment);
        if (fixed) node = fixed;
        else if (node.param && segment !== '') {
          values.push(segment);
          node = node.param.node;
        } else return undefined;
      }
      if (node.methods.size === 0) return undefined;
      const found = node.methods.get(method);
      if (!found) return 'method';
      const params: Record<string, string> = {};
      found.names.forEach((name, at) => (params[name] = decodeURIComponent(values[at] as string)));
      return { operation: found.operation, params };
    },
  };
}
