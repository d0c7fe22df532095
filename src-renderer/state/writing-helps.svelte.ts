import type { MailReplyAddressRow } from '../../src-preload/contract/mail-reply-addresses.ts';
import type { CannedReply, Signature } from '../../src-preload/contract/writing-helps.ts';
import type { Input } from '../../src-preload/contract/index.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';

const GAP_MS = 100;

/** What helps with writing: addresses to send from, signatures, canned replies, and whose pictures are shown. */
export class WritingHelps {
  addresses = $state.raw<readonly MailReplyAddressRow[]>([]);
  signatures = $state.raw<readonly Signature[]>([]);
  canned = $state.raw<readonly CannedReply[]>([]);
  trusted = $state.raw<ReadonlySet<string>>(new Set());
  isRead = $state(false);
  readonly #bridge: Bridge;
  readonly #refresher = createRefresher(() => this.load(), GAP_MS);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.on('writingHelps.changed', () => this.#refresher.request());
    // A first sync brings them after the console is up.
    bridge.on('mailReplyAddresses.changed', () => this.#refresher.request());
  }

  async load(): Promise<void> {
    try {
      const [addresses, signatures, canned, trusted] = await Promise.all([
        this.#bridge.call('mailReplyAddresses.list', {}),
        this.#bridge.call('signatures.list', {}),
        this.#bridge.call('cannedReplies.list', {}),
        this.#bridge.call('trustedSenders.list', {}),
      ]);
      this.addresses = addresses;
      this.signatures = signatures;
      this.canned = canned;
      this.trusted = new Set(trusted);
      this.isRead = true;
    } catch {
      // What was known stays; writing goes on without help.
    }
  }

  reset(): void {
    this.addresses = [];
    this.signatures = [];
    this.canned = [];
    this.trusted = new Set();
    this.isRead = false;
  }

  /** Those of a department first. */
  addressesOf(departmentId: string | null): readonly MailReplyAddressRow[] {
    const own = this.addresses.filter((one) => one.departmentId === departmentId);
    return [...own, ...this.addresses.filter((one) => !own.includes(one))];
  }
  /** The address's own, or the one for all that have none. */
  signatureOf(address: string | null): string {
    const find = (key: string) => this.signatures.find((one) => one.key === key)?.text;
    return (address === null ? undefined : find(address.toLowerCase())) ?? find('') ?? '';
  }
  isTrusted(address: string | null): boolean {
    return address !== null && this.trusted.has(address.trim().toLowerCase());
  }

  /** Holds at once; what could not be kept is read anew. */
  async setTrusted(address: string, isTrusted: boolean): Promise<void> {
    const key = address.trim().toLowerCase();
    this.trusted = new Set([...[...this.trusted].filter((one) => one !== key), ...(isTrusted ? [key] : [])]);
    try {
      await this.#bridge.call('trustedSenders.set', { address: key, isTrusted });
    } catch (error) {
      await this.load();
      throw error;
    }
  }
  saveSignature(signature: Signature): Promise<null> {
    return this.#bridge.call('signatures.save', { ...signature, key: signature.key.toLowerCase() });
  }
  saveCanned(reply: Input<'cannedReplies.save'>): Promise<CannedReply> {
    return this.#bridge.call('cannedReplies.save', reply);
  }
}
