import { escapeHtml } from './outgoing.ts';

/** Gone from the page this long after the system's print dialog was asked for, milliseconds. */
const STAYS_MS = 60_000;

/** A message on paper: lines of plain text, and sanitised HTML. */
export interface PrintedPart {
  head: readonly string[];
  html: string;
}

/** Prints messages under a title. The frame runs nothing; it may only ask for the print dialog. */
export function printMail(title: string, parts: readonly PrintedPart[]): void {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-same-origin allow-modals');
  frame.style.position = 'fixed';
  frame.style.inset = '0 auto auto -10000px';
  frame.style.width = '800px';
  frame.title = title;
  const body = parts
    .map(({ head, html }) => `<header>${head.map((line) => `<div>${escapeHtml(line)}</div>`).join('')}</header>${html}`)
    .join('');
  frame.srcdoc = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'"><title>${escapeHtml(title)}</title><style>body{font:12px/1.5 sans-serif}h1{font-size:16px}header{margin:24px 0 12px;padding-bottom:6px;border-bottom:1px solid;break-after:avoid}img{max-width:100%}summary{display:none}</style><h1>${escapeHtml(title)}</h1>${body}`;
  frame.onload = () => {
    const inside = frame.contentWindow;
    for (const quote of frame.contentDocument?.querySelectorAll('details') ?? []) quote.open = true;
    inside?.addEventListener('afterprint', () => frame.remove());
    inside?.print();
    setTimeout(() => frame.remove(), STAYS_MS);
  };
  document.body.append(frame);
}
