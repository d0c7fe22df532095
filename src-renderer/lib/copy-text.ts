/** Puts a text on the clipboard, also where the page may not ask for it. False when the system refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.style.position = 'fixed';
    field.style.opacity = '0';
    const before = document.activeElement as HTMLElement | null;
    document.body.append(field);
    field.select();
    const isDone = document.execCommand('copy');
    field.remove();
    before?.focus?.();
    return isDone;
  }
}
