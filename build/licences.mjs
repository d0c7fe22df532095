import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { at } from './launch/project.mjs';

/** The module that the page loads when somebody looks. */
const ID = 'virtual:licences';
const FILE = /^(licen[cs]e|copying|ofl)([-.].*)?$/i;

/** Folder of an installed package, as the one at `from` would find it; null for one that is not installed. */
function folderOf(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
    if (folder === dirname(folder)) return null;
  }
}

const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The package that a bundled file is of: its folder; null for the project's own. */
function packageFolderOf(file) {
  const parts = file.split('?')[0].split(sep);
  const last = parts.lastIndexOf('node_modules');
  if (last < 0) return null;
  const size = parts[last + 1]?.startsWith('@') ? 3 : 2;
  return parts.slice(0, last + size).join(sep);
}

function licenceOf(folder) {
  const { name, version, license, licenses, author } = manifestOf(folder);
  const file = readdirSync(folder).find((each) => FILE.test(each));
  const named = license ?? licenses?.[0];
  return {
    name,
    version,
    licence: typeof named === 'string' ? named : (named?.type ?? ''),
    author: typeof author === 'string' ? author : (author?.name ?? ''),
    text: file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim(),
  };
}

/** Folders of a package and of all that it needs at run time. */
function withDependencies(folder, found = new Set()) {
  if (found.has(folder)) return found;
  found.add(folder);
  const { dependencies = {}, optionalDependencies = {} } = manifestOf(folder);
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const below = folderOf(name, folder);
    if (below !== null) withDependencies(below, found);
  }
  return found;
}

/**
 * What others wrote of that which is shipped: packages beside the bundles (with all that they need), packages that went
 * into the page, and Electron. By name; packages of the same name and licence in several versions each stand there.
 */
export function collectLicences(bundledFiles) {
  const { dependencies } = manifestOf(at());
  const folders = new Set();
  for (const name of [...Object.keys(dependencies), 'electron']) {
    const folder = folderOf(name, at());
    if (folder === null) throw new Error(`${name} is not installed`);
    // Electron's own dependencies fetch its binary; they are not shipped.
    if (name === 'electron') folders.add(folder);
    else withDependencies(folder, folders);
  }
  for (const file of bundledFiles) {
    const folder = packageFolderOf(file);
    if (folder !== null && existsSync(join(folder, 'package.json'))) folders.add(folder);
  }
  return [...folders]
    .map(licenceOf)
    .sort((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version))
    .filter((each, index, all) => each.name !== all[index - 1]?.name || each.version !== all[index - 1]?.version);
}

/** Gives the page the licences of what it is made of, as a chunk of its own. */
export function licences() {
  const PLACE = '"deskhand-licences-stand-here"';
  let isBuild = false;
  return {
    name: 'deskhand-licences',
    configResolved({ command }) {
      isBuild = command === 'build';
    },
    resolveId: (id) => (id === ID ? `\0${ID}` : null),
    load(id) {
      if (id !== `\0${ID}`) return null;
      // A server that makes no bundle knows none: there it is what stands beside them.
      return `export default ${isBuild ? PLACE : JSON.stringify(JSON.stringify(collectLicences([])))};`;
    },
    // What is bundled is known only now.
    generateBundle(_options, bundle) {
      const list = JSON.stringify(JSON.stringify(collectLicences([...this.getModuleIds()])));
      let isThere = false;
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        const code = chunk.code.replace(/["'`]deskhand-licences-stand-here["'`]/, () => list);
        isThere ||= code !== chunk.code;
        chunk.code = code;
      }
      if (!isThere) this.error('nothing of the page asks for the licences');
    },
  };
}
