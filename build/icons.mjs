import { sep } from 'node:path';

const FOLDER = ['@lucide', 'svelte', 'dist', 'icons', ''].join(sep);
const DATA = /const iconData = (\{.*\});/;
/** The library puts these on what its component draws while the page runs, for each icon anew. */
const FRAME =
  'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"';

const drawn = ([tag, attributes]) =>
  `<${tag} ${Object.entries(attributes)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ')} />`;

/**
 * A Svelte preprocessor: each icon of `@lucide/svelte` as a template that the page copies, instead of a component that puts
 * its shapes together by loops and spread attributes at every use, which took an eighth of the time of opening a ticket.
 * An icon keeps the properties that are used here: `size`, `strokeWidth`, `aria-hidden`.
 */
export const icons = () => ({
  name: 'icons',
  markup({ content, filename }) {
    const path = filename?.replaceAll('/', sep);
    if (!path?.includes(FOLDER)) return undefined;
    const data = DATA.exec(content)?.[1];
    if (data === undefined)
      throw new Error(`${filename} holds no icon in the form of the library's version that is known`);
    const { size, node } = JSON.parse(data);
    if (size !== 24) throw new Error(`${filename} is drawn on ${size} instead of 24`);
    return {
      // Nothing of the template has a place in the library's source.
      map: { version: 3, sources: [], names: [], mappings: '' },
      code: `<script>let { size = 24, strokeWidth = 2 } = $props();</script>
<svg ${FRAME} width={size} height={size} stroke-width={strokeWidth} aria-hidden="true">${node.map(drawn).join('')}</svg>`,
    };
  },
});
