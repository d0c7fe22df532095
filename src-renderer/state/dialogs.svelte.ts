import type { ViewFilter } from '../../src-preload/contract/views.ts';
import type { Link } from '../lib/mail/links.ts';
import type { LogTarget } from './log-target.ts';

/** What stands over the screen, one at a time. Anything may open one; the shell shows it. */
export type DialogValue =
  | { name: 'shortcuts' }
  /** Canned replies, the one of this id where one is given. */
  | { name: 'canned'; id?: string }
  /** The signature under replies from this address. */
  | { name: 'signature'; address: string | null }
  | { name: 'signOut' }
  /** A link whose text names another site than the one that it opens. */
  | { name: 'link'; link: Link }
  | { name: 'palette' }
  /** The palette with nothing but views and places. */
  | { name: 'goTo' }
  /** Time spent. */
  | { name: 'log'; target: LogTarget }
  | { name: 'timers' }
  | { name: 'timerSettings' }
  /** A new ticket, of this contact where one is given; `draftKey` names what was typed of one before. */
  | { name: 'create'; contact: { id: string; name: string; email: string } | null; draftKey?: string }
  /** A new contact, account or task; `preset` holds what is known of it already, `draftKey` names what was typed of one before. */
  | {
      name: 'record';
      noun: 'contact' | 'account' | 'task';
      preset: Readonly<Record<string, string>>;
      draftKey?: string;
    }
  /** A view of the agent's own: the one of this id, or a new one that begins like another, or with what a search asks. */
  | { name: 'view'; id: string | null; from: string | null; search?: { text: string; filter: ViewFilter } }
  /** Tickets are put off. */
  | { name: 'snooze'; ids: readonly string[] }
  /** Tickets go to another department. */
  | { name: 'move'; ids: readonly string[] }
  /** One ticket is merged with others that are still to be found, or several with each other. */
  | { name: 'merge'; ids: readonly string[] }
  /** A message becomes a ticket of its own. */
  | { name: 'split'; ticketId: string; threadId: string };

/** The open dialog. */
export class Dialogs {
  value = $state.raw<DialogValue | null>(null);

  open(value: DialogValue): void {
    this.value = value;
  }
  /** With a value: closes that one alone, whatever was opened in its place meanwhile. */
  close(value = this.value): void {
    if (this.value === value) this.value = null;
  }
}
