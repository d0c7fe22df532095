import { flag, includes, list, paging, pathN, unknownId, type AgentRow, type Handler, type View } from '../call.ts';
import { invalid } from '../errors.ts';
import type { Answer } from '../http.ts';
import { photoBytes } from '../seed/files.ts';
import { PROFILES } from '../seed/company.ts';

interface AgentDoc {
  role: string;
  roleN: number;
  departments: number[];
  langCode: string;
  extn: string;
  phone: string;
}

interface DepartmentRow {
  n: number;
  name: string;
  enabled: number;
  doc: string;
}

export function findAgent(view: Pick<View, 'store'>, n: number): AgentRow | undefined {
  return view.store.sql('SELECT * FROM agents WHERE n = ?').get(n) as AgentRow | undefined;
}

export function agentDepartments(agent: AgentRow): number[] {
  return (JSON.parse(agent.doc) as AgentDoc).departments;
}

/** Family name first where the name is Chinese. */
export function agentName(agent: Pick<AgentRow, 'first' | 'last'>): string {
  return /[一-鿿]/.test(agent.last) ? `${agent.last}${agent.first}` : `${agent.first} ${agent.last}`.trim();
}

export function photoUrl(
  view: View,
  kind: 'agent' | 'contacts' | 'portalUser' | 'user',
  noun: 'agent' | 'contact',
  n: number,
): string {
  return `${view.origin}/api/v1/${kind}/${view.store.ids.encode(noun, n)}/photo`;
}

/** `{photoURL, name, type, email}` of an agent, as threads and comments carry it. */
export function agentAuthor(view: View, n: number): Record<string, unknown> {
  const agent = findAgent(view, n);
  return {
    photoURL: agent ? photoUrl(view, 'agent', 'agent', n) : null,
    name: agent ? agentName(agent) : 'Former agent',
    type: 'AGENT',
    email: agent?.email ?? null,
    ...(view.live
      ? { firstName: agent?.first ?? null, lastName: agent?.last ?? null, id: view.store.ids.encode('agent', n) }
      : {}),
  };
}

/** The short form of an agent in search results and `include=assignee`. */
export function assigneeOf(view: View, n: number | null): Record<string, unknown> | null {
  const agent = n === null ? undefined : findAgent(view, n);
  if (!agent || n === null) return null;
  return {
    id: view.store.ids.encode('agent', n),
    firstName: agent.first,
    lastName: agent.last,
    emailId: agent.email,
    email: agent.email,
    photoURL: photoUrl(view, 'agent', 'agent', n),
    zuid: agent.zuid,
  };
}

export function departmentOf(view: View, n: number): Record<string, unknown> {
  const row = view.store.sql('SELECT name FROM departments WHERE n = ?').get(n) as { name: string } | undefined;
  return { id: view.store.ids.encode('department', n), name: row?.name ?? '' };
}

export function agentDetail(view: View, row: AgentRow): Record<string, unknown> {
  const doc = JSON.parse(row.doc) as AgentDoc;
  const ids = view.store.ids;
  return {
    id: ids.encode('agent', row.n),
    firstName: row.first,
    lastName: row.last,
    emailId: row.email,
    extn: doc.extn,
    phone: doc.phone,
    mobile: '',
    status: row.status,
    zuid: row.zuid,
    roleId: ids.encode('role', doc.roleN),
    profileId: ids.encode('profile', row.profile),
    langCode: doc.langCode,
    countryCode: 'en_US',
    isConfirmed: true,
    photoURL: row.n % 4 === 0 ? null : photoUrl(view, 'agent', 'agent', row.n),
    associatedDepartmentIds: doc.departments.map((n) => ids.encode('department', n)),
    associatedChatDepartmentIds: doc.departments.slice(0, 1).map((n) => ids.encode('department', n)),
    ...(view.live
      ? {
          name: agentName(row),
          rolePermissionType: row.profile === 1 ? 'Admin' : row.profile === 3 ? 'Light' : 'AgentsPublic',
          timeZone: 'UTC',
        }
      : {}),
  };
}

const getAgent: Handler = (call) => {
  const wanted = includes(call, ['profile', 'role', 'associatedDepartments', 'associatedChatDepartments']);
  const row = findAgent(call, pathN(call, 'agent', 'agent_id'));
  if (!row) throw unknownId();
  const doc = JSON.parse(row.doc) as AgentDoc;
  const json = agentDetail(call, row);
  if (wanted.has('profile')) json['profile'] = { id: json['profileId'], name: PROFILES[row.profile - 1] };
  if (wanted.has('role')) json['role'] = { id: json['roleId'], name: doc.role };
  if (wanted.has('associatedDepartments'))
    json['associatedDepartments'] = doc.departments.map((n) => departmentOf(call, n));
  if (wanted.has('associatedChatDepartments'))
    json['associatedChatDepartments'] = doc.departments.slice(0, 1).map((n) => departmentOf(call, n));
  return { status: 200, json };
};

