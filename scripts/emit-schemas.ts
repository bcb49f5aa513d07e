// Writes the JSON Schemas of configurations and metadata files into schemas/; with --check compares them with what is
// there instead, names the files that differ and exits with 1.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { schemaFiles } from '../src/deposition/config/config-schema.js';

const directory = new URL('../../schemas/', import.meta.url);
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const files = schemaFiles();

if (values.check) {
  const names = new Set([...files.keys(), ...(await readdir(directory))]);
  for (const name of [...names].sort()) {
    const text = await readFile(new URL(name, directory), 'utf8').catch(() => null);
    if (text === (files.get(name) ?? null)) continue;
    console.error(`schemas/${name}: ${drift(text, files.get(name))}; run npm run schemas`);
    process.exitCode = 1;
  }
} else {
  await mkdir(directory, { recursive: true });
  for (const [name, text] of files) await writeFile(new URL(name, directory), text);
}

function drift(written: string | null, made: string | undefined): string {
  if (written === null) return 'is missing';
  return made === undefined ? 'belongs to no schema' : 'differs from the schema in src';
}
