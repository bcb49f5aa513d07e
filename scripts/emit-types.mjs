// Writes the declarations of the public API into dist/types/: those that src/api/index.ts reaches, and no others.
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

/** Libraries whose types no export shows and which users do not have, with the names that declarations take from them. */
const bundledTypes = { 'image-js': 'export type Image = unknown;\n' };

/** `run` runs a tool of node_modules at the package's root. */
export async function emitTypes(root, run) {
  // Types are checked with those of the rest.
  await run('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.api.json', '--noCheck']);
  const types = join(root, 'dist/types');
  const reached = new Set();
  await reach(join(types, 'api/index.d.ts'), reached);
  for (const entry of await readdir(types, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile()) continue;
    if (reached.has(file)) await useOwnTypes(file, types);
    else await rm(file);
  }
  for (const [name, text] of Object.entries(bundledTypes)) await writeFile(join(types, `${name}.d.ts`), text);
}

async function useOwnTypes(file, types) {
  const text = await readFile(file, 'utf8');
  const changed = Object.keys(bundledTypes).reduce((all, name) => {
    const path = `${relative(dirname(file), types)}/${name}.js`;
    return all
      .replaceAll(`from '${name}'`, `from '${path}'`)
      .replaceAll(`import('${name}')`, `import('${path}')`);
  }, text);
  if (changed !== text) await writeFile(file, changed);
}

async function reach(file, reached) {
  if (reached.has(file) || !existsSync(file)) return;
  reached.add(file);
  const text = await readFile(file, 'utf8');
  for (const [, specifier] of text.matchAll(/(?:from |import\()['"](\.[^'"]+)\.js['"]/g)) {
    await reach(`${resolve(dirname(file), specifier)}.d.ts`, reached);
  }
}
