/** What stands over the screen, one at a time. Anything may open one; the shell shows it. */
export type DialogValue = { name: 'shortcuts' } | { name: 'signOut' } | { name: 'palette' };

/** The open dialog. */
export class Dialogs {
  value = $state.raw<DialogValue | null>(null);

  open(value: DialogValue): void {
    this.value = value;
  }
  close(): void {
    this.value = null;
  }
}
