import type { Agent, AgentRow } from '../../src-preload/contract/agents.ts';
import type { Attachment, AttachmentRow } from '../../src-preload/contract/attachments.ts';
import { personName } from '../lib/names.ts';

export { personName };

export const agentRow = (agent: Agent): AgentRow => ({
  id: agent.id,
  name: personName(agent, agent.emailId ?? agent.id),
  email: agent.emailId ?? null,
  isActive: agent.status !== 'DISABLED' && agent.status !== 'DELETED',
  ...(agent.zuid == null ? {} : { zuid: agent.zuid }),
  ...(agent.timeZone ? { timeZone: agent.timeZone } : {}),
});

export const attachmentRow = ({ id, name, size }: Attachment): AttachmentRow => ({
  id,
  name: name ?? id,
  size: size ?? null,
});

/** A field of unknown type as text; null when there is nothing to show. */
export function fieldText(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'object')
    return Array.isArray(value) ? value.map(fieldText).filter(Boolean).join(', ') || null : JSON.stringify(value);
  return String(value as string | number | boolean);
}
