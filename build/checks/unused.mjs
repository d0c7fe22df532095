// What nobody uses: exports, methods of the contract that the page never calls, words that no view shows. By names alone,
// so that it takes no time: what shares its name with something used is not found.
import { readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { at } from '../launch/project.mjs';

const SOURCES = ['src-preload', 'src-main', 'src-renderer', 'test', 'build'];
const CODE = /\.(?:ts|svelte|mjs|cjs)$/;
const LEFT_OUT = /(?:^|\/)(?:node_modules|locales)\//;
/** Other names are values, e.g. of a choice: each has its words. */
const IDENTIFIER = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;
/** Tables of words by names that the service uses, and columns that are taken as they stand. */
const BY_THE_SERVICE = /\.(?:fields|statuses|priorities|csv)$/;

const load = (name) => import(pathToFileURL(at(name)).href);

const files = SOURCES.flatMap((room) =>
  readdirSync(at(room), { recursive: true })
    .map((name) => `${room}/${String(name).replaceAll('\\', '/')}`)
    .filter((name) => CODE.test(name) && !LEFT_OUT.test(name)),
).map((name) => ({ name, text: readFileSync(at(name), 'utf8') }));
const isSource = ({ name }) => name.startsWith('src-');
const page = files.filter(({ name }) => name.startsWith('src-renderer/')).map(({ text }) => text);

const counts = new Map();
for (const { text } of files)
  for (const [word] of text.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);

const exported = /^export (?:async )?(?:const|function|class|interface|type) ([\w$]+)/gm;
const exportsUnused = files
  .filter(isSource)
  .flatMap(({ name, text }) => [...text.matchAll(exported)].map(([, word]) => ({ name, word })))
  .filter(({ word }) => counts.get(word) === 1)
  .map(({ name, word }) => `${name}: ${word} is exported and used nowhere`);

const { methods } = await load('src-preload/contract/index.ts');
const called = new Set(
  page.flatMap((text) =>
    [...text.matchAll(/['`](?:\$\{\w+\}s|(\w+))\.(\w+)['`]/g)].map(([, noun = '*', verb]) => `${noun}.${verb}`),
  ),
);
const methodsUnused = Object.keys(methods)
  .filter((method) => !called.has(method) && !called.has(`*.${method.split('.')[1]}`))
  .map((method) => `src-preload/contract: the page never calls ${method}`);

const { en } = await load('src-renderer/locales/en.ts');
function* wordsUnder(table, path) {
  if (BY_THE_SERVICE.test(path)) return;
  for (const [name, words] of Object.entries(table)) {
    if (IDENTIFIER.test(name) && !counts.has(name))
      yield `src-renderer/locales: nothing shows ${path}.${name}`.replace(' .', ' ');
    if (typeof words === 'object' && !Array.isArray(words)) yield* wordsUnder(words, `${path}.${name}`);
  }
}

const found = [...exportsUnused, ...methodsUnused, ...wordsUnder(en, '')];
for (const each of found) console.error(each);
process.exitCode = found.length === 0 ? 0 : 1;
