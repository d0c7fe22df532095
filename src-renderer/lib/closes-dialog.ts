/**
 * Closes a dialog by Escape and by a press beside it. The `cancel` of a file field within it bubbles (HTML, 4.10.5.1.17) and
 * is not the dialog's; neither is a press that began on what is written and ended beside it.
 */
export const closesBy =
  (close: () => void) =>
  (dialog: HTMLDialogElement): (() => void) => {
    let beganBeside = false;
    const listening = new AbortController();
    const { signal } = listening;
    dialog.addEventListener('pointerdown', ({ target }) => (beganBeside = target === dialog), { signal });
    dialog.addEventListener(
      'click',
      ({ target }) => {
        if (target === dialog && beganBeside) close();
      },
      { signal },
    );
    dialog.addEventListener(
      'cancel',
      (event) => {
        if (event.target !== dialog) return;
        event.preventDefault();
        close();
      },
      { signal },
    );
    return () => listening.abort();
  };
