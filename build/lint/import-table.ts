import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Rule } from 'eslint';
import { roomOf } from './rooms.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const toPath = (file: string): string => relative(project, file).split(sep).join('/');
const isBuiltin = (source: string): boolean => source.startsWith('node:') || builtinModules.includes(source);
const packageOf = (source: string): string =>
  source
    .split('/')
    .slice(0, source.startsWith('@') ? 2 : 1)
    .join('/');

/** What the rule reads of the nodes that bring modules in, ESTree's and TypeScript's alike. */
interface ImportNode {
  type: string;
  source?: { type: string; value?: unknown } | null;
  argument?: { type: string; value?: unknown; literal?: { type: string; value?: unknown } };
  importKind?: string;
  exportKind?: string;
  specifiers?: { importKind?: string; exportKind?: string }[];
}

/** Whether an import or export brings nothing at run time. */
function isTypeOnly(node: ImportNode): boolean {
  if (node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = node.specifiers ?? [];
  return specifiers.length > 0 && specifiers.every((each) => each.importKind === 'type' || each.exportKind === 'type');
}

/** What the bundler turns into an address or a style: it brings no code. */
const ASSET = /\.(css|svg|png|json|woff2)(\?url)?$/;

/** What `source` is in the words of the table: `node:`, `npm:name`, a room's name, or null for a file in no room. */
function targetOf(source: string, file: string): { name: string | null; path?: string } {
  if (isBuiltin(source)) return { name: 'node:' };
  if (ASSET.test(source)) return { name: 'asset' };
  if (!source.startsWith('.')) return { name: `npm:${packageOf(source)}` };
  const path = toPath(resolve(dirname(file), source.replace(/\?.*$/, '')));
  if (path.startsWith('src-renderer/styles/')) return { name: 'asset', path };
  return { name: roomOf(path)?.room ?? null, path };
}

export const importTable: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'Each room imports only what the table of ARCHITECTURE.md gives it.' },
    schema: [],
    messages: {
      forbidden: 'The room "{{room}}" may not import {{target}}. Its row of the table (build/lint/rooms.ts): {{may}}.',
      typesOnly: 'The room "{{room}}" may import only types from {{target}}: write "import type".',
      noRoom: 'This file is in no room of build/lint/rooms.ts.',
      unnamed: 'An import must name its module in the source, so that the table can be checked.',
    },
  },
  create(context) {
    const path = toPath(context.filename);
    const room = roomOf(path);
    if (room === null) return { Program: (node) => context.report({ node, messageId: 'noRoom' }) };

    const check = (at: Rule.Node): void => {
      const node = at as unknown as ImportNode;
      const source = node.source ?? node.argument?.literal ?? node.argument;
      if (source === undefined) return;
      if (source.type !== 'Literal' || typeof source.value !== 'string')
        return context.report({ node: at, messageId: 'unnamed' });
      const target = targetOf(source.value, join(project, path));
      if (target.name === 'asset' || target.name === 'wire' || target.name === room.room) return;
      if (target.name !== null && room.may.includes(target.name)) return;
      const data = {
        room: room.room,
        target: target.name ?? target.path ?? source.value,
        may: room.may.join(', ') || 'nothing',
      };
      if (!room.may.includes(`types:${target.name}`)) return context.report({ node: at, messageId: 'forbidden', data });
      if (!isTypeOnly(node)) context.report({ node: at, messageId: 'typesOnly', data });
    };

    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};
