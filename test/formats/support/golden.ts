import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const shared = fileURLToPath(new URL('../../../../../shared/', import.meta.url));

/** What the reference made of a file: a value or its own failure. */
export type GoldenEntry = { readonly value: unknown } | { readonly error: string };

/** The reference's results whose key begins with `prefix`; null, with a message, when they are not at hand. */
export function goldenEntries(prefix: string): [string, GoldenEntry][] | null {
  const file = join(shared, 'golden/formats.json');
  if (!existsSync(file)) {
    process.stdout.write(`  (skipped: no reference results beside the repository, wanted ${prefix}*)\n`);
    return null;
  }
  const all = JSON.parse(readFileSync(file, 'utf8')) as Record<string, GoldenEntry>;
  return Object.entries(all).filter(([key]) => key.startsWith(prefix));
}

/** Bytes of a file of the corpus that the reference results belong to. */
export function corpusFile(path: string): Uint8Array {
  return readFileSync(join(shared, 'corpus', path));
}
