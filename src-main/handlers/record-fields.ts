import type { PendingMark } from '../../src-preload/contract/outbox.ts';
import type { RecordField, RecordNoun, RecordRef } from '../../src-preload/contract/records.ts';
import { fieldText } from './present.ts';

type Kind = RecordField['kind'];
type Doc = Record<string, unknown>;
interface Known {
  name: string;
  kind: Kind;
  /** Of a reference. */
  noun?: RecordRef['noun'];
  canEdit?: boolean;
}

const text = (...names: string[]): Known[] => names.map((name) => ({ name, kind: 'text', canEdit: true }));
/** Only read. */
const told = (...names: string[]): Known[] => names.map((name) => ({ name, kind: 'text' }));
const field = (name: string, kind: Kind, canEdit = true): Known => ({ name, kind, canEdit });
const ref = (name: string, noun: RecordRef['noun'], canEdit = true): Known => ({ name, kind: 'ref', noun, canEdit });
const times: Known[] = [field('createdTime', 'time', false), field('modifiedTime', 'time', false)];

/** The reference's fields of each noun, in its order, and what may be written of them. */
const KNOWN: Record<RecordNoun, readonly Known[]> = {
  contact: [
    ...text('firstName', 'lastName', 'title', 'type'),
    ref('accountId', 'account'),
    ref('ownerId', 'agent'),
    field('email', 'email'),
    field('secondaryEmail', 'email'),
    field('phone', 'phone'),
    field('mobile', 'phone'),
    ...text('twitter', 'facebook', 'street', 'city', 'state', 'zip', 'country'),
    field('description', 'long'),
    ...times,
  ],
  account: [
    ...text('accountName', 'industry'),
    ref('ownerId', 'agent'),
    field('email', 'email'),
    field('phone', 'phone'),
    field('fax', 'phone'),
    field('website', 'link'),
    ...text('street', 'city', 'state', 'code', 'country'),
    field('annualrevenue', 'number', false),
    field('description', 'long'),
    field('associatedSLAIds', 'text', false),
    ...times,
  ],
  task: [
    ...text('subject', 'status', 'priority', 'category'),
    field('dueDate', 'time'),
    ref('ownerId', 'agent'),
    ref('departmentId', 'department'),
    ref('ticketId', 'ticket'),
    field('description', 'long'),
    ref('creatorId', 'agent', false),
    field('completedTime', 'time', false),
    ...times,
  ],
  contract: [
    field('contractName', 'text', false),
    field('contractNumber', 'text', false),
    ref('accountId', 'account', false),
    field('startDate', 'day', false),
    field('endDate', 'day', false),
    field('notifyOn', 'day', false),
    field('notifyBefore', 'number', false),
    ref('ownerId', 'agent', false),
    ref('departmentId', 'department', false),
    field('productId', 'text', false),
    field('associatedSLAId', 'text', false),
    field('description', 'long', false),
    ref('createdBy', 'agent', false),
    ref('modifiedBy', 'agent', false),
    ...times,
  ],
  agent: [
    ...told('firstName', 'lastName'),
    field('emailId', 'email', false),
    field('phone', 'phone', false),
    field('mobile', 'phone', false),
    ...told(
      'extn',
      'status',
      'roleId',
      'profileId',
      'associatedChatDepartmentIds',
      'langCode',
      'countryCode',
      'timeZone',
    ),
    field('isConfirmed', 'flag', false),
    ...told('zuid'),
  ],
  department: [
    ...told('name', 'nameInCustomerPortal'),
    field('description', 'long', false),
    field('isDefault', 'flag', false),
    field('isEnabled', 'flag', false),
    field('isVisibleInCustomerPortal', 'flag', false),
    field('hasLogo', 'flag', false),
    ref('creatorId', 'agent', false),
  ],
};

/** Shown elsewhere on the page, or of no use to people. */
const HIDDEN = new Set([
  'id',
  'customFields',
  'cf',
  'customerHappiness',
  'photoURL',
  'account',
  'owner',
  'ticket',
  'layoutId',
  'isDeleted',
  'isCommented',
  'notificationAgentIds',
  'module',
  'count',
  'role',
  'profile',
  'associatedDepartmentIds',
  'associatedDepartments',
  'associatedChatDepartments',
  'associatedAgentIds',
]);

/** A record of another product, as the service links it: `{id, type}`. */
const isLinked = (value: unknown): value is { id: unknown; type: unknown } =>
  value !== null && typeof value === 'object' && 'id' in value && 'type' in value;

