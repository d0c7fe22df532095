import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { roomOf } from './rooms.js';

const project = fileURLToPath(new URL('../..', import.meta.url));
const toPath = (file) => relative(project, file).split(sep).join('/');
const isBuiltin = (source) => source.startsWith('node:') || builtinModules.includes(source);
const packageOf = (source) =>
  source
    .split('/')
    .slice(0, source.startsWith('@') ? 2 : 1)
    .join('/');

/** Whether an import or export brings nothing at run time. */
function isTypeOnly(node) {
  if (node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = node.specifiers ?? [];
  return specifiers.length > 0 && specifiers.every((each) => each.importKind === 'type' || each.exportKind === 'type');
}

/** What `source` is in the words of the table: `node:`, `npm:name`, a room's name, or null for a file in no room. */
function targetOf(source, file) {
  if (isBuiltin(source)) return { name: 'node:' };
  if (!source.startsWith('.')) return { name: `npm:${packageOf(source)}` };
  const path = toPath(resolve(dirname(file), source.split('?')[0]));
  if (/^src-renderer\/styles\/|\.(css|svg|png|json|woff2)$/.test(path)) return { name: 'asset', path };
  return { name: roomOf(path)?.room ?? null, path };
}

/** @type {import('eslint').Rule.RuleModule} */
export const importTable = {
  meta: {
    type: 'problem',
    docs: { description: 'Each room imports only what the table of ARCHITECTURE.md gives it.' },
    schema: [],
    messages: {
      forbidden: 'The room "{{room}}" may not import {{target}}. Its row of the table (build/lint/rooms.js): {{may}}.',
      typesOnly: 'The room "{{room}}" may import only types from {{target}}: write "import type".',
      noRoom: 'This file is in no room of build/lint/rooms.js.',
      unnamed: 'An import must name its module in the source, so that the table can be checked.',
    },
  },
  create(context) {
    const path = toPath(context.filename);
    const room = roomOf(path);
    if (room === null) return { Program: (node) => context.report({ node, messageId: 'noRoom' }) };

    const check = (node, source) => {
      if (source == null) return;
      if (source.type !== 'Literal' || typeof source.value !== 'string')
        return context.report({ node, messageId: 'unnamed' });
      const target = targetOf(source.value, join(project, path));
      if (target.name === 'asset' || target.name === 'wire' || target.name === room.room) return;
      if (target.name !== null && room.may.includes(target.name)) return;
      const data = { room: room.room, target: target.name ?? target.path, may: room.may.join(', ') || 'nothing' };
      if (!room.may.includes(`types:${target.name}`)) return context.report({ node, messageId: 'forbidden', data });
      if (!isTypeOnly(node)) context.report({ node, messageId: 'typesOnly', data });
    };

    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal ?? node.argument),
    };
  },
};
