import { escapeHtml } from './outgoing.ts';

/** Gone from the page this long after the system's print dialog was asked for, milliseconds. */
const STAYS_MS = 60_000;

/** Prints sanitised HTML under lines of plain text. The frame runs nothing; it may only ask for the print dialog. */
export function printMail(head: readonly string[], html: string): void {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-same-origin allow-modals');
  frame.style.position = 'fixed';
  frame.style.inset = '0 auto auto -10000px';
  frame.style.width = '800px';
  frame.title = head[0] ?? '';
  frame.srcdoc = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'"><title>${escapeHtml(head[0] ?? '')}</title><style>body{font:12px/1.5 sans-serif}header{margin-bottom:16px;padding-bottom:8px;border-bottom:1px solid}img{max-width:100%}summary{display:none}</style><header>${head.map((line) => `<div>${escapeHtml(line)}</div>`).join('')}</header>${html}`;
  frame.onload = () => {
    const inside = frame.contentWindow;
    for (const quote of frame.contentDocument?.querySelectorAll('details') ?? []) quote.open = true;
    inside?.addEventListener('afterprint', () => frame.remove());
    inside?.print();
    setTimeout(() => frame.remove(), STAYS_MS);
  };
  document.body.append(frame);
}