const listAgents: Handler = (call) => {
  const { offset, limit } = paging(call, 200);
  const status = call.query.get('status');
  if (status !== null && status !== 'ACTIVE' && status !== 'DISABLED') throw invalid('/status');
  const rows = call.store
    .sql(`SELECT * FROM agents WHERE (@status IS NULL OR status = @status) ORDER BY n LIMIT @limit OFFSET @offset`)
    .all({ status, limit, offset }) as AgentRow[];
  return list(rows.map((row) => agentDetail(call, row)));
};

export function departmentDetail(view: View, row: DepartmentRow): Record<string, unknown> {
  const doc = JSON.parse(row.doc) as { nameInCustomerPortal: string; description: string; isDefault: boolean };
  const agents = view.store
    .sql(`SELECT n FROM agents WHERE EXISTS (SELECT 1 FROM json_each(doc, '$.departments') WHERE value = ?) ORDER BY n`)
    .all(row.n) as { n: number }[];
  return {
    id: view.store.ids.encode('department', row.n),
    name: row.name,
    nameInCustomerPortal: doc.nameInCustomerPortal,
    description: doc.description,
    isDefault: doc.isDefault,
    isEnabled: row.enabled === 1,
    isVisibleInCustomerPortal: true,
    hasLogo: false,
    creatorId: view.store.ids.encode('agent', 1),
    associatedAgentIds: agents.map((agent) => view.store.ids.encode('agent', agent.n)),
    ...(view.live
      ? { sanitizedName: doc.nameInCustomerPortal.toLowerCase().replace(/\s+/g, '-'), chatStatus: 'AVAILABLE' }
      : {}),
  };
}

function mayUseDepartment(call: View, n: number): boolean {
  return call.permissions.departments === null || call.permissions.departments.includes(n);
}

const getDepartment: Handler = (call) => {
  const n = pathN(call, 'department', 'department_id');
  const row = call.store.sql('SELECT * FROM departments WHERE n = ?').get(n) as DepartmentRow | undefined;
  if (!row || !mayUseDepartment(call, n)) throw unknownId();
  return { status: 200, json: departmentDetail(call, row) };
};

const listDepartments: Handler = (call) => {
  const { offset, limit } = paging(call, 200);
  const enabled = flag(call, 'isEnabled');
  const rows = (call.store.sql('SELECT * FROM departments ORDER BY n').all() as DepartmentRow[])
    .filter((row) => mayUseDepartment(call, row.n) && (enabled === undefined || (row.enabled === 1) === enabled))
    .slice(offset, offset + limit);
  return list(rows.map((row) => departmentDetail(call, row)));
};

interface AddressRow {
  n: number;
  address: string;
  name: string;
  department: number;
  active: number;
}

const listMailReplyAddresses: Handler = (call) => {
  const departmentText = call.query.get('departmentId');
  if (call.live && departmentText === null) throw invalid('/departmentId', 'missing');
  const all = departmentText === null || (call.live && departmentText === 'allDepartment');
  const n = all ? null : call.store.ids.decode('department', departmentText);
  if (n === undefined) throw invalid('/departmentId');
  const active = flag(call, 'isActive');
  const rows = call.store
    .sql(
      'SELECT * FROM mail_reply_addresses WHERE (@n IS NULL OR department = @n) AND (@active IS NULL OR active = @active) ORDER BY n',
    )
    .all({
      n,
      active: active === undefined ? null : active ? 1 : 0,
    }) as AddressRow[];
  return list(
    rows
      .filter((row) => mayUseDepartment(call, row.department))
      .map((row) => ({
        id: call.store.ids.encode('mailReplyAddress', row.n),
        address: row.address,
        displayName: row.name,
        departmentId: call.store.ids.encode('department', row.department),
        isActive: row.active === 1,
      })),
  );
};

const getMyInfo: Handler = (call) => ({
  status: 200,
  json: {
    ...agentDetail(call, call.agent),
    orgId: call.store.orgId,
    profile: { name: PROFILES[call.agent.profile - 1] },
  },
});

function photoAnswer(key: number): Answer {
  return {
    status: 200,
    bytes: photoBytes(key),
    headers: { 'Content-Type': 'image/png', 'Cache-Control': 'private, max-age=600' },
  };
}

const getAgentPhoto: Handler = (call) => {
  const n = pathN(call, 'agent', 'agent_id');
  if (!findAgent(call, n)) throw unknownId();
  return photoAnswer(n);
};

const getContactPhoto: Handler = (call) => {
  const n = pathN(call, 'contact', 'contact_id');
  const row = call.store.sql('SELECT doc FROM contacts WHERE n = ?').get(n) as { doc: string } | undefined;
  if (!row || (JSON.parse(row.doc) as { photo?: boolean }).photo !== true) throw unknownId();
  return photoAnswer(100_000 + n);
};

/** Agents, departments, reply addresses and photos. */
export const peopleHandlers: Record<string, Handler> = {
  getAgent,
  listAgents,
  getDepartment,
  listDepartments,
  listMailReplyAddresses,
  getMyInfo,
  getAgentPhoto,
  getAgentPhotoOld: getAgentPhoto,
  getContactPhoto,
};
