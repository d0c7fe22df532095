import type { Input, Output } from '../../src-preload/contract/index.ts';
import { type Bridge, type BridgeError, toBridgeError } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';
import type { SketchAuthor } from './sketch.ts';

export type SessionView = Output<'session.get'>;
type Action =
  | 'session.signIn'
  | 'session.cancelSignIn'
  | 'session.chooseOrganization'
  | 'session.chooseAgent'
  | 'session.signInAgain'
  | 'session.signOut';

/** Whose session it is: another key is another agent or organisation. */
export const sessionKey = ({ profileId, organization, agent }: Extract<SessionView, { phase: 'ready' }>): string =>
  `${profileId}/${organization.id}/${agent.id}`;

/** Who is signed in, or what stands between the agent and that. */
export class Session {
  value = $state.raw<SessionView>({ phase: 'starting' });
  /** Why the last action failed; the phase stays what it was. */
  error = $state.raw<BridgeError | null>(null);
  busy = $state(false);
  readonly #bridge: Bridge;
  readonly #refresher = createRefresher(() => this.load(), 0);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.on('session.changed', () => this.#refresher.request());
  }

  /** Who writes here, as the timeline names them. */
  get author(): SketchAuthor {
    return this.value.phase === 'ready' ? this.value.agent : { id: '', name: '', email: null };
  }

  async load(): Promise<void> {
    try {
      this.value = await this.#bridge.call('session.get', {});
    } catch (error) {
      // Without the core the phase stays; the link's own banner tells why.
      if (toBridgeError(error).code !== 'offline') this.error = toBridgeError(error);
    }
  }

  /** Runs one action and reads the phase anew. True when it was accepted. */
  async act<M extends Action>(method: M, input: Input<M>): Promise<boolean> {
    this.error = null;
    this.busy = true;
    try {
      await this.#bridge.call(method, input);
      await this.load();
      return true;
    } catch (error) {
      this.error = toBridgeError(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
