/** Properties that a mail may set. Nothing here can position over other things, load or animate. */
const ALLOWED = new Set(
  `color background-color direction display vertical-align float clear opacity
  font-family font-size font-style font-weight font-variant line-height letter-spacing word-spacing
  text-align text-decoration text-decoration-line text-decoration-color text-decoration-style text-indent text-transform
  white-space word-break word-wrap overflow-wrap
  width max-width min-width height max-height min-height
  margin-top margin-right margin-bottom margin-left padding-top padding-right padding-bottom padding-left
  border-top-width border-right-width border-bottom-width border-left-width
  border-top-style border-right-style border-bottom-style border-left-style
  border-top-color border-right-color border-bottom-color border-left-color
  border-top-left-radius border-top-right-radius border-bottom-left-radius border-bottom-right-radius
  border-collapse border-spacing caption-side empty-cells table-layout list-style-type list-style-position`.split(
    /\s+/,
  ),
);
const SHORTHANDS = [
  'margin',
  'padding',
  'border',
  'border-top',
  'border-right',
  'border-bottom',
  'border-left',
  'border-width',
  'border-style',
  'border-color',
  'border-radius',
  'background',
];
const UNSAFE_VALUE =
  /url\s*\(|image(-set)?\s*\(|expression|var\s*\(|env\s*\(|attr\s*\(|src\s*\(|element\s*\(|\\|javascript|@import|</i;
const UNSAFE_DISPLAY = /contents|ruby|run-in/i;

/** Keeps the allowed declarations of a style attribute. `scratch` is an element of a document that is never shown. */
export function cleanStyle(style: string, scratch: HTMLElement): string {
  scratch.setAttribute('style', style);
  const kept: string[] = [];
  for (const property of [...scratch.style]) {
    const isShorthand = SHORTHANDS.includes(property);
    if (!ALLOWED.has(property) && !isShorthand) continue;
    const value = scratch.style.getPropertyValue(property);
    if (value === '' || UNSAFE_VALUE.test(value)) continue;
    if (property === 'display' && UNSAFE_DISPLAY.test(value)) continue;
    kept.push(`${property}:${value}`);
  }
  scratch.removeAttribute('style');
  return kept.join(';');
}

const WHITE = /^(transparent|white|inherit|initial|none|#fff|#ffffff|rgb\(255, 255, 255\)|rgba\(\d+, \d+, \d+, 0\))$/i;

/** Whether a colour is a background of its own rather than the usual white. */
export function isOwnBackground(colour: string): boolean {
  return colour.trim() !== '' && !WHITE.test(colour.trim());
}
