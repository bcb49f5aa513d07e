import { existsSync, readFileSync } from 'node:fs';
import { sharedPath } from '../../support/shared.js';

/** The result of the reference program for a file: a value or its error. */
export type GoldenEntry = { readonly value: unknown } | { readonly error: string };

/** The reference's results whose key begins with `prefix`; none, with a message, when they are not at hand. */
export function goldenEntries(prefix: string): [string, GoldenEntry][] {
  const file = sharedPath('golden/formats.json');
  if (!existsSync(file)) {
    process.stdout.write(`  (skipped: ../shared is not there, wanted its golden results of ${prefix}*)\n`);
    return [];
  }
  const all = JSON.parse(readFileSync(file, 'utf8')) as Record<string, GoldenEntry>;
  return Object.entries(all).filter(([key]) => key.startsWith(prefix));
}

/** Bytes of a file of the corpus that the reference results belong to. */
export function corpusFile(path: string): Uint8Array {
  return readFileSync(sharedPath('corpus', path));
}
