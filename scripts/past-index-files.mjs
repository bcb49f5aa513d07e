// Has each module of a bundle import names from the file that declares them, and not from the index file of its room: what is
// reached through an index file counts as used together, so that a command would load a whole room for one function of it.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';

const handedOn = /export (?:type )?(\{[^}]*\}|\*) from '([^']*)\.js';/g;
const declared = /^export (?:async |abstract )?(?:const|function\*?|class|interface|type) (\w+)/gm;
const taken = /^(import|export) (?!type\b)\{([^}]*)\} from '(\.[^']*)\.js';$/gm;

/** An esbuild plugin. */
export function pastIndexFiles() {
  /** Where each name that an index file hands on is declared; null for files with code of their own. */
  const indexes = new Map();

  function namesOf(path) {
    if (basename(path) !== 'index.ts') return null;
    if (!indexes.has(path)) indexes.set(path, readIndex(path));
    return indexes.get(path);
  }

  function readIndex(path) {
    const text = readFileSync(path, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    if (text.replaceAll(handedOn, '').trim() !== '') return null;
    const names = new Map();
    for (const [, list, from] of text.matchAll(handedOn)) {
      const target = sourceOf(path, from);
      const found =
        list === '*'
          ? allOf(target)
          : split(list.slice(1, -1)).map(([name, as]) => [as, placeOf(target, name)]);
      for (const [name, place] of found) names.set(name, place);
    }
    return names;
  }

  function allOf(path) {
    const names = namesOf(path);
    if (names !== null) return names;
    return [...readFileSync(path, 'utf8').matchAll(declared)].map(([, name]) => [name, { path, name }]);
  }

  function placeOf(path, name) {
    return namesOf(path)?.get(name) ?? { path, name };
  }

  function goPast(text, path) {
    return text.replaceAll(taken, (statement, keyword, list, from) => {
      const target = sourceOf(path, from);
      if (namesOf(target) === null) return statement;
      return split(list)
        .filter(([, , isType]) => !isType)
        .map(([name, as]) => {
          const place = placeOf(target, name);
          const at = relative(dirname(path), place.path).replaceAll('\\', '/').replace(/\.ts$/, '.js');
          return `${keyword} { ${place.name} as ${as} } from './${at}';`;
        })
        .join(' ');
    });
  }

  return {
    name: 'past-index-files',
    setup({ onLoad }) {
      onLoad({ filter: /[/\\]src[/\\].*\.ts$/ }, async ({ path }) => ({
        contents: goPast(await readFile(path, 'utf8'), path),
        loader: 'ts',
      }));
    },
  };
}

function sourceOf(path, from) {
  return `${resolve(dirname(path), from)}.ts`;
}

/** `a, type B, c as d` as names, what they are called here, and whether they are types. */
function split(list) {
  return list
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => {
      const [name, as = name] = each.replace(/^type /, '').split(' as ');
      return [name, as, each.startsWith('type ')];
    });
}
