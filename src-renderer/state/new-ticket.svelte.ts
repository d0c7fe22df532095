import type { DraftDoc, StagedFile } from '../../src-preload/contract/drafts.ts';
import type { Input } from '../../src-preload/contract/index.ts';
import type { TicketFieldValues } from '../../src-preload/contract/views.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { isAddress } from '../lib/addresses.ts';
import { fromWallInput, toWallInput } from '../lib/zone.svelte.ts';
import { asLines, isTexts, linesOf } from '../lib/lines.ts';
import { NO_FIELDS } from './choices.svelte.ts';
import type { Upload } from './composer.svelte.ts';
import { findContacts } from './find-addresses.ts';
import { createKept, type Kept } from './kept.svelte.ts';
import { queueOnce } from './queue-once.ts';
import { LARGEST_FILE, stageFile } from './stage-file.ts';

/** A ticket that is being written; one that was called back beside it has another name. */
const DRAFT = 'ticket:new';
/** What every desk has, before those that its tickets show. */
export const NEW_TICKET_CHANNELS = ['Phone', 'Email', 'Web', 'Chat'];

export interface Person {
  id: string;
  name: string;
  email: string;
}
/** What the form holds; times as the field writes them, '' for nothing. */
export interface NewTicketForm {
  /** A contact that is there; null while one is looked for or made. */
  contact: Person | null;
  /** A contact that is made in the same go. */
  isNewContact: boolean;
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  departmentId: string;
  subject: string;
  description: string;
  channel: string;
  priority: string;
  status: string;
  assigneeId: string;
  due: string;
  category: string;
  subCategory: string;
  classification: string;
  productId: string;
  /** Copied into the workspace; they go out behind the ticket. */
  files: StagedFile[];
  /** A list has its items on lines. */
  custom: Record<string, string>;
}
export type NewTicketProblem = 'contact' | 'contactName' | 'badEmail' | 'department' | 'subject' | 'due' | 'number';

const empty = (): NewTicketForm => ({
  contact: null,
  isNewContact: false,
  firstName: '',
  lastName: '',
  email: '',
  phone: '',
  departmentId: '',
  subject: '',
  description: '',
  channel: 'Phone',
  priority: '',
  status: 'Open',
  assigneeId: '',
  due: '',
  category: '',
  subCategory: '',
  classification: '',
  productId: '',
  files: [],
  custom: {},
});

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** A ticket that is being written: kept as a draft while it is typed, queued as a whole. */
export class NewTicket {
  form = $state<NewTicketForm>(empty());
  /** What is shown, among the drafts. */
  kept: Kept<NewTicketForm>;
  /** The draft was taken up. */
  isOpen = $state(false);
  #opened: PromiseWithResolvers<void> = Promise.withResolvers();
  /** Problems show from the first try to queue it. */
  wasTried = $state(false);
  found = $state.raw<readonly Person[]>([]);
  /** Until it is over, what is found is for what was typed before. */
  looked: Promise<void> = Promise.resolve();
  fields = $state.raw<TicketFieldValues>(NO_FIELDS);
  /** Files that are being copied. */
  uploads = $state.raw<readonly Upload[]>([]);
  #uploadId = 0;
  #asked = 0;
  readonly #bridge: Bridge;

