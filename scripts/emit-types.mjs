// Writes the declarations of the public API into dist/types/: those that src/api/index.ts reaches, and no others.
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** `run` runs a tool of node_modules at the package's root. */
export async function emitTypes(root, run) {
  await run('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.api.json']);
  const types = join(root, 'dist/types');
  const reached = new Set();
  await reach(join(types, 'api/index.d.ts'), reached);
  for (const entry of await readdir(types, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !reached.has(file)) await rm(file);
  }
}

async function reach(file, reached) {
  if (reached.has(file) || !existsSync(file)) return;
  reached.add(file);
  const text = await readFile(file, 'utf8');
  for (const [, specifier] of text.matchAll(/(?:from |import\()['"](\.[^'"]+)\.js['"]/g)) {
    await reach(`${resolve(dirname(file), specifier)}.d.ts`, reached);
  }
}
