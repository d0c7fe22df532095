import type { Agent } from '../../src-preload/contract/agents.ts';
import { customFieldsOf } from '../../src-preload/contract/custom-fields.ts';
import type { Ticket, TicketRow } from '../../src-preload/contract/tickets.ts';
import type { DocumentStore } from '../store/documents.ts';
import { lateFrom } from '../store/ticket-late.ts';
import { agentRow, fieldText, personName } from './present.ts';

export type AgentName = (id: string | null | undefined) => string | null;

/** Names of agents by id; null for none and for one that is not known. */
export const createAgentName =
  (agents: DocumentStore<Agent>): AgentName =>
  (id) => {
    const agent = id ? agents.get(id) : null;
    return agent === null ? null : agentRow(agent.doc).name;
  };

const statusType = ({ statusType: type, status }: Ticket): TicketRow['statusType'] => {
  if (type === 'Open' || type === 'On Hold' || type === 'Closed') return type;
  return status === 'Closed' ? 'Closed' : 'Open';
};

function customTexts(ticket: Ticket, names: readonly string[]): Record<string, string> {
  if (names.length === 0) return {};
  const held = customFieldsOf(ticket);
  return Object.fromEntries(names.map((name) => [name, fieldText(held[name]) ?? '']));
}

/** A ticket as lists show it; `customNames` are the custom fields that the list tells. */
export function ticketRow(ticket: Ticket, agentName: AgentName, customNames: readonly string[] = []): TicketRow {
  const { contact, lastThread } = ticket;
  return {
    id: ticket.id,
    number: ticket.ticketNumber ?? '',
    subject: ticket.subject ?? '',
    status: ticket.status ?? '',
    statusType: statusType(ticket),
    priority: ticket.priority || null,
    channel: ticket.channel || null,
    contactName: personName(contact, contact?.email ?? ticket.email ?? ''),
    assigneeId: ticket.assigneeId ?? null,
    assigneeName: agentName(ticket.assigneeId),
    departmentId: ticket.departmentId ?? null,
    category: ticket.category || null,
    dueDate: ticket.dueDate ?? null,
    responseDueDate: ticket.responseDueDate ?? null,
    lateFrom: lateFrom(ticket),
    createdTime: ticket.createdTime ?? null,
    recentTime: ticket.customerResponseTime ?? ticket.createdTime ?? null,
    closedTime: ticket.closedTime ?? null,
    threadCount: ticket.threadCount ?? 0,
    commentCount: ticket.commentCount ?? 0,
    awaitsReply: lastThread?.direction === 'in' && statusType(ticket) !== 'Closed',
    isSpam: ticket.isSpam === true,
    custom: customTexts(ticket, customNames),
  };
}