function kindOf(value: unknown): Kind {
  if (typeof value === 'boolean' || value === 'true' || value === 'false') return 'flag';
  if (typeof value === 'number') return 'number';
  if (typeof value !== 'string') return 'text';
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return 'time';
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return 'day';
  if (/^https?:\/\/\S+$/i.test(value)) return 'link';
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return 'email';
  return value.length > 120 ? 'long' : 'text';
}

const isCustom = ({ name }: RecordField): boolean => name.includes('.');

export type RefName = (noun: RecordRef['noun'], id: string) => string | null;

/** A document as fields: known ones in the reference's order, what else the service said, custom ones by their type. */
export function recordFields(
  noun: RecordNoun,
  doc: Doc,
  marks: Readonly<Record<string, PendingMark>>,
  refName: RefName,
): RecordField[] {
  const known = KNOWN[noun];
  const plain = ({ name, kind, noun: of, canEdit = false }: Known): RecordField => {
    const value = fieldText(doc[name]);
    return {
      name,
      kind,
      value,
      ref: of === undefined || value === null ? null : { noun: of, id: value, name: refName(of, value) ?? value },
      canEdit,
      pending: marks[name] ?? null,
    };
  };
  const names = new Set(known.map(({ name }) => name));
  const others = Object.entries(doc).flatMap(([name, raw]): RecordField[] => {
    if (names.has(name) || HIDDEN.has(name)) return [];
    const value = isLinked(raw) ? [fieldText(raw.type), fieldText(raw.id)].filter(Boolean).join(' ') : fieldText(raw);
    // A flag that is not set says nothing.
    return value === null || value === 'false'
      ? []
      : [{ name, kind: kindOf(raw), value, ref: null, canEdit: false, pending: null }];
  });
  // The live service says the same values twice; `customFields` wins where it has anything (custom-fields.ts).
  const byLabel = (doc['customFields'] ?? {}) as Doc;
  const spelling = Object.keys(byLabel).length > 0 ? 'customFields' : 'cf';
  const custom = Object.entries(spelling === 'cf' ? ((doc['cf'] ?? {}) as Doc) : byLabel).map(
    ([inner, raw]): RecordField => {
      const name = `${spelling}.${inner}`;
      const canEdit = noun !== 'contract' && (raw === null || typeof raw !== 'object');
      return { name, kind: kindOf(raw), value: fieldText(raw), ref: null, canEdit, pending: marks[name] ?? null };
    },
  );
  return [...known.map(plain), ...others, ...custom];
}

/** Of the custom fields of some documents: the kind that their values agree on, null where all are empty, and which can't be written. */
function customKinds(noun: RecordNoun, docs: readonly Doc[]): { kinds: Map<string, Kind | null>; closed: Set<string> } {
  const kinds = new Map<string, Kind | null>();
  const closed = new Set<string>();
  for (const field of docs.flatMap((doc) => recordFields(noun, doc, {}, () => null).filter(isCustom))) {
    const { name, kind, value, canEdit } = field;
    if (!canEdit) closed.add(name);
    const before = kinds.get(name) ?? null;
    if (value === null) kinds.set(name, before);
    else kinds.set(name, before === null || before === kind ? kind : 'text');
  }
  return { kinds, closed };
}

/** Fields of one document, where those that are empty have the kind that they have in others: `read` answers these. */
export function withKindsOf(
  noun: RecordNoun,
  fields: readonly RecordField[],
  read: () => readonly Doc[],
): RecordField[] {
  const isOpen = (field: RecordField): boolean => isCustom(field) && field.value === null && field.canEdit;
  if (!fields.some(isOpen)) return [...fields];
  const { kinds, closed } = customKinds(noun, read());
  return fields.map((field) =>
    isOpen(field) ? { ...field, kind: kinds.get(field.name) ?? field.kind, canEdit: !closed.has(field.name) } : field,
  );
}

/**
 * What may be written of a record that is being made, all of it empty: what the reference knows, then the custom fields of
 * some documents of its noun, each of the kind that their values agree on.
 */
export function newRecordFields(noun: RecordNoun, docs: readonly Doc[]): RecordField[] {
  const nameless: RefName = () => null;
  const { kinds, closed } = customKinds(noun, docs);
  // Documents of lists may have one spelling where whole ones have the other.
  const hasLabels = [...kinds.keys()].some((name) => name.startsWith('customFields.'));
  const custom = [...kinds].flatMap(([name, kind]): RecordField[] =>
    closed.has(name) || (hasLabels && name.startsWith('cf.'))
      ? []
      : [{ name, kind: kind ?? 'text', value: null, ref: null, canEdit: true, pending: null }],
  );
  return [...recordFields(noun, {}, {}, nameless).filter(({ canEdit }) => canEdit), ...custom];
}
