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
    ...told('extn', 'status', 'role', 'profile', 'associatedChatDepartmentIds', 'langCode', 'countryCode', 'timeZone'),
    field('isConfirmed', 'flag', false),
    ...told('roleId', 'profileId', 'zuid'),
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
  'associatedDepartmentIds',
  'associatedDepartments',
  'associatedChatDepartments',
  'associatedAgentIds',
  'sanitizedName',
  'chatStatus',
]);

/** A record of another product, as the service links it: `{id, type}`. */
const isLinked = (value: unknown): value is { id: unknown; type: unknown } =>
  value !== null && typeof value === 'object' && 'id' in value && 'type' in value;

/** What a field of several values holds; an item is one line of its text. */
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string' && !one.includes('\n'));
const valueText = (value: unknown): string | null => (isTexts(value) ? value.join('\n') || null : fieldText(value));

function kindOf(value: unknown): Kind {
  if (isTexts(value)) return 'list';
  if (typeof value === 'boolean' || value === 'true' || value === 'false') return 'flag';
  if (typeof value === 'number') return 'number';
  if (typeof value !== 'string') return 'text';
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return 'time';
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return 'day';
  if (/^https?:\/\/\S+$/i.test(value)) return 'link';
  if (/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(value)) return 'email';
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
    const value = isLinked(raw) ? [fieldText(raw.type), fieldText(raw.id)].filter(Boolean).join(' ') : valueText(raw);
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
      const canEdit = noun !== 'contract' && (raw === null || typeof raw !== 'object' || isTexts(raw));
      return { name, kind: kindOf(raw), value: valueText(raw), ref: null, canEdit, pending: marks[name] ?? null };
    },
  );
  return [...known.map(plain), ...others, ...custom];
}

/** What some documents show of a custom field. */
interface Met {
  /** The kind that its values agree on; null where all are empty. */
  kind: Kind | null;
  /** It can't be written. */
  isClosed: boolean;
  /** Items of a list, and how often each is met. */
  items: Map<string, number>;
}

function metCustom(noun: RecordNoun, docs: readonly Doc[]): Map<string, Met> {
  const all = new Map<string, Met>();
  for (const field of docs.flatMap((doc) => recordFields(noun, doc, {}, () => null).filter(isCustom))) {
    const { name, kind, value, canEdit } = field;
    const met = all.get(name) ?? { kind: null, isClosed: false, items: new Map<string, number>() };
    all.set(name, met);
    if (!canEdit) met.isClosed = true;
    // Also a list that is empty is one.
    if (value === null && kind !== 'list') continue;
    // What is a list in one and none in another can be written as neither.
    if (met.kind !== null && (met.kind === 'list') !== (kind === 'list')) met.isClosed = true;
    met.kind = met.kind === null || met.kind === kind ? kind : 'text';
    if (kind === 'list') for (const item of itemsOf(value)) met.items.set(item, (met.items.get(item) ?? 0) + 1);
  }
  return all;
}
const itemsOf = (value: string | null): string[] => (value === null ? [] : value.split('\n'));
const MOST_CHOICES = 100;
const choicesOf = ({ items }: Met): string[] =>
  [...items]
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .map(([item]) => item)
    .slice(0, MOST_CHOICES);

/**
 * Fields of one document, where those that are empty have the kind that they have in others and lists what others hold:
 * `read` answers these.
 */
export function withKindsOf(
  noun: RecordNoun,
  fields: readonly RecordField[],
  read: () => readonly Doc[],
): RecordField[] {
  const isOpen = (field: RecordField): boolean =>
    isCustom(field) && field.canEdit && (field.value === null || field.kind === 'list');
  if (!fields.some(isOpen)) return [...fields];
  const all = metCustom(noun, read());
  return fields.map((field) => {
    const met = all.get(field.name);
    if (!isOpen(field) || met === undefined) return field;
    const kind = field.value === null ? (met.kind ?? field.kind) : field.kind;
    return { ...field, kind, canEdit: !met.isClosed, ...(kind === 'list' ? { choices: choicesOf(met) } : {}) };
  });
}

/**
 * What may be written of a record that is being made, all of it empty: what the reference knows, then the custom fields of
 * some documents of its noun, each of the kind that their values agree on.
 */
export function newRecordFields(noun: RecordNoun, docs: readonly Doc[]): RecordField[] {
  const nameless: RefName = () => null;
  const all = metCustom(noun, docs);
  // Documents of lists may have one spelling where whole ones have the other.
  const hasLabels = [...all.keys()].some((name) => name.startsWith('customFields.'));
  const custom = [...all].flatMap(([name, met]): RecordField[] => {
    if (met.isClosed || (hasLabels && name.startsWith('cf.'))) return [];
    const kind = met.kind ?? 'text';
    const choices = kind === 'list' ? { choices: choicesOf(met) } : {};
    return [{ name, kind, value: null, ref: null, ...choices, canEdit: true, pending: null }];
  });
  return [...recordFields(noun, {}, {}, nameless).filter(({ canEdit }) => canEdit), ...custom];
}
