/** Values of the theme's tokens, for a document that can't see the page's styles. */
export interface FrameLook {
  ink: string;
  inkSoft: string;
  link: string;
  line: string;
  soft: string;
  warning: string;
  /** What lies under a mail with colours of its own where the theme is dark; null where it lies on the page. */
  paper: string | null;
  font: string;
  mono: string;
  isDark: boolean;
  /** Address of the bundled font, same origin. */
  fontUrl: string;
}

/** Nothing is fetched but the bundled font; nothing runs. */
const POLICY =
  "default-src 'none'; img-src 'self' data: blob:; style-src 'unsafe-inline'; font-src 'self'; form-action 'none'; base-uri 'none'";

/**
 * The document of a message's frame. In the dark theme a mail without backgrounds of its own takes the theme's colours;
 * one with backgrounds is laid on light paper, as its writer saw it.
 */
export function frameDocument(html: string, look: FrameLook): string {
  const { paper, isDark } = look;
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="referrer" content="no-referrer"><style>
@font-face{font-family:'Inter Variable';font-weight:100 900;font-display:fallback;src:url('${look.fontUrl}') format('woff2')}
html{color-scheme:${isDark ? 'dark' : 'light'};background:${paper ?? 'transparent'};overflow-y:hidden}
body{margin:0;${paper === null ? '' : 'padding:12px;'}color:${look.ink};font:13px/1.55 ${look.font};overflow-wrap:break-word;-webkit-font-smoothing:antialiased}
p{margin:0 0 .75em}p:last-child{margin-bottom:0}img{max-width:100%;height:auto}pre{white-space:pre-wrap;font-family:${look.mono};font-size:12px}table{max-width:100%}
blockquote{margin:.5em 0;padding:0 0 0 12px;border-left:2px solid ${look.line}}
${isDark ? `body *{color:inherit!important;background-color:transparent!important;border-color:${look.line}!important}` : ''}
[data-href]{color:${look.link}${isDark ? '!important' : ''};text-decoration:underline;text-underline-offset:2px;cursor:pointer}
[data-disguised]::after{content:' ⚠';color:${look.warning}}
[data-href]:focus-visible,summary:focus-visible{outline:2px solid ${look.link};outline-offset:1px;border-radius:3px}
.dh-image{display:inline-block;padding:2px 8px;border:1px dashed ${look.line};border-radius:4px;color:${look.inkSoft};font-size:12px}
.dh-mention{padding:0 4px;border-radius:4px;background:${look.soft}!important;color:${look.link}!important;font-weight:500}
.dh-quote{margin-top:8px}.dh-quote>summary{display:inline-block;padding:0 8px;border-radius:4px;background:${look.soft}!important;color:${look.inkSoft}!important;font-weight:600;line-height:16px;list-style:none;cursor:pointer;user-select:none}
.dh-quote[open]>summary{margin-bottom:8px}
</style></head><body>${html}</body></html>`;
}