  constructor(bridge: Bridge, draftKey = DRAFT) {
    this.#bridge = bridge;
    this.kept = $state.raw(this.#keptAs(draftKey));
  }
  #keptAs(draftKey: string): Kept<NewTicketForm> {
    return createKept<NewTicketForm>(this.#bridge, draftKey, () => $state.snapshot(this.form), {
      toDoc({ description, files, ...form }) {
        return { kind: 'ticket', content: description, contentType: 'plainText', files, form };
      },
      fromDoc: (doc) => this.#formOf(doc),
      beside: () => `${DRAFT}#${crypto.randomUUID()}`,
    });
  }

  readonly channels: readonly string[] = $derived([...new Set([...NEW_TICKET_CHANNELS, ...this.fields.channels])]);

  /** What has to be mended before it can be queued. */
  readonly problems: ReadonlySet<NewTicketProblem> = $derived.by(() => {
    const { form } = this;
    const problems = new Set<NewTicketProblem>();
    if (form.isNewContact) {
      if (form.lastName.trim() === '') problems.add('contactName');
      if (form.email.trim() !== '' && !isAddress(form.email)) problems.add('badEmail');
    } else if (form.contact === null) problems.add('contact');
    if (form.departmentId === '') problems.add('department');
    if (form.subject.trim() === '') problems.add('subject');
    if (form.due !== '' && Number.isNaN(fromWallInput(form.due))) problems.add('due');
    const isNumber = (name: string): boolean =>
      this.fields.customFields.some((field) => field.name === name && field.kind === 'number');
    if (
      Object.entries(form.custom).some(([name, value]) => isNumber(name) && value !== '' && Number.isNaN(Number(value)))
    )
      problems.add('number');
    return problems;
  });

  /** Takes up the draft that is there. `departmentId` where the draft names none; `contact` goes before the draft's. */
  async open(departmentId: string, contact: Person | null): Promise<void> {
    void this.#bridge.call('views.fields', {}).then(
      (fields) => (this.fields = fields),
      () => {
        // The form works without what tickets of late hold.
      },
    );
    await this.#takeUp();
    if (contact !== null) {
      this.form.contact = contact;
      this.form.isNewContact = false;
    }
    this.#begin(departmentId);
  }

  #begin(departmentId: string): void {
    if (this.form.departmentId === '') this.form.departmentId = departmentId;
    this.isOpen = true;
    this.#opened.resolve();
  }

  /** When the draft is taken up: what is done to the form before would be written over. */
  get opened(): Promise<void> {
    return this.#opened.promise;
  }

  async #takeUp(): Promise<void> {
    const form = await this.kept.takeUp();
    if (form !== null) this.form = form;
    await this.#nameContact();
  }

  /** Goes over to another that was written before; this one is kept, and stays where it can't be. */
  async change(draftKey: string): Promise<void> {
    await this.kept.flush();
    if (this.kept.isFailing) return;
    const { departmentId } = this.form;
    this.isOpen = false;
    this.#opened = Promise.withResolvers();
    void this.kept.close();
    this.kept = this.#keptAs(draftKey);
    this.form = empty();
    this.wasTried = false;
    await this.#takeUp();
    this.#begin(departmentId);
  }

  /** A contact of whom only the id came back gets a name; one that is there no more has to be chosen again. */
  async #nameContact(): Promise<void> {
    const { contact } = this.form;
    if (contact === null || contact.name !== '') return;
    try {
      const row = await this.#bridge.call('contacts.get', { id: contact.id });
      this.form.contact = row === null ? null : { id: row.id, name: row.name, email: row.email ?? '' };
    } catch {
      // It stays without a name.
    }
  }

  /** Something was typed. Before the draft is taken up there is nothing of it here. */
  touch(): void {
    if (this.isOpen) this.kept.touch();
  }

  /** Copies files into the workspace. Answers those that were too large, and those that could not be read. */
  async attach(files: readonly File[]): Promise<{ tooLarge: string[]; failed: string[] }> {
    const tooLarge = files.filter(({ size }) => size > LARGEST_FILE).map(({ name }) => name);
    const failed: string[] = [];
    for (const file of files.filter(({ size }) => size <= LARGEST_FILE)) {
      const id = (this.#uploadId += 1);
      this.uploads = [...this.uploads, { id, name: file.name, share: 0 }];
      try {
        const staged = await stageFile(this.#bridge, file, (share) => {
          this.uploads = this.uploads.map((one) => (one.id === id ? { ...one, share } : one));
        });
        await this.opened;
        this.form.files = [...this.form.files, staged];
        this.touch();
      } catch {
        failed.push(file.name);
      } finally {
        this.uploads = this.uploads.filter((one) => one.id !== id);
      }
    }
    return { tooLarge, failed };
  }
  detach(file: StagedFile): void {
    this.form.files = this.form.files.filter((one) => one !== file);
    this.touch();
  }

  /** Contacts of the cache that the text may mean. */
  look(text: string): void {
    this.looked = this.#look(text);
  }
  async #look(text: string): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    let found: readonly Person[] = [];
    try {
      if (text.trim() !== '') found = await findContacts(this.#bridge, text);
    } catch {
      // A new one can be written.
    }
    if (asked === this.#asked) this.found = found;
  }

  /**
   * Queues the contact, where it is new, the ticket and its files: all of it or nothing. Answers the ticket's id; null when
   * something has to be mended.
   */
  async create(): Promise<{ ticketId: string | null } | null> {
    await this.opened;
    this.wasTried = true;
    if (this.problems.size > 0) return null;
    const { form } = this;
    const ticket = {
      subject: form.subject.trim(),
      departmentId: form.departmentId,
      ...this.#optional(),
      files: $state.snapshot(form.files),
    };
    const contact = {
      lastName: form.lastName.trim(),
      ...this.#filled({ firstName: form.firstName, email: form.email, phone: form.phone }),
    };
    const contactId = form.isNewContact ? null : (form.contact?.id ?? '');
    let ticketId: string | null = null;
    await this.kept.handOver(async (draftKey) => {
      const made = await queueOnce(this.#bridge, (jobId) =>
        contactId === null
          ? this.#bridge.call('tickets.createForNewContact', { contact, ticket: { ...ticket, draftKey, jobId } })
          : this.#bridge.call('tickets.create', { ...ticket, contactId, draftKey, jobId }),
      );
      ticketId = made.localId;
      return true;
    });
    return { ticketId };
  }

  #filled<K extends string>(fields: Record<K, string>): Partial<Record<K, string>> {
    return Object.fromEntries(
      Object.entries<string>(fields)
        .map(([name, value]) => [name, orNull(value)] as const)
        .filter(([, value]) => value !== null),
    ) as Partial<Record<K, string>>;
  }

  #optional(): Omit<Input<'tickets.create'>, 'subject' | 'departmentId' | 'contactId'> {
    const { form, fields } = this;
    const { description, channel, priority, status, assigneeId, email, phone } = form;
    const { category, subCategory, classification, productId } = form;
    const custom = fields.customFields.flatMap(({ name, type }) => {
      const value = orNull(form.custom[name] ?? '');
      if (value === null) return [];
      const written = { flag: value === 'true', number: Number(value), list: linesOf(value), text: value }[type];
      return [[name, written] as const];
    });
    return {
      ...this.#filled({ description, channel, priority, status, assigneeId }),
      ...this.#filled({ category, subCategory, classification, productId }),
      ...(form.isNewContact && email.trim() !== '' ? this.#filled({ email, phone }) : {}),
      ...(form.due === '' ? {} : { dueDate: new Date(fromWallInput(form.due)).toISOString() }),
      ...(custom.length === 0 ? {} : { customFields: Object.fromEntries(custom) }),
    };
  }

  /** What went into the outbox and came back: the fields of the ticket itself. */
  #calledBack(doc: DraftDoc): Record<string, unknown> {
    const { dueDate, customFields, contactId, newContact } = doc as Record<string, unknown>;
    const custom = Object.entries((customFields ?? {}) as Record<string, unknown>).map(([name, value]) => [
      name,
      isTexts(value) ? asLines(value) : String(value),
    ]);
    return {
      ...doc,
      due: typeof dueDate === 'string' ? toWallInput(Date.parse(dueDate)) : '',
      custom: Object.fromEntries(custom) as unknown,
      contact: typeof contactId === 'string' && newContact === undefined ? { id: contactId, name: '' } : null,
      // It was typed in this form, and called back with it.
      ...(newContact === undefined ? {} : { ...(newContact as object), isNewContact: true }),
    };
  }

  /** A draft as this version or another kept it. */
  #formOf(doc: DraftDoc): NewTicketForm {
    const blank = empty();
    const held = (doc['form'] ?? this.#calledBack(doc)) as Record<string, unknown>;
    const texts = Object.fromEntries(
      Object.entries(blank).flatMap(([name, value]) =>
        typeof value === 'string' && typeof held[name] === 'string' ? [[name, held[name]]] : [],
      ),
    );
    const contact = held['contact'] as Partial<Person> | null | undefined;
    const custom = Object.entries((held['custom'] ?? {}) as Record<string, unknown>).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    return {
      ...blank,
      ...(texts as Partial<NewTicketForm>),
      description: doc.content ?? (typeof doc['description'] === 'string' ? doc['description'] : ''),
      files: [...(doc.files ?? [])],
      isNewContact: held['isNewContact'] === true,
      contact:
        typeof contact?.id === 'string' && typeof contact.name === 'string'
          ? { id: contact.id, name: contact.name, email: contact.email ?? '' }
          : null,
      custom: Object.fromEntries(custom),
    };
  }
}
