// Colours have names, and the names live in tokens.css: a literal one elsewhere would miss a theme.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at } from '../launch/project.mjs';

const LITERAL = /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(\s*[\d.]/gi;
const WITH_STYLES = /\.(css|svelte)$/;

/** The parts of a file that are styles, as [first line, text]. */
function styles(name, text) {
  if (name.endsWith('.css')) return [[1, text]];
  return [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>|\sstyle(?::[\w-]+)?="([^"]*)"/g)].map((match) => [
    text.slice(0, match.index).split('\n').length,
    match[1] ?? match[2] ?? '',
  ]);
}

const found = readdirSync(at('src-renderer'), { recursive: true })
  .map(String)
  .filter((name) => WITH_STYLES.test(name) && !name.endsWith('tokens.css'))
  .flatMap((name) =>
    styles(name, readFileSync(join(at('src-renderer'), name), 'utf8')).flatMap(([line, text]) =>
      text
        .split('\n')
        .flatMap((each, index) =>
          [...each.matchAll(LITERAL)].map(([colour]) => `src-renderer/${name}:${line + index}  ${colour}`),
        ),
    ),
  );

for (const each of found) console.error(`${each}  belongs in src-renderer/styles/tokens.css`);
process.exitCode = found.length === 0 ? 0 : 1;
